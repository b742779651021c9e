"""xunmai check: verifies the active generation."""

from __future__ import annotations

import sys

import click

from corpus.store import DocumentStore
from index.errors import IndexNotReady
from service.commands.options import with_settings
from service.commands.output import print_json
from service.config import Settings
from service.wiring import open_generations


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def command(settings: Settings, as_json: bool) -> None:
    """Verify the active generation against its manifest: sizes, SHA-256, counts; status 1 on damage."""
    generations = open_generations(settings)
    current = generations.current_id()
    if current is None:
        raise IndexNotReady(f"nothing was built yet in {settings.data}; run `xunmai build`")
    damages = [{"file": damage.path, "reason": damage.reason} for damage in generations.verify(current)]
    kept = next(each for each in generations.list() if each.id == current)
    if not damages and kept.manifest:
        with DocumentStore(kept.folder / "store.sqlite") as store:
            damages += [
                {"file": "store.sqlite", "reason": f"{count} {name} where the manifest says {said}"}
                for name, count in store.counts().items()
                if (said := kept.manifest.details.get(name, count)) != count
            ]
    if as_json:
        print_json({"generation": current, "whole": not damages, "damages": damages})
    else:
        for damage in damages:
            click.echo(f"{kept.folder / damage['file']}: {damage['reason']}")
        files = len(kept.manifest.files) if kept.manifest else 0
        click.echo(
            f"{current}: "
            + (f"{len(damages)} 处损坏 · damaged" if damages else f"{files} 个文件完好 · files are whole")
        )
    sys.exit(1 if damages else 0)
