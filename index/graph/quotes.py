"""Finds, for a run of a block's plain text, the verbatim piece of the file that says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Span

MAX_LINES = 3
_HIDDEN = re.compile(r"\]\((?:[^()\n]|\([^()\n]*\))*\)|\]\[[^\]\n]*\]|</?[A-Za-z][^>\n]*>|<!--.*?-->|\{#[^}\n]*\}")
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

    def quote(self, text: str, line_map: Sequence[int], sentence: Span, runs: Sequence[Span]) -> Quote | None:
        """The part of `sentence` (in the block's `text`) that holds all `runs`, as the file has it.

        None where the runs are more than three lines apart or the file's text cannot be matched to them.
        """
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        rows = [_row(starts, place) for run in runs for place in (run.start, run.end - 1)]
        first, last = min(rows), max(rows)
        numbers = [self._number(line_map, row) for row in (first, last)]
        if numbers[1] - numbers[0] >= MAX_LINES or numbers[1] < numbers[0]:
            return None
        raw = self._raw(text, starts, line_map, first, last)
        if raw is None:
            return None
        shifts, columns = _shifts(raw), {}
        for row in range(first, last + 1):
            number = self._number(line_map, row) - numbers[0]
            plain = _line(text, starts, row)
            places = align(plain, raw[number])
            for column, place in enumerate(places):
                columns[starts[row] + column] = shifts[number] + place
        return _cut("\n".join(raw), numbers[0], text, columns, sentence, runs)

    def _number(self, line_map: Sequence[int], row: int) -> int:
        return line_map[min(row, len(line_map) - 1)] if line_map else row + 1

    def _raw(
        self, text: str, starts: Sequence[int], line_map: Sequence[int], first: int, last: int
    ) -> list[str] | None:
        low, high = self._number(line_map, first), self._number(line_map, last)
        if self._lines:
            return list(self._lines[low - 1 : high]) if high <= len(self._lines) else None
        return [_line(text, starts, row) for row in range(first, last + 1)] if high - low == last - first else None


def _row(starts: Sequence[int], place: int) -> int:
    return sum(start <= place for start in starts) - 1


def _line(text: str, starts: Sequence[int], row: int) -> str:
    end = starts[row + 1] - 1 if row + 1 < len(starts) else len(text)
    return text[starts[row] : end]


def _shifts(lines: Sequence[str]) -> list[int]:
    shifts = [0]
    for line in lines:
        shifts.append(shifts[-1] + len(line) + 1)
    return shifts


def _cut(raw: str, line: int, text: str, columns: dict[int, int], sentence: Span, runs: Sequence[Span]) -> Quote | None:
    inside = [place for place in columns if sentence.start <= place < sentence.end]
    if not inside:
        return None
    low, high = columns[min(inside)], columns[max(inside)] + 1
    while low > 0 and raw[low - 1] in "*`":
        low -= 1
    while high < len(raw) and raw[high] in "*`":
        high += 1
    spans = []
    for run in runs:
        start, end = columns.get(run.start), columns.get(run.end - 1)
        if start is None or end is None or raw[start] != text[run.start] or raw[end] != text[run.end - 1]:
            return None
        if not low <= start <= end < high:
            return None
        spans.append(Span(start - low, end + 1 - low))
    return Quote(line, raw[low:high], tuple(spans))


def align(plain: str, raw: str) -> list[int]:
    """For each character of `plain`, its column in `raw`: the same line with its Markdown marks."""
    hidden = {match.start(): match.end() for match in _HIDDEN.finditer(raw)}
    columns: list[int] = []
    at = 0
    for place, character in enumerate(plain):
        found = _seek(plain, place, raw, at, hidden)
        columns.append(min(found, max(0, len(raw) - 1)))
        if found < len(raw) and raw[found] == character:
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
