"""xunmai sync: brings the sources up to date."""

from __future__ import annotations

import click

from corpus.errors import ConfigurationError, SourceUnavailable
from corpus.sources import open_source
from service.commands.options import with_settings
from service.commands.output import Bars, warn
from service.config import Settings
from service.wiring import open_generations, source_specs


@click.command("sync")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@with_settings
def command(settings: Settings, names: tuple[str, ...]) -> None:
    """Bring the git sources up to date in the data folder; SOURCE limits it to some.

    Without a network what was fetched before serves, with a warning. An optional source of which nothing was
    fetched yet is left out; one that is not optional ends with status 2.
    """
    specs = source_specs(settings)
    unknown = sorted(set(names) - {spec.name for spec in specs})
    if unknown:
        known = ", ".join(spec.name for spec in specs)
        raise ConfigurationError(f"sources: there is no source {unknown[0]!r} in {settings.file}; there are {known}")
    cache = open_generations(settings).sources
    with Bars() as bars:
        for spec in specs:
            if names and spec.name not in names:
                continue
            source = open_source(spec, cache)
            known_problems = len(source.problems)
            try:
                source.sync(bars)
            except SourceUnavailable as error:
                if not spec.optional:
                    raise
                warn(f"来源 {spec.name} 取不到，先略过 · left out, it is optional: {error}")
                continue
            for problem in source.problems[known_problems:]:
                warn(str(problem))
            ref = f" @ {source.source.ref[:12]}" if source.source.ref else ""
            click.echo(f"{spec.name}{ref}: {len(source.files())} 个文件 · files")
