"""Folds text to the one form in which documents and queries meet, and remembers where every character came from.

Folding is character by character, so that offsets survive: compatibility forms (NFKC, Unicode Standard Annex 15),
case, accents of Latin letters, Traditional to Simplified characters (OpenCC's `t2s`). Words that differ between
Taiwan and the mainland are the business of `index.analysis.variants`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.model import Span
from index.analysis.variants import simplified_character


class Folded(NamedTuple):
    """Folded `text`; `starts[i]`/`ends[i]` bound the original run that character i came from (None: the same)."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """The run of the original text that `[start, end)` of the folded text came from; `start < end`."""
        return Span(*self.bounds(start, end))

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Where that run starts and ends."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


class _Characters(dict[int, str]):
    """Code point → what it folds to; filled on demand, so that only characters in use cost anything."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        folded = _fold_character(character)
        if len(folded) != 1:
            self.uneven.add(character)
        self[code_point] = folded
        return folded


def _fold_character(character: str) -> str:
    if unicodedata.category(character) == "Mn" and "\u0300" <= character <= "\u036f":
        return ""
    folded = unicodedata.normalize("NFKC", character).lower()
    if folded != character or not folded.isascii():
        folded = "".join(_base(part) for part in folded)
    return "".join(simplified_character(part) for part in folded)


def _base(character: str) -> str:
    """A Latin letter without its accents; anything else as it is."""
    if not "\u00c0" <= character <= "\u024f":
        return "" if "\u0300" <= character <= "\u036f" else character
    return unicodedata.normalize("NFD", character)[0]


@cache
def _characters() -> _Characters:
    return _Characters()


def fold(text: str) -> Folded:
    """Any text, folded; white space and control characters stay. Never raises, lone surrogates included."""
    return _folded_before(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> Folded:
    if text.isascii():
        return Folded(text.lower())
    characters = _characters()
    folded = text.translate(characters)
    if not _has_any(text, characters.uneven):
        return Folded(folded)
    starts: list[int] = []
    place = 0
    for position in _places(text, characters.uneven):
        starts.extend(range(place, position))
        starts.extend([position] * len(characters[ord(text[position])]))
        place = position + 1
    starts.extend(range(place, len(text)))
    return Folded(folded, starts, [start + 1 for start in starts])


#: To look for a character in a text takes as long as to look at so many of the text.
_DEAR = 16
#: As long as most queries and all labels, of which the same ones are asked for again and again.
_SHORT = 128
_folded_before = lru_cache(maxsize=1024)(_folded)


def _has_any(text: str, wanted: set[str]) -> bool:
    """Whether any of the wanted characters, which are few as a rule, stands in a text: each is looked for where that
    takes less time than to look at every character of the text."""
    if len(text) < _DEAR * len(wanted):
        return not wanted.isdisjoint(text)
    return any(character in text for character in wanted)


def _places(text: str, wanted: set[str]) -> list[int]:
    """Where any of the wanted characters stands, in order."""
    found: list[int] = []
    for character in wanted.intersection(text):
        place = text.find(character)
        while place >= 0:
            found.append(place)
            place = text.find(character, place + 1)
    return sorted(found)


_GAP = re.compile(r"\s+")
#: What scripts written without spaces consist of (Chinese and its neighbours, wide signs).
_WIDE = "[\u2e80-\ua4cf\uf900-\uffee\U00020000-\U0010ffff]"
_BESIDE_WIDE = re.compile(f" (?:(?={_WIDE})|(?<={_WIDE} ))")  # begins with what is sought, which is fast


def _is_wide(character: str) -> bool:
    """Whether a character belongs to a script written without spaces (Chinese and its neighbours, wide signs)."""
    return "\u2e80" <= character <= "\ua4cf" or "\uf900" <= character <= "\uffee" or character >= "\U00020000"


def visible(text: str) -> Folded:
    """Folded text as a reader sees it, for substring search: white space between words is one space, none beside
    Chinese, so that `Docker 镜像`, `Docker镜像` and a line break inside a paragraph are the same."""
    folded = fold(text)
    source = folded.text
    kept: list[str] = []
    runs: list[tuple[int, int]] = []
    place = 0
    for gap in _GAP.finditer(source):
        start, end = gap.span()
        spaced = start > 0 and end < len(source) and not (_is_wide(source[start - 1]) or _is_wide(source[end]))
        kept.append(source[place:start])
        if spaced:
            kept.append(" ")
        runs.append((place, start + spaced))
        place = end
    if not kept:
        return folded
    kept.append(source[place:])
    runs.append((place, len(source)))
    return Folded("".join(kept), *_joined(folded, runs))


def _joined(folded: Folded, runs: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Where the characters of some runs of a folded text start and end."""
    starts: list[int] = []
    ends: list[int] = []
    for first, last in runs:
        starts.extend(range(first, last) if folded.starts is None else folded.starts[first:last])
        ends.extend(range(first + 1, last + 1) if folded.ends is None else folded.ends[first:last])
    return starts, ends


def visible_text(text: str, folded: Folded | None = None) -> str:
    """The text alone of what `visible` gives; `folded` is the text folded, where that is there already."""
    if folded is None and len(text) <= _SHORT:
        return _seen_before(text)
    return _seen(folded or fold(text))


def _seen(folded: Folded) -> str:
    return _BESIDE_WIDE.sub("", " ".join(folded.text.split()))


@lru_cache(maxsize=8192)
def _seen_before(text: str) -> str:
    return _seen(_folded(text))
