"""Completions while typing: headings, concepts and frequent words, by text, pinyin, initials and English."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path

import orjson

from corpus.model import Document, Span
from index.analysis.fold import visible
from index.analysis.pinyin import initials, syllables_of
from index.analysis.variants import is_han
from index.model import Suggestion
from index.query.lexicon import Lexicon

#: Longer texts are completed by their beginning only.
LONGEST_KEY = 48
#: Beyond this many entries under one prefix, the rest (the lighter ones, by text) is not looked at.
MOST_UNDER_PREFIX = 4000
#: Kinds in the order in which they are shown when all else is equal.
KINDS = ("concept", "heading", "phrase")
_NUMBER = re.compile(r"^(?:第.{1,4}[章节篇]|附录.?|[\d.]+)\s*")
_WORD_START = re.compile(r"(?<![a-z0-9])[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Completion:
    """Something to complete to: `weight` is higher for what is more central."""

    text: str
    kind: str
    url: str
    weight: float


@dataclass(frozen=True)
class Completions:
    """Completions and the sorted keys under which they are found: `(key, how, place)`."""

    entries: Sequence[Completion]
    keys: Sequence[tuple[str, str, int]]

    def save(self, path: Path) -> None:
        """Writes entries and keys as JSON."""
        entries = [[e.text, e.kind, e.url, e.weight] for e in self.entries]
        path.write_bytes(orjson.dumps({"entries": entries, "keys": self.keys}))

    @classmethod
    def load(cls, path: Path) -> Completions:
        """Reads what `save` wrote."""
        content = orjson.loads(path.read_bytes())
        return cls([Completion(*entry) for entry in content["entries"]], [tuple(key) for key in content["keys"]])


def build_completions(
    documents: Iterable[Document], concepts: Iterable[tuple[str, Iterable[str], float]], lexicon: Lexicon
) -> Completions:
    """Completions from headings, from concepts as `(label shown, other labels, weight)`, and from frequent words."""
    entries: list[Completion] = []
    keys: set[tuple[str, str, int]] = set()

    def add(completion: Completion, labels: Iterable[str]) -> None:
        place = len(entries)
        entries.append(completion)
        for label in labels:
            keys.update((key[:LONGEST_KEY], how, place) for key, how in _keys(label))

    seen: set[str] = set()
    for label, others, weight in concepts:
        seen.add(visible(label).text)
        add(Completion(label, "concept", "", weight), (label, *others))
    for document in documents:
        for section in document.sections:
            bare = _NUMBER.sub("", section.heading)
            if not bare or visible(bare).text in seen:
                continue
            seen.add(visible(bare).text)
            url = f"{document.url}#{section.anchor}" if document.url else ""
            add(Completion(bare, "heading", url, 1.0 / max(section.level, 1)), (bare,))
    heaviest = max(lexicon.chinese.values(), default=1)
    for word, weight in lexicon.chinese.items():
        if word not in seen and weight > 3:
            add(Completion(word, "phrase", "", 0.5 * weight / heaviest), (word,))
    return Completions(entries, sorted(keys))


def _keys(label: str) -> Iterator[tuple[str, str]]:
    text = visible(label).text
    yield text, "text"
    for word in _WORD_START.finditer(text):
        if word.start():
            yield text[word.start() :], "text"
    chinese = "".join(character for character in text if is_han(character))
    for start in range(1, len(text) - 1):
        if is_han(text[start]):
            yield text[start:], "inside"
    if chinese:
        syllables = syllables_of(text)
        yield "".join(syllables.split()), "pinyin"
        yield initials(syllables), "initials"


class Suggester:
    """Answers every keystroke from sorted keys; safe to share between threads."""

    def __init__(self, completions: Completions) -> None:
        self._entries = completions.entries
        self._keys = completions.keys

    def suggest(self, q: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """The best completions of what was typed so far; none for nothing."""
        typed = visible(q).text.strip()[:LONGEST_KEY]
        if not typed:
            return ()
        found = self._under(typed)
        if (joined := typed.replace(" ", "").replace("'", "")) != typed and joined.isascii():
            found = {**self._under(joined, ("pinyin",)), **found}
        best = nsmallest(limit, found.items(), key=lambda item: self._rank(typed, *item))
        return tuple(self._suggestion(self._entries[place], how, typed) for place, how in best)

    def _under(self, typed: str, ways: Sequence[str] = ("text", "inside", "pinyin", "initials")) -> dict[int, str]:
        found: dict[int, str] = {}
        start = bisect_left(self._keys, (typed, "", 0))
        for key, how, place in self._keys[start : start + MOST_UNDER_PREFIX]:
            if not key.startswith(typed):
                break
            if how in ways and (place not in found or ways.index(how) < ways.index(found[place])):
                found[place] = how
        return found

    def _rank(self, typed: str, place: int, how: str) -> tuple[int, int, float, int, str]:
        entry = self._entries[place]
        order = {"text": 0, "pinyin": 1, "initials": 1, "inside": 2}[how]
        exact = visible(entry.text).text != typed
        return order, exact and KINDS.index(entry.kind), -entry.weight, len(entry.text), entry.text

    def _suggestion(self, entry: Completion, how: str, typed: str) -> Suggestion:
        return Suggestion(entry.text, entry.kind, entry.url, _marks(entry.text, how, typed))


def _marks(text: str, how: str, typed: str) -> tuple[Span, ...]:
    """The part of a completion that what was typed stands for; none where another label matched."""
    if how in ("text", "inside"):
        folded = visible(text)
        place = folded.text.find(typed)
        return (folded.span(place, place + len(typed)),) if place >= 0 else ()
    places = [place for place, character in enumerate(text) if is_han(character)]
    letters = typed.replace(" ", "").replace("'", "")
    marked = 0
    for place in places:
        syllable = syllables_of(text[place]) if how == "pinyin" else syllables_of(text[place])[:1]
        if not letters:
            break
        letters = letters[len(syllable) :] if letters.startswith(syllable) else ""
        marked = place + 1
    return (Span(places[0], marked),) if places and marked > places[0] else ()
