"""xunmai analyze: the tokens of a text, and the concepts it names."""

from __future__ import annotations

from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from index.analysis.analyzer import tokens as analyze
from index.graph.mentions import MentionFinder
from index.graph.vocabulary import load_vocabulary
from service.commands.asked import text
from service.commands.options import with_settings
from service.commands.output import console, print_json
from service.config import Settings


@click.command("analyze")
@click.argument("text", type=text)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def command(settings: Settings, text: str, as_json: bool) -> None:
    """Show the tokens of TEXT: term, start, end, position, type; and the concepts that it names."""
    tokens = [
        {"term": t.term, "start": t.start, "end": t.end, "position": t.position, "type": t.type} for t in analyze(text)
    ]
    concepts = [
        {"concept": m.concept_id, "label": m.label, "start": m.start, "end": m.end}
        for m in MentionFinder(load_vocabulary(settings.vocabulary.path)).find(text)
    ]
    if as_json:
        print_json({"text": text, "tokens": tokens, "concepts": concepts})
    else:
        _print("tokens", tokens)
        _print("concepts", concepts)


def _print(title: str, rows: list[dict[str, Any]]) -> None:
    table = Table(title=title, title_justify="left", show_edge=False)
    for name in rows[0] if rows else ("–",):
        table.add_column(name)
    for row in rows:
        table.add_row(*(escape(str(value)) for value in row.values()))
    console().print(table)
