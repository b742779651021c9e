"""xunmai explain: why a section ranks where it does."""

from __future__ import annotations

import sys
from typing import Any

import click

from index.errors import NotFound
from index.model import SearchHit, SearchRequest, SearchResponse
from service.commands.asked import text
from service.commands.options import with_settings
from service.commands.output import console, print_json
from service.config import Settings
from service.library import Opened
from service.wiring import opened_generation

#: How far down the ranking the section is looked for.
DEPTH = 1000
PAGE = 50
#: How many sections are named of a file that has none at a line.
NEAREST = 5

#: What each part of a score (`index.ranking.RERANK`) says of a section, to those who write it.
SAID = {
    "words": "有查询的词 · holds the query's words",
    "page": "整页都在谈 · the whole page is about them",
    "cover": "查询的各部分都有 · every part of the query is there",
    "other": "用了概念的别名 · uses other names of the concepts",
    "run": "原样出现 · stands there as it was typed",
    "pasted": "几个词连着原样出现，像贴来的报错 · words in a row stand there as typed, as in a pasted message",
    "in_code": "出现在代码里 · stands in code",
    "in_table": "出现在表格里 · stands in a table",
    "defines": "标题说要讲定义 · the heading promises the meaning",
    "about": "概念图：本节讲此概念 · the concept graph: it is about the concept",
    "introduces": "首次介绍此概念 · introduces the concept",
    "named": "标题正是查询 · the heading says just this",
    "empty": "几乎没有正文 · has hardly any text",
    "length": "正文的长度 · the length of its text",
    "meaning": "意思相近 · near in meaning",
    "like_best": "与最好的结果相像 · like the best hits",
    "like_those": "与其余好结果相像 · like what is like those",
}


@click.command("explain")
@click.argument("query", type=text)
@click.argument("section_id", type=text, metavar="SECTION_ID")
@click.option("--no-expand", is_flag=True, help="Without other names of concepts and without repairs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def command(settings: Settings, query: str, section_id: str, no_expand: bool, as_json: bool) -> None:
    """Say why SECTION_ID ranks where it does for QUERY; status 1 when it is not among the first thousand."""
    with opened_generation(settings) as opened:
        if opened.store.section(section_id) is None:
            raise NotFound(
                f"no section {section_id!r}; sections are named source:path#Lline", _near(opened, section_id)
            )
        found = _find(opened, query[:256], section_id, expand=not no_expand)
    if isinstance(found, SearchResponse):
        click.echo(f"{section_id} {_not_found(found)}", err=True)
        sys.exit(1)
    rank, hit = found
    if as_json:
        print_json(_as_json(query, rank, hit))
    else:
        _print(rank, hit)


def _near(opened: Opened, section_id: str) -> list[str]:
    """The sections of the same file that begin nearest to the line."""
    document_id, _, line = section_id.rpartition("#L")
    document, wanted = opened.store.document(document_id), int(line) if line.isdecimal() else 0
    sections = sorted(document.sections, key=lambda section: abs(section.line - wanted)) if document else []
    return [section.id for section in sections[:NEAREST]]


def _find(opened: Opened, query: str, section_id: str, *, expand: bool) -> tuple[int, SearchHit] | SearchResponse:
    """The section's place and hit; the last answer that was looked through where it is in none."""
    for offset in range(0, DEPTH, PAGE):
        request = SearchRequest(query, limit=PAGE, offset=offset, expand=expand, explain=True)
        response = opened.searcher.search(request)
        for place, hit in enumerate(response.hits, offset + 1):
            if hit.id == section_id:
                return place, hit
        if offset + PAGE >= response.total:
            break
    return response


def _not_found(response: SearchResponse) -> str:
    """Why a section is not among the hits of an answer: it is too far down, or has nothing of the query."""
    if response.total > DEPTH:
        return f"不在 {response.total} 条的前 {DEPTH} 条之中 · is not among the first {DEPTH} of {response.total} hits"
    sought = ", ".join((*response.query.tokens, *response.query.expanded)) or response.query.normalized
    return f"没有这些词中的任何一个 · has none of what is searched for: {sought}"


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
    for name, value in (part for part in hit.explanation if part[0] in SAID):
        out.print(f"   {value:10.4f}  {name:10}  {SAID[name]}", markup=False)
    out.print("   匹配的词与概念 · by what it was matched", style="dim", markup=False)
    for name, value in (part for part in hit.explanation if part[0] not in SAID):
        out.print(f"   {value:10.4f}  {name}", markup=False)
