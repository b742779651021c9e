"""A section as one run of text: heading and blocks with their mentions, code, bold runs and lines in the file."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

from corpus.model import Block, BlockKind, Document, Section, Span
from index.graph.mentions import Mention, MentionFinder

AROUND = 6000
"""Characters of a section that speak for the senses of its labels."""
BETWEEN = "、"
"""Stands between blocks where names are sought: no name goes on behind it, as none does from block to block."""
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)
PREFIXED_KINDS = frozenset({"command", "instruction", "tool"})


@dataclass(frozen=True, slots=True)
class Part:
    """A block's place in the passage; the heading has no kind."""

    kind: BlockKind | None
    span: Span


@dataclass(frozen=True, slots=True)
class Reference:
    """A link's text in the passage, and where the link leads as the file has it."""

    span: Span
    target: str

    @property
    def inside(self) -> bool:
        """Whether it leads to another page of the documents, not to an address elsewhere."""
        return bool(self.target) and not _ELSEWHERE.match(self.target)


@dataclass(frozen=True)
class Passage:
    """A section's heading and blocks (code left out), joined by line breaks; `line_map` gives each line's number."""

    section: Section
    text: str
    line_map: tuple[int, ...]
    parts: tuple[Part, ...]
    mentions: tuple[Mention, ...]
    code: tuple[Span, ...] = ()
    bold: tuple[Span, ...] = ()
    links: tuple[Reference, ...] = ()

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Where each line of the text begins."""
        return tuple(accumulate((len(line) + 1 for line in self.text.split("\n")[:-1]), initial=0))

    @cached_property
    def _places(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    def row(self, place: int) -> int:
        """The number (from 0) of the line that holds the character at `place`."""
        return bisect.bisect_right(self.line_starts, place) - 1

    def within(self, span: Span) -> list[Mention]:
        """The mentions inside a run of the text."""
        places, end = self._places, span.end
        first = bisect.bisect_left(places, span.start)
        last = bisect.bisect_left(places, end, first)
        return [m for m in self.mentions[first:last] if m.end <= end] if first < last else []

    def lines(self, span: Span) -> list[Span]:
        """The lines of a run of the text that hold something."""
        found, start = [], span.start
        for line in self.text[span.start : span.end].split("\n"):
            if line.strip():
                found.append(Span(start, start + len(line)))
            start += len(line) + 1
        return found


def passage(document: Document, section: Section, finder: MentionFinder) -> Passage:
    """The section's text with what it names."""
    around = f"{document.title} {' '.join(section.breadcrumbs)} {section.heading} {section.text[:AROUND]}"
    surroundings = finder.surroundings(f"{document.path} {section.heading}", around)
    texts: list[str] = []
    numbers: list[int] = []
    parts: list[Part] = []
    code: list[Span] = []
    bold: list[Span] = []
    links: list[Reference] = []
    at = 0
    blocks = [block for block in section.blocks if block.kind is not BlockKind.CODE]
    heading = [Block(BlockKind.PROSE, section.heading, section.line, (section.line,))] if section.heading else []
    for block in (*heading, *blocks):
        kind = None if heading and block is heading[0] else block.kind
        parts.append(Part(kind, Span(at, at + len(block.text))))
        code += (Span(s.start + at, s.end + at) for s in block.code_spans)
        bold += (Span(s.start + at, s.end + at) for s in block.bold_spans)
        links += (Reference(Span(s.start + at, s.end + at), target) for s, target in _links(block))
        numbers += _numbers(block)
        texts.append(block.text)
        at += len(block.text) + 1
    text = "\n".join(texts)
    found = finder.find(BETWEEN.join(texts), surroundings)
    mentions = tuple(mention for mention in found if _named(mention, text, code, finder)) if code else found
    return Passage(section, text, tuple(numbers), tuple(parts), mentions, tuple(code), tuple(bold), tuple(links))


_start = attrgetter("start")


def _links(block: Block) -> Iterator[tuple[Span, str]]:
    """Where the block's text shows its links, each sought behind the one before."""
    at = 0
    for link in block.links:
        found = block.text.find(link.text, at) if link.text else -1
        if found >= 0:
            at = found + len(link.text)
            yield Span(found, at), link.target


def _numbers(block: Block) -> Sequence[int]:
    count = block.text.count("\n") + 1
    return block.line_map if len(block.line_map) == count else range(block.line, block.line + count)


def _named(mention: Mention, text: str, code: Sequence[Span], finder: MentionFinder) -> bool:
    """A name inside code counts where it is all of the code, its file name, or the command that the code runs."""
    place = bisect.bisect_right(code, mention.start, key=_start)
    for run in code[max(0, place - 1) : place]:
        if mention.end <= run.end:
            whole = text[run.start : run.end].strip()
            if mention.label == whole or whole == f"{mention.label}/":
                return True
            kind = finder.vocabulary.concepts[mention.concept_id].kind
            if kind in PREFIXED_KINDS:
                return whole.startswith(mention.label)
            return kind == "file" and whole.endswith(mention.label)
    return True
