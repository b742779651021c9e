"""xunmai generations: lists, activates and prunes the kept generations."""

from __future__ import annotations

from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from service.commands.options import with_settings
from service.commands.output import console, print_json, warn
from service.config import Settings
from service.wiring import open_generations, shared_generations


@click.group("generations")
def command() -> None:
    """The kept generations: list them, roll back to one, delete old ones."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def list_kept(settings: Settings, as_json: bool) -> None:
    """List the kept generations, newest first; the one that serves has a star."""
    rows: list[dict[str, Any]] = [
        {
            "id": kept.id,
            "current": kept.current,
            "created": kept.manifest.created[:16].replace("T", " ") if kept.manifest else "",
            "documents": kept.manifest.details.get("documents", 0) if kept.manifest else 0,
            "sections": kept.manifest.details.get("sections", 0) if kept.manifest else 0,
            "bytes": kept.manifest.size if kept.manifest else 0,
            "problem": kept.problem,
        }
        for kept in open_generations(settings).list()
    ]
    if as_json:
        print_json(rows)
        return
    table = Table(show_edge=False)
    for name in ("", "id", "created", "documents", "sections", "MB"):
        table.add_column(name, no_wrap=True)
    for row in rows:
        star, size = "*" if row["current"] else "", f"{row['bytes'] / 1e6:.1f}"
        cells = (row["id"], row["created"], row["documents"], row["sections"], size)
        table.add_row(star, *(escape(str(cell)) for cell in cells))
    console().print(table)
    for problem in filter(None, (row["problem"] for row in rows)):
        warn(problem)


@command.command("activate")
@click.argument("generation_id", metavar="ID")
@with_settings
def activate(settings: Settings, generation_id: str) -> None:
    """Let the kept generation ID serve; a damaged one is refused. A running server takes it up by itself."""
    open_generations(settings).activate(generation_id)
    if shared := shared_generations(settings):
        shared.publish(generation_id)
    click.echo(f"{generation_id} 现在提供服务 · serves now")


@command.command("prune")
@click.option("--keep", type=click.IntRange(1, 1000), help="How many to keep (default: generations.keep).")
@with_settings
def prune(settings: Settings, keep: int | None) -> None:
    """Delete all but the newest generations; the current one and those in use stay."""
    removed = open_generations(settings).prune(keep or settings.generations.keep)
    if shared := shared_generations(settings):
        removed = [*removed, *shared.prune(keep or settings.generations.keep)]
    for generation_id in removed:
        click.echo(f"{generation_id} 已删除 · deleted")
    click.echo(f"删除 {len(removed)} 代 · deleted")
