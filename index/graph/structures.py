"""Reads what Markdown's structure says: headings as topics, glossary lines, enumerations, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import BlockKind, Span
from index.graph.clauses import Token
from index.graph.passage import Findings, Passage
from index.graph.prose import read_text

GLOSSARY = re.compile(r"^[^：:，。]{0,8}?(?:[（(][^）)\n]{0,60}[)）])?[*` ]{0,3}\s*(?:[：:]|——|--| - )\s*")
LEAD = re.compile(r"[：:]\s*$")
DEFINES = re.compile(r"(?:^|[^不])(?:就?是(?!否)|是指|指的是|即|：|: )")


@dataclass(frozen=True, slots=True)
class Lead:
    """What an enumeration hangs on: the subject of the sentence before it and that sentence's text."""

    subject: Token
    text: str


def read_passages(read: Sequence[Passage], findings: Findings) -> None:
    """Reads a section's heading and blocks in order."""
    for passage in read:
        if passage.text == passage.section.heading and passage.line_map == (passage.section.line,):
            read_text(passage, Span(0, len(passage.text)), findings)
        elif passage.kind is BlockKind.TABLE:
            _read_table(passage, findings)
        elif passage.kind is BlockKind.LIST:
            for line in _lines(passage.text):
                if not _read_glossary(passage, line, findings):
                    read_text(passage, line, findings)
        elif passage.kind is not BlockKind.DIAGRAM:
            read_text(passage, Span(0, len(passage.text)), findings)


def _lines(text: str) -> list[Span]:
    spans, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans


def _read_glossary(passage: Passage, line: Span, findings: Findings) -> bool:
    """`术语（Term）：说明`: the rest of the line says what the term is."""
    text = passage.text[line.start : line.end]
    first = next((m for m in passage.within(line)), None)
    if first is None or first.start - line.start > 3:
        return False
    match = GLOSSARY.match(text, first.end - line.start)
    if match is None or match.end() == len(text):
        return False
    term = Token("m", first.start, first.end, first.label, first.concept_id)
    rest = Span(line.start + match.end(), line.end)
    findings.define(passage, line, term, 0.8)
    read_text(passage, rest, findings, term)
    return True


def _read_table(passage: Passage, findings: Findings) -> None:
    for row in _lines(passage.text)[1:]:
        for cell in _cells(passage.text, row):
            read_text(passage, cell, findings)


def _cells(text: str, row: Span) -> list[Span]:
    cells, start = [], row.start
    for match in re.finditer(r" \| |$", text[row.start : row.end]):
        cells.append(Span(start, row.start + match.start()))
        start = row.start + match.end()
    return cells
