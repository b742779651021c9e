"""xunmai graph: shows, explains, exports and checks the concept graph."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from index.graph.curation import load_curation
from index.graph.export import FORMATS
from index.graph.validate import Severity, check
from index.graph.vocabulary import load_vocabulary
from service.api.concepts import ConceptParameters, concept
from service.api.connections import PathParameters, path
from service.api.graph import export_meta
from service.commands.asked import parameters_from, text
from service.commands.options import with_settings
from service.commands.output import console, print_json
from service.config import Settings
from service.wiring import opened_generation


@click.group("graph")
def command() -> None:
    """The concept graph: one concept, the way between two, exports, the validation report."""


@command.command("show")
@click.argument("name", type=text, metavar="CONCEPT")
@click.option("--json", "as_json", is_flag=True, help="Print the answer of the HTTP API.")
@with_settings
def show(settings: Settings, name: str, as_json: bool) -> None:
    """Show CONCEPT, given by its id or any label: names, definition, relations with their sentences."""
    asked = parameters_from(ConceptParameters, {"id": name})
    with opened_generation(settings) as opened:
        card = concept(opened, asked)
    if as_json:
        print_json(card)
    else:
        _print_card(card)


@command.command("path")
@click.argument("start", type=text, metavar="A")
@click.argument("end", type=text, metavar="B")
@click.option("-k", "count", type=click.IntRange(1, 5), default=3, show_default=True, help="At most so many paths.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer of the HTTP API.")
@with_settings
def show_path(settings: Settings, start: str, end: str, count: int, as_json: bool) -> None:
    """Say how the concepts A and B hang together; status 1 when they do not."""
    asked = parameters_from(PathParameters, {"from": start, "to": end, "k": count})
    with opened_generation(settings) as opened:
        answer = path(opened, asked)
    if as_json:
        print_json(answer)
    else:
        _print_paths(answer)
    sys.exit(0 if answer["paths"] else 1)


@command.command("export")
@click.option("--format", "name", type=click.Choice(list(FORMATS)), default="json", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--include-cooccurrence", is_flag=True, help="With the pairs that merely occur together.")
@with_settings
def export(settings: Settings, name: str, output: Path | None, include_cooccurrence: bool) -> None:
    """Write the whole graph in a format; the same generation gives the same bytes as the HTTP API."""
    with opened_generation(settings) as opened:
        content = FORMATS[name].write(opened.graph, export_meta(opened, cooccurrence=include_cooccurrence))
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(content)


@command.command("check")
@click.option(
    "--all", "everything", is_flag=True, help="With what merely is so: concepts without a sentence, and more."
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@with_settings
def check_graph(settings: Settings, everything: bool, as_json: bool) -> None:
    """Check vocabulary, curation and graph: conflicts, cycles, clashes, stale decisions; status 1 on an error."""
    vocabulary, curation = load_vocabulary(settings.vocabulary.path), load_curation(settings.vocabulary.curation)
    with opened_generation(settings) as opened:
        found = check(opened.graph, vocabulary, curation)
    shown = [finding for finding in found if everything or finding.severity is not Severity.INFO]
    if as_json:
        print_json({"findings": [asdict(finding) for finding in shown]})
    else:
        for finding in shown:
            console().print(str(finding), markup=False, soft_wrap=True)
        console().print(f"{len(shown)} 处 · findings", style="dim", markup=False)
    sys.exit(1 if any(finding.severity is Severity.ERROR for finding in found) else 0)


def _print_card(card: dict[str, Any]) -> None:
    out = console()
    names = dict.fromkeys([*card["pref_label"].values(), *card["alt_labels"]])
    out.print(f"{card['label']}  ({card['id']}, {card['kind']}, {card['status']})", style="bold", markup=False)
    out.print(f"  {' · '.join(names)}", style="dim", markup=False)
    if card["definition"]:
        where = card["definition"]["evidence"]
        out.print(f"  {card['definition']['text']}", markup=False)
        out.print(f"  {where['source']}:{where['path']}:{where['line']}", style="dim cyan", markup=False)
    for group in card["relations"]:
        out.print(f"\n{group['name']}", style="bold yellow", markup=False)
        for item in group["items"]:
            out.print(f"  {item['sentence']}  ({item['weight']:.2f}, {item['status']})", markup=False)
            for evidence in item["evidence"][:1]:
                _print_evidence(out, evidence)


def _print_paths(answer: dict[str, Any]) -> None:
    out = console()
    if not answer["paths"]:
        out.print(f"{answer['from']['label']} 与 {answer['to']['label']} 没有路径相连 · no path", markup=False)
    for place, found in enumerate(answer["paths"], 1):
        out.print(f"{place}. {found['text']}  ({found['cost']:.2f})", style="bold", markup=False)
        for step in found["steps"]:
            out.print(f"   {step['sentence']}", markup=False)
            if step["evidence"]:
                _print_evidence(out, step["evidence"])


def _print_evidence(out: Console, evidence: dict[str, Any]) -> None:
    out.print(f"     “{evidence['quote'].strip()}”", style="italic", markup=False)
    out.print(f"     {evidence['source']}:{evidence['path']}:{evidence['line']}", style="dim cyan", markup=False)
