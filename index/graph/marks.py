"""Reads what may go out of date: addresses that are listed or have stopped, and defaults with their version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.model import BlockKind, Document, Span
from index.graph.evidence import Mark
from index.graph.model import Evidence
from index.graph.passage import Passage
from index.graph.quotes import Quoter

LISTED, STOPPED, DEFAULT = "listed", "stopped", "default"
_HOST = re.compile(r"https?://(?P<host>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})", re.I)
_STOPS = re.compile(
    r"停止(?:服务|维护|运营|使用|更新)|已(?:于[^，。]{0,12})?(?:关闭|下线|停用|失效|停止|转为私有)|不再(?:可用|提供|服务)|停服"
)
_DEFAULT = re.compile(
    r"默认(?P<between>[^，。；：]{0,10}?(?:使用|采用|启用|选择|选用|走|为|是|变为)(?:的是|了|的)?\s*)"
)
_VERSION = re.compile(r"(?:Docker(?: CE| Engine)?|Engine|CE|v|版本)\s?v?(?P<version>\d{1,3}(?:\.\d{1,3}){0,3})", re.I)
NEAR = 6
"""Characters between the word for default and what is the default."""


def marks(document: Document, passage: Passage, quoter: Quoter) -> Iterator[Mark]:
    """The marks of one section."""
    stopped = bool(_STOPS.search(passage.section.heading))
    for part in passage.parts:
        if part.kind in (BlockKind.LIST, BlockKind.TABLE):
            for line in passage.lines(part.span):
                text = passage.text[line.start : line.end]
                kind = STOPPED if stopped or _STOPS.search(text) else LISTED
                for match in _HOST.finditer(text):
                    run = Span(line.start + match.start("host"), line.start + match.end("host"))
                    yield from _mark(document, passage, quoter, kind, match["host"].lower(), "", line, run)
        elif part.kind in (BlockKind.PROSE, BlockKind.QUOTE):
            stopped = bool(_STOPS.search(passage.text[part.span.start : part.span.end][-60:]))
            yield from _defaults(document, passage, quoter, part.span)


def _defaults(document: Document, passage: Passage, quoter: Quoter, run: Span) -> Iterator[Mark]:
    """`在 Docker 18.09 中默认使用 overlay2`."""
    if "默认" not in passage.text[run.start : run.end]:
        return
    for sentence in re.finditer(r"[^。；\n]+", passage.text[run.start : run.end]):
        found = _DEFAULT.search(sentence[0])
        version = _VERSION.search(sentence[0])
        if not found or not version:
            continue
        start = run.start + sentence.start()
        value = next((m for m in passage.mentions if 0 <= m.start - (start + found.end()) <= NEAR), None)
        if value is not None:
            whole = Span(start, start + len(sentence[0]))
            place = Span(value.start, value.end)
            yield from _mark(document, passage, quoter, DEFAULT, value.concept_id, version["version"], whole, place)


def _mark(
    document: Document, passage: Passage, quoter: Quoter, kind: str, key: str, version: str, whole: Span, run: Span
) -> Iterator[Mark]:
    quote = quoter.quote(passage, whole, (run,))
    if quote is not None:
        evidence = Evidence(
            passage.section.id, document.source, document.path, quote.line, quote.text, quote.spans[0], None,
            f"mark.{kind}", 0.8,
        )  # fmt: skip
        yield Mark(kind, key, version, evidence)
