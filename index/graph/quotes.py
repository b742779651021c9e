"""Finds, for a run of a block's plain text, the verbatim piece of the file that says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Span
from index.graph.passage import Passage

MAX_LINES = 3
NOWHERE = -1
_HIDDEN = re.compile(r"\]\((?:[^()\n]|\([^()\n]*\))*\)|\]\[[^\]\n]*\]|</?[A-Za-z][^>\n]*>|<!--.*?-->|\{#[^}\n]*\}")
_LINK_END = re.compile(r"\]\((?:[^()\n]|\([^()\n]*\))*\)[*`]*")
_MARKUP = frozenset("*_`~[]()!<>#|\\+-=:>. \t0123456789^{}")


@dataclass(frozen=True, slots=True)
class Quote:
    """`text` stands verbatim at the 1-based `line` of the file; `spans` are where the asked runs are in it."""

    line: int
    text: str
    spans: tuple[Span, ...]


class Quoter:
    """Quotes one file; `lines` are its lines as decoded, empty where only plain text is known."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    def quote(self, passage: Passage, sentence: Span, runs: Sequence[Span]) -> Quote | None:
        """The part of `sentence` that holds all `runs`, as the file has it.

        None where the runs are more than three lines apart or the file's text cannot be matched to them.
        """
        rows = [passage.row(place) for run in runs for place in (run.start, run.end - 1)]
        first, last = min(rows), max(rows)
        low, high = passage.line_map[first], passage.line_map[last]
        if not 0 <= high - low < MAX_LINES:
            return None
        raw = self._raw(passage, first, last)
        if raw is None:
            return None
        columns: list[int] = []
        shifts = _shifts(raw)
        for row in range(first, last + 1):
            number = passage.line_map[row] - low
            if not 0 <= number < len(raw):
                return None
            shift = shifts[number]
            columns += [shift + place for place in align(_line(passage, row), raw[number])]
            columns.append(NOWHERE)
        shown = _Shown("\n".join(raw), low, passage.text, passage.line_starts[first], columns)
        return shown.cut(sentence, runs)

    def _raw(self, passage: Passage, first: int, last: int) -> list[str] | None:
        low, high = passage.line_map[first], passage.line_map[last]
        if self._lines:
            return list(self._lines[low - 1 : high]) if high <= len(self._lines) else None
        plain = [_line(passage, row) for row in range(first, last + 1)]
        return plain if high - low == last - first else None


def _line(passage: Passage, row: int) -> str:
    starts = passage.line_starts
    return passage.text[starts[row] : starts[row + 1] - 1 if row + 1 < len(starts) else len(passage.text)]


def _shifts(lines: Sequence[str]) -> list[int]:
    shifts = [0]
    for line in lines:
        shifts.append(shifts[-1] + len(line) + 1)
    return shifts


@dataclass(frozen=True, slots=True)
class _Shown:
    """Lines of the file (`raw`, from `line` on) and the text that they show: its characters from `start` on stand at
    `columns` of the lines, `NOWHERE` where they break."""

    raw: str
    line: int
    text: str
    start: int
    columns: Sequence[int]

    def column(self, place: int) -> int:
        """Where a character of the text stands in the lines."""
        return self.columns[place - self.start] if 0 <= place - self.start < len(self.columns) else NOWHERE

    def cut(self, sentence: Span, runs: Sequence[Span]) -> Quote | None:
        """What of the lines shows the sentence, with the runs; None where they do not show it."""
        raw = self.raw
        shown = self.columns[max(0, sentence.start - self.start) : max(0, sentence.end - self.start)]
        inside = [column for column in shown if column != NOWHERE]
        if not inside:
            return None
        low, high = inside[0], inside[-1] + 1
        while low > 0 and raw[low - 1] in "*`[":
            low -= 1
        while high < len(raw) and raw[high] in "*`":
            high += 1
        if raw.rfind("[", low, high) > raw.rfind("]", low, high) and (rest := _LINK_END.match(raw, high)):
            high = rest.end()
        spans = []
        for run in runs:
            start, end = self.column(run.start), self.column(run.end - 1)
            if NOWHERE in (start, end) or raw[start] != self.text[run.start] or raw[end] != self.text[run.end - 1]:
                return None
            if not low <= start <= end < high or _label(raw[start : end + 1]) != _label(self.text[run.start : run.end]):
                return None
            spans.append(Span(start - low, end + 1 - low))
        return Quote(self.line, raw[low:high], tuple(spans))


def _label(text: str) -> str:
    """Without emphasis, code marks and what parts words: a link's brackets stay, and so does its target."""
    return "".join(character for character in text if character not in "*`_-" and not character.isspace())


@lru_cache(maxsize=256)
def align(plain: str, raw: str) -> Sequence[int]:
    """For each character of `plain`, its column in `raw`: the same line with its Markdown marks."""
    hidden = {match.start(): match.end() for match in _HIDDEN.finditer(raw)}
    columns: list[int] = []
    at = 0
    length, last = len(raw), max(0, len(raw) - 1)
    for place, character in enumerate(plain):
        if at < length and raw[at] == character and at not in hidden:
            columns.append(at)
            at += 1
            continue
        found = _seek(plain, place, raw, at, hidden)
        columns.append(min(found, last))
        if found < length and raw[found] == character:
            at = found + 1
    return columns


def _seek(plain: str, place: int, raw: str, at: int, hidden: dict[int, int]) -> int:
    """The next column of `raw` that shows `plain[place]`, passing marks; where there is none, the next that agrees
    with a few characters on; `at` where nothing does."""
    character = plain[place]
    if character.isspace():
        return at
    column = at
    while column < len(raw):
        if column in hidden:
            column = hidden[column]
        elif raw[column] == character:
            return column
        elif raw[column] in _MARKUP:
            column += 1
        else:
            break
    ahead = raw.find(plain[place : place + 4], at)
    return ahead if ahead >= 0 else at
