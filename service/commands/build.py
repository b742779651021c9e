"""xunmai build: reads every source into a new generation."""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from index.processes import Crew, usable_processes
from service.commands.options import with_settings

if TYPE_CHECKING:
    from index.build import BuildReport
    from service.config import Settings

#: How many problems of the texts are printed; `/api/v1/sources` has all.
SHOWN_PROBLEMS = 20

#: What of a report stands on the span of a build.
TRACED = ("generation", "documents", "sections", "relations", "read", "reused", "removed")
#: What the option for builders that share the work says.
PART = "Only read and analyse part K of N and leave it in the cluster, for the build that follows; with OpenSearch."


#: New objects before garbage is looked for: a build makes millions that stay and hardly any that refer to each other.
GARBAGE_AFTER = 1_000_000


def _with_workers(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the processes of a build as `workers`: they begin before all else, so that they load what works
    on documents while this process loads the rest."""

    @functools.wraps(function)
    def wrapped(**options: Any) -> None:
        _prepare_process()
        with Crew(usable_processes(None), _load) as workers:
            workers.begin()
            function(workers=workers, **options)

    return wrapped


def _load() -> None:
    from index import document_work

    document_work.load()


@click.command("build")
@click.option("--full", is_flag=True, help="Take over nothing from the generation before.")
@click.option("--stored", is_flag=True, help="Read no source: rebuild from the documents of the current generation.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--part", "share", metavar="K/N", callback=lambda _context, _option, value: _parsed_part(value), help=PART
)
@_with_workers
@with_settings
def command(
    settings: Settings, workers: Crew, full: bool, stored: bool, as_json: bool, share: tuple[int, int] | None
) -> None:
    """Read every source and write a new generation: documents, full text and concept graph.

    What did not change is taken over by checksum. A running server takes the new generation up by itself. A build
    that fails leaves the old one serving.
    """
    from service.commands.output import Bars, print_json
    from service.tracing import open_tracing
    from service.wiring import build_generation, build_part, open_generations

    if share:
        left = build_part(settings, *share, full=full, processes=workers)
        click.echo(f"第 {share[0]}/{share[1]} 份已留在集群 · left in the cluster: documents {left}")
        return
    tracing = open_tracing()
    with Bars() as bars, closing(tracing), tracing.span("build") as describe:
        if stored:
            from service.renewal import rebuild_from_store

            report = rebuild_from_store(settings, progress=bars, processes=workers)
        else:
            report = build_generation(settings, full=full, progress=bars, processes=workers)
        describe({f"xunmai.{name}": getattr(report, name) for name in TRACED})
    open_generations(settings).prune(settings.generations.keep)
    if as_json:
        print_json(report_json(report))
    else:
        print_report(report)


def _prepare_process() -> None:
    """Before anything heavy is imported: garbage is seldom looked for, and products of matrices keep to one thread,
    as there is a process a core."""
    gc.set_threshold(GARBAGE_AFTER)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _parsed_part(value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    part, _, parts = value.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts) <= 10_000):
        raise click.BadParameter(f"expected a part and the number of parts, as in 2/8, got {value!r:.40}")
    return int(part), int(parts)


def print_report(report: BuildReport) -> None:
    """What a build did, for people; problems on standard error."""
    from service.commands.output import warn

    for name, reason in report.left_out.items():
        warn(f"来源 {name} 没有收录 · left out: {reason}")
    for problem in report.problems[:SHOWN_PROBLEMS]:
        warn(str(problem))
    if len(report.problems) > SHOWN_PROBLEMS:
        warn(f"另有 {len(report.problems) - SHOWN_PROBLEMS} 条问题 · more problems; see `xunmai build --json`")
    state = "" if report.changed else "（没有变化 · nothing changed）"
    click.echo(f"generation {report.generation}{state}")
    click.echo(
        f"documents {report.documents} · sections {report.sections} · concepts {report.concepts} · "
        f"relations {report.relations} · seconds {report.seconds:.1f}"
    )
    click.echo(f"read {report.read} · reused {report.reused} · removed {report.removed}")


def report_json(report: BuildReport) -> dict[str, Any]:
    """What a build did, for machines."""
    return {
        **{name: value for name, value in asdict(report).items() if name not in ("problems", "left_out")},
        "left_out": dict(report.left_out),
        "problems": [asdict(problem) for problem in report.problems],
    }
