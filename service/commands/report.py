"""xunmai report: what the service learnt from being used."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TextIO

import click
from rich.markup import escape
from rich.table import Table

from service.commands.options import with_settings
from service.commands.output import console, print_json
from service.config import Settings
from service.gaps import Gap, count_gaps, find_gaps
from service.wiring import opened_generation

#: How many of the nearest concepts a line shows.
SHOWN = 3


@click.group("report")
def command() -> None:
    """Reports over the log of the service."""


@command.command("gaps")
@click.argument("log", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
@click.option("--least", type=click.IntRange(1), default=1, show_default=True, help="Only what occurred so often.")
@click.option("--curation", "as_curation", is_flag=True, help="Print entries for the curation file, to be edited.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def gaps(settings: Settings, log: TextIO, least: int, as_curation: bool, as_json: bool) -> None:
    """List the queries that found nothing, by the lines of LOG (default: standard input), and what might help.

    Queries stand in the log only where server.log_queries is true. Status 1 when there is none.
    """
    with opened_generation(settings) as opened:
        found = find_gaps(count_gaps(log), opened.explorer, least)
    if as_json:
        print_json({"gaps": [asdict(gap) for gap in found]})
    elif as_curation:
        for gap in found:
            click.echo(_entry(gap))
    else:
        _print(found)
    sys.exit(0 if found else 1)


def _print(found: list[Gap]) -> None:
    if not found:
        click.echo("日志里没有这样的查询 · no such query in the log; are they written there (server.log_queries)?")
        return
    table = Table(show_edge=False)
    for name in ("次数 · count", "查询 · query", "建议 · proposal"):
        table.add_column(name, overflow="fold")
    for gap in found:
        table.add_row(str(gap.count), escape(gap.query), escape(_proposal(gap)))
    console().print(table)


def _proposal(gap: Gap) -> str:
    if gap.known:
        return f"已有概念 {gap.known}，缺少文档 · the concept is known, texts are missing"
    if gap.nearest:
        return f"或许是这些概念的别名 · perhaps another label of {', '.join(gap.nearest[:SHOWN])}"
    return "新概念，或缺少文档 · a new concept, or texts are missing"


def _entry(gap: Gap) -> str:
    """An entry of the curation file; what is only a guess, or nothing for such a file, is a comment."""
    if gap.known or not gap.nearest:
        return f"# {_quoted(gap.query)}: {_proposal(gap)}\n"
    reason = f"searched {gap.count} times without a hit"
    return (
        f'# or: {", ".join(gap.nearest[1:SHOWN]) or "none"}\n[[decisions]]\naction = "alias"\n'
        f"concept = {_quoted(gap.nearest[0])}\nlabel = {_quoted(gap.query)}\nreason = {_quoted(reason)}\n"
        'author = "maintainers"\n'
    )


def _quoted(text: str) -> str:
    """A TOML basic string on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
