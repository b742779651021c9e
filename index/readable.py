"""Texts as a reader sees them, ready to be marked and cut: made once for each that is shown, not for each query."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from corpus.model import BlockKind, Section, Span
from index.analysis.fold import Folded, visible
from index.analysis.variants import is_traditional
from index.model import Marked, Run

#: Sections longer than this are searched for a passage only up to here.
LONGEST_TEXT = 40_000

#: Stands for what is left out.
ELLIPSIS = "…"
#: In how many ways a text is kept as it was marked or cut; each takes some 1.2 KB.
MOST_KEPT = 32

#: What joins the characters on both of its sides.
JOINER = "\u200d"

_SENTENCE = re.compile(r"[^。！？；!?\n]*(?:[。！？；!?]+[”’」）)]*|\n+|$)")
_SPACE = re.compile(r"\s+")
_CODE = frozenset((BlockKind.CODE, BlockKind.DIAGRAM))


class Lately(dict[Hashable, Marked]):
    """What was made of a text for the last queries, by what of them stands in it."""

    def keep(self, key: Hashable, marked: Marked) -> Marked:
        """Keeps what was made for the next query with the same in the text; gives it back."""
        if len(self) >= MOST_KEPT:
            self.clear()
        self[key] = marked
        return marked


@dataclass(frozen=True, slots=True)
class Readable:
    """A text, the text as searched for substrings, whether it is in Traditional characters, and whether it has
    characters that belong to the one before: accents, variants, joined emoji. `index.highlight` keeps `marked` there.
    """

    text: str
    seen: Folded
    traditional: bool
    joined: bool
    marked: Lately = field(default_factory=Lately, compare=False, repr=False)


def readable(text: str) -> Readable:
    """Any text, ready to be marked."""
    seen = visible(text)
    if seen.starts is not None and seen.ends is not None:
        seen = Folded(seen.text, array("I", seen.starts), array("I", seen.ends))
    if text.isascii():
        return Readable(text, seen, traditional=False, joined=False)
    alone = _alone()
    joined = not alone.issuperset(text) and any(map(is_joined, set(text)))
    if not joined:
        alone.update(text)
    return Readable(text, seen, is_traditional(text), joined)


@cache
def _alone() -> set[str]:
    """Characters that were met and do not belong to the one before."""
    return set()


def is_joined(character: str) -> bool:
    """Whether a character belongs to the one before it."""
    return not character.isascii() and (
        character == JOINER or "\U0001f3fb" <= character <= "\U0001f3ff" or unicodedata.category(character)[0] == "M"
    )


class Passage(NamedTuple):
    """A run `[start, end)` of a body as it is shown, without white space at its ends. `text` has an ellipsis where
    something stands before it (`lead` is its length) and after it; `code` are the runs of `text` that are code."""

    text: str
    start: int
    end: int
    lead: int
    code: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A text with one space for each run of white space.

    White space that is not shown begins at each of `left_out`; by then `dropped` characters were left out before it,
    and one more number for the end.
    """

    text: str
    left_out: Sequence[int]
    dropped: Sequence[int]

    def place(self, at: int) -> int:
        """Where a place of the original is."""
        gap = bisect_right(self.left_out, at) - 1
        if gap < 0:
            return at
        return max(at - self.dropped[gap + 1], self.left_out[gap] - self.dropped[gap])


def narrowed(text: str) -> Narrowed:
    """Any text, narrowed."""
    gaps = [gap.span() for gap in _SPACE.finditer(text)]
    long = [(start + 1, end - start - 1) for start, end in gaps if end - start > 1]
    dropped = accumulate((count for _, count in long), initial=0)
    return Narrowed(_SPACE.sub(" ", text), array("I", (start for start, _ in long)), array("I", dropped))


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a section, to be cut into passages: runs of the text that are sentences, which of these are of a
    diagram, the text as it is shown, and runs of what is shown that are code, with their ends once more; all rise.
    `index.sought` keeps `standings` there, `index.highlight` snippets."""

    readable: Readable
    sentences: tuple[tuple[int, int], ...]
    drawn: tuple[bool, ...]
    shown: Narrowed
    code: tuple[tuple[int, int], ...]
    code_ends: tuple[int, ...]
    standings: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    snippets: Lately = field(default_factory=Lately, compare=False, repr=False)

    def passage(self, start: int, end: int) -> Passage:
        """What is shown of the run `[start, end)` of the text."""
        shown = self.shown.text
        first, last = self.shown.place(start), self.shown.place(end)
        text = shown[first:last].lstrip()
        first = last - len(text)
        text = text.rstrip()
        last = first + len(text)
        before = ELLIPSIS if first > shown.startswith(" ") else ""
        after = ELLIPSIS if last < len(shown) - shown.endswith(" ") else ""
        by = len(before) - first
        code = [
            (max(s, first) + by, min(e, last) + by)
            for s, e in self.code[bisect_right(self.code_ends, first) : bisect_left(self.code, (last,))]
        ]
        return Passage(f"{before}{text}{after}", first, last, len(before), tuple(code))


def body(section: Section) -> Body:
    """The beginning of a section's text, ready to be cut."""
    text = section.text[:LONGEST_TEXT]
    shown = narrowed(text)
    sentences = tuple(m.span() for m in _SENTENCE.finditer(text) if m.end() > m.start())
    code = tuple((shown.place(start), shown.place(end)) for start, end in _code(section, text))
    diagrams = [
        (start, start + len(block.text))
        for block, start in zip(section.blocks, section.block_starts, strict=True)
        if block.kind is BlockKind.DIAGRAM
    ]
    drawn = tuple(any(start < last and first < end for first, last in diagrams) for start, end in sentences)
    return Body(readable(text), sentences, drawn, shown, code, tuple(end for _, end in code))


def _code(section: Section, text: str) -> Iterator[tuple[int, int]]:
    """Blocks of code and inline code, as runs of the text without white space at their ends, in order."""
    for block, at in zip(section.blocks, section.block_starts, strict=True):
        whole = [Span(0, len(block.text))] if block.kind in _CODE else block.code_spans
        for span in whole:
            run = text[at + span.start : at + span.end]
            start = at + span.start + len(run) - len(run.lstrip())
            end = at + span.start + len(run.rstrip())
            if start < end:
                yield start, end
