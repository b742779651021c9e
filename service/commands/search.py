"""xunmai search: the same search as the HTTP endpoint, in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from service.api.search import SearchParameters, search_answer
from service.commands.asked import parameters_from, text
from service.commands.options import with_settings
from service.commands.output import console, marked, print_json, warn
from service.config import Settings
from service.wiring import opened_generation


@click.command("search")
@click.argument("query", type=text)
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True, help="How many hits.")
@click.option("--offset", type=click.IntRange(0, 1000), default=0, help="How many hits to skip.")
@click.option("--source", type=text, multiple=True, help="Only these sources.")
@click.option("--tag", type=text, multiple=True, help="Only sections with these tags.")
@click.option("--concept", type=text, multiple=True, help="Only sections that mention these concepts.")
@click.option("--group", type=click.Choice(["none", "page"]), default="none", help="Gather the hits of a page.")
@click.option("--expand/--no-expand", default=True, help="Add other names of concepts, repair spelling.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer of the HTTP API.")
@with_settings
def command(settings: Settings, /, query: str, as_json: bool, **options: Any) -> None:
    """Search for QUERY; status 1 when nothing is found."""
    parameters = parameters_from(SearchParameters, {"q": query[:256], **options})
    with opened_generation(settings) as opened:
        _warn_of_sources(options["source"], [source["name"] for source in opened.manifest.details["sources"]])
        answer = search_answer(opened, parameters)
    if as_json:
        print_json(answer)
    else:
        _print(answer)
    sys.exit(0 if answer["hits"] else 1)


def _warn_of_sources(asked: Sequence[str], known: Sequence[str]) -> None:
    for name in sorted({*asked}.difference(known)):
        warn(f"没有来源 {name}，有的是 · there is no such source, but there are: {', '.join(known)}")


def _print(answer: dict[str, Any]) -> None:
    out = console()
    if answer["suggestion"]:
        out.print("您是不是要找 · did you mean: ", end="")
        out.print(answer["suggestion"]["text"], style="bold", markup=False)
    if not answer["hits"]:
        out.print("没有找到 · nothing found")
        return
    out.print(f"{answer['total']} 条结果 · hits")
    for place, hit in enumerate(answer["hits"], answer["offset"] + 1):
        heading = marked(hit["heading"], hit["heading_marks"]) if hit["heading"] else marked(hit["title"], ())
        out.print()
        out.print(f"{place:3}. ", end="")
        out.print(heading, style="bold")
        trail = " › ".join(dict.fromkeys([hit["title"], *hit["breadcrumbs"]]))
        out.print(f"     {trail}", style="dim", markup=False)
        out.print(f"     {hit['id']}  {hit['score']:.2f}", style="dim cyan", markup=False)
        out.print("     ", end="")
        out.print(marked(hit["snippet"]["text"].replace("\n", " "), hit["snippet"]["marks"]))
