"""xunmai explain: why a section ranks where it does."""

from __future__ import annotations

import sys
from typing import Any

import click

from index.errors import NotFound
from index.model import SearchHit, SearchRequest
from service.commands.options import with_settings
from service.commands.output import console, print_json
from service.config import Settings
from service.library import Opened
from service.wiring import opened_generation

#: How far down the ranking the section is looked for.
DEPTH = 1000
PAGE = 50


@click.command("explain")
@click.argument("query")
@click.argument("section_id", metavar="SECTION_ID")
@click.option("--no-expand", is_flag=True, help="Without other names of concepts and without repairs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def command(settings: Settings, query: str, section_id: str, no_expand: bool, as_json: bool) -> None:
    """Say why SECTION_ID ranks where it does for QUERY; status 1 when it is not among the first thousand."""
    with opened_generation(settings) as opened:
        if opened.store.section(section_id) is None:
            raise NotFound(f"no section {section_id!r}; sections are named source:path#Lline")
        found = _find(opened, query[:256], section_id, expand=not no_expand)
    if found is None:
        click.echo(f"{section_id} 不在前 {DEPTH} 条之中 · is not among the first {DEPTH} hits", err=True)
        sys.exit(1)
    rank, hit = found
    if as_json:
        print_json(_as_json(query, rank, hit))
    else:
        _print(rank, hit)


def _find(opened: Opened, query: str, section_id: str, *, expand: bool) -> tuple[int, SearchHit] | None:
    for offset in range(0, DEPTH, PAGE):
        request = SearchRequest(query, limit=PAGE, offset=offset, expand=expand, explain=True)
        response = opened.searcher.search(request)
        for place, hit in enumerate(response.hits, offset + 1):
            if hit.id == section_id:
                return place, hit
        if offset + PAGE >= response.total:
            break
    return None


def _as_json(query: str, rank: int, hit: SearchHit) -> dict[str, Any]:
    return {
        "q": query,
        "id": hit.id,
        "rank": rank,
        "score": hit.score,
        "matched_by": list(hit.matched_by),
        "concepts": list(hit.concepts),
        "parts": [{"name": name, "value": value} for name, value in hit.explanation],
    }


def _print(rank: int, hit: SearchHit) -> None:
    out = console()
    out.print(f"{rank}. {hit.heading.text or hit.title}  {hit.score:.4f}  ({', '.join(hit.matched_by)})", markup=False)
    out.print(f"   {hit.id}", style="dim", markup=False)
    for name, value in hit.explanation:
        out.print(f"   {value:10.4f}  {name}", markup=False)
