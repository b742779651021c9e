"""Completions while typing: headings, concepts and frequent words, by text, pinyin, initials and English."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from types import MappingProxyType

from index.analysis.fold import visible, visible_text
from index.analysis.pinyin import initials, spelled, syllables_of
from index.analysis.variants import is_han
from index.completions import LONGEST_KEY, WAYS, Completion, Completions, Way
from index.model import Run, Suggestion
from index.query.lexicon import Lexicon

#: Beyond this many entries under one prefix, the rest (the lighter ones, by text) is not looked at.
MOST_UNDER_PREFIX = 4000
#: Words that weigh no more than this are not completed to.
LIGHTEST = 3
#: Kinds in the order in which they are shown when all else is equal, and the share of the list that one may take
#: while there are others.
KINDS = ("concept", "heading", "phrase")
SHARE = 0.625
_NUMBER = re.compile(r"^(?:第.{1,4}[章节篇]|附录.?|[\d.]+)\s*")
_WORD_START = re.compile(r"(?<![a-z0-9])[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class NamedConcept:
    """A concept to complete to: the label that is shown, the preferred ones of all languages, the others, and those
    that are known but never shown; `ways` are its keys where they were found already."""

    shown: str
    preferred: tuple[str, ...]
    others: tuple[str, ...]
    weight: float
    hidden: tuple[str, ...] = ()
    ways: Sequence[Way] = ()


def build_completions(
    headings: Iterable[tuple[str, int, str]],
    concepts: Iterable[NamedConcept],
    lexicon: Lexicon,
    known: Mapping[tuple[str, str], Sequence[Way]] = MappingProxyType({}),
) -> Completions:
    """Completions from headings (text, level, address), from concepts, and from frequent words.

    `known` spares finding the keys of what was there before (`Completions.ways`).
    """
    entries: list[Completion] = []
    keys: list[tuple[str, str, int]] = []

    def add(completion: Completion, ways: Iterable[Way] | None) -> None:
        place = len(entries)
        keys.extend([(key, how, place) for key, how in ways or ways_to(completion.text)])
        entries.append(completion)

    seen: set[str] = set()
    for concept in concepts:
        seen.add(visible_text(concept.shown))
        add(Completion(concept.shown, "concept", "", concept.weight), concept.ways or ways_to_concept(concept))
    for heading, level, url in headings:
        bare = without_number(heading)
        if not bare or (text := visible_text(bare)) in seen:
            continue
        seen.add(text)
        add(Completion(bare, "heading", url, 1.0 / max(level, 1)), known.get(("heading", bare)))
    heaviest = max(lexicon.chinese.values(), default=1)
    for word, weight in lexicon.chinese.items():
        if word not in seen and weight > LIGHTEST:
            add(Completion(word, "phrase", "", 0.5 * weight / heaviest), known.get(("phrase", word)))
    return Completions(entries, sorted(keys))


def without_number(heading: str) -> str:
    """A heading as it is completed to: `1.2 安装` without its number."""
    return _NUMBER.sub("", heading)


def ways_to(text: str) -> Sequence[Way]:
    """All keys that lead to a heading or a phrase, each once."""
    return tuple(dict.fromkeys(_cut(_keys(text))))


def ways_to_concept(concept: NamedConcept) -> Sequence[Way]:
    """All keys that lead to a concept, each once."""
    return tuple(dict.fromkeys(_concept_keys(concept)))


def _concept_keys(concept: NamedConcept) -> Iterator[Way]:
    for label in (concept.shown, *concept.preferred):
        yield from _cut(_keys(label))
    ways = {"text": "label", "pinyin": "sound", "initials": "sound"}
    for label in (*concept.others, *concept.hidden):
        yield from _cut((key, ways[how]) for key, how in _keys(label) if how in ways)


def _cut(ways: Iterable[Way]) -> Iterator[Way]:
    return ((key[:LONGEST_KEY], how) for key, how in ways)


def _keys(label: str) -> Iterator[Way]:
    text = visible_text(label)
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
        if len(chinese) < len(text):
            yield spelled(text).replace(" ", ""), "pinyin"


class Suggester:
    """Answers every keystroke from sorted keys; safe to share between threads."""

    def __init__(self, completions: Completions) -> None:
        self._entries = completions.entries
        self._keys = completions.keys

    def suggest(self, q: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """The best completions of what was typed so far; none for nothing."""
        typed = visible_text(q).strip()[:LONGEST_KEY]
        if not typed:
            return ()
        found = self._under(typed, WAYS)
        if (joined := typed.replace(" ", "").replace("'", "")) != typed and joined.isascii():
            found = {**self._under(joined, ("pinyin",)), **found}
        ranked = nsmallest(4 * limit, found.items(), key=lambda item: self._rank(*item))
        return tuple(
            Suggestion(entry.text, entry.kind, entry.url, _marks(entry.text, how, typed))
            for entry, how in _spread([(self._entries[place], how) for place, (how, _) in ranked], limit)
        )

    def _under(self, typed: str, ways: Collection[str]) -> dict[int, tuple[str, bool]]:
        """Place → the best way in which an entry is reached, and whether it was typed in full."""
        found: dict[int, tuple[str, bool]] = {}
        start = bisect_left(self._keys, (typed, "", 0))
        for key, how, place in self._keys[start : start + MOST_UNDER_PREFIX]:
            if not key.startswith(typed):
                break
            if how in ways and (place not in found or _order(how, key == typed) < _order(*found[place])):
                found[place] = (how, key == typed)
        return found

    def _rank(self, place: int, reached: tuple[str, bool]) -> tuple[tuple[int, bool], int, float, int, str]:
        entry = self._entries[place]
        return _order(*reached), KINDS.index(entry.kind), -entry.weight, len(entry.text), entry.text


def _order(how: str, whole: bool) -> tuple[int, bool]:
    """What comes first: the shown text, then its pinyin, then other labels; a label typed in full is as good."""
    return (0 if whole and how == "label" else WAYS[how]), not whole


def _spread(ranked: Sequence[tuple[Completion, str]], limit: int) -> list[tuple[Completion, str]]:
    """The first of a ranking, no kind taking more than its share while there are others; the order stays."""
    most = max(1, round(SHARE * limit))
    counts = Counter[str]()
    within: list[int] = []
    beyond: list[int] = []
    for place, (entry, _) in enumerate(ranked):
        counts[entry.kind] += 1
        (within if counts[entry.kind] <= most else beyond).append(place)
    return [ranked[place] for place in sorted((within + beyond)[:limit])]


def _marks(text: str, how: str, typed: str) -> tuple[Run, ...]:
    """The part of a completion that what was typed stands for; none where another label matched."""
    if how in ("pinyin", "initials"):
        return _sounding(text, how, typed)
    folded = visible(text)
    place = folded.text.find(typed)
    if place < 0:
        return ()
    found = folded.span(place, place + len(typed))
    return ((found.start, found.end),)


def _sounding(text: str, how: str, typed: str) -> tuple[Run, ...]:
    """The Chinese characters whose pinyin or initials were typed, from the first on."""
    places = [place for place, character in enumerate(text) if is_han(character)]
    syllables = syllables_of(visible_text(text)).split()
    latin = visible_text(text).split(visible_text(text[places[0]]))[0].replace(" ", "") if places else ""
    letters = typed.replace(" ", "").replace("'", "").removeprefix(latin)
    marked = 0
    for place, syllable in zip(places, syllables, strict=False):
        if not letters:
            break
        sound = syllable if how == "pinyin" else syllable[:1]
        letters = letters[len(sound) :] if letters.startswith(sound) else ""
        marked = place + 1
    return ((places[0], marked),) if places and marked > places[0] else ()
