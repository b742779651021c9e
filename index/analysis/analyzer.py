"""The analyzer: one for documents and queries, so that what was indexed is what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.analysis import chinese, latin
from index.analysis.fold import Folded, fold
from index.analysis.variants import is_traditional, mainland_words

_RUNS = re.compile(f"(?P<han>{chinese.HAN_RUN.pattern})|(?P<latin>{latin.RUN.pattern})|(?P<other>[^\\W_]+)")


class Token(NamedTuple):
    """A term and where it came from: code points `[start, end)` of the original, `position` counts runs' words.

    Types: han, word, identifier, option, part, other.
    """

    term: str
    start: int
    end: int
    position: int
    type: str


def tokens(text: str, traditional: bool | None = None) -> list[Token]:
    """The tokens of any text, in order; a word's inner words stand before it, an identifier's parts behind it.

    `traditional` says whether the text is in Traditional characters with Taiwan's words (None: judged by itself).
    """
    folded = fold(text)
    if is_traditional(text) if traditional is None else traditional:
        folded = _in_mainland_words(text, folded)
    pieces = enumerate(_pieces(folded, text))
    if folded.starts is None:
        return [Token(term, start, end, position, kind) for position, (term, start, end, kind) in pieces]
    found: list[Token] = []
    for position, (term, start, end, kind) in pieces:
        span = folded.span(start, end)
        found.append(Token(term, span.start, span.end, position, kind))
    return found


def terms(text: str, traditional: bool | None = None, folded: Folded | None = None) -> tuple[str, ...]:
    """The terms alone, for indexing; `folded` is the text folded, where that is there already."""
    folded = folded or fold(text)
    if is_traditional(text) if traditional is None else traditional:
        folded = _in_mainland_words(text, folded)
    found: list[str] = []
    for run in _RUNS.finditer(folded.text):
        kind, letters = run.lastgroup, run[0]
        if kind == "han":
            found += chinese.search_terms(letters)
        elif kind == "latin":
            written = _written(folded, text, *run.span())
            if len(written) == len(letters):
                found += latin.terms(letters, written)
            else:  # what its whole was written as may still be as long
                found += [piece[0] for piece in _latin_pieces(folded, text, run)]
        else:
            found.append(letters)
    return tuple(found)


def normalized(text: str, traditional: bool | None = None) -> str:
    """The text as queries are read: folded, Taiwan's words in those of the mainland (`traditional` as in `tokens`)."""
    folded = fold(text)
    taiwan = is_traditional(text) if traditional is None else traditional
    return (_in_mainland_words(text, folded) if taiwan else folded).text


def _pieces(folded: Folded, original: str) -> Iterator[tuple[str, int, int, str]]:
    for run in _RUNS.finditer(folded.text):
        start = run.start()
        if run.lastgroup == "han":
            for word, first, last in chinese.search_words(run.group()):
                yield word, start + first, start + last, "han"
        elif run.lastgroup == "latin":
            yield from _latin_pieces(folded, original, run)
        else:
            yield run.group(), start, run.end(), "other"


def _latin_pieces(folded: Folded, original: str, run: re.Match[str]) -> Iterator[tuple[str, int, int, str]]:
    whole, offset = latin.whole_of(run.group())
    if whole:
        begin = run.start() + offset
        yield from latin.pieces(whole, begin, _written(folded, original, begin, begin + len(whole)))


def _written(folded: Folded, original: str, start: int, end: int) -> str:
    """What the original text has where its folded form has `[start, end)`."""
    if folded.starts is None:
        return original[start:end]
    span = folded.span(start, end)
    return original[span.start : span.end]


def _in_mainland_words(text: str, folded: Folded) -> Folded:
    """Folded text with Taiwan's words replaced, its offsets still pointing to the original."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(piece: str, start: int, end: int) -> None:
        parts.append(piece)
        span = folded.span(start, end)
        starts.extend([span.start] * len(piece))
        ends.extend([span.end] * len(piece))

    place = 0
    for run in chinese.runs(folded.text):
        for i in range(place, run.start()):
            keep(folded.text[i], i, i + 1)
        span = folded.span(run.start(), run.end())
        written = text[span.start : span.end]
        source = written if len(written) == len(run.group()) else run.group()
        for piece, first, last in mainland_words(source, run.group()):
            keep(piece, run.start() + first, run.start() + last)
        place = run.end()
    for i in range(place, len(folded.text)):
        keep(folded.text[i], i, i + 1)
    return Folded("".join(parts), starts, ends)
