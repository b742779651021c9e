"""The words that the documents themselves use, with their pinyin: what mistyped queries are repaired from.

Made when a generation is built, from the analysed sections and the concepts' labels; saved beside the index.
A build that continues another takes from what was counted what is gone, and adds what is new.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from index.analysis import chinese
from index.analysis.fold import fold
from index.analysis.pinyin import initials, loose, syllables_of
from index.packed import read_packed, write_packed
from index.ports import AnalyzedDocument
from index.query.words import STOP
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

_HEADING = VISIBLE_FIELDS.index("heading")
_OWN = [TEXT_FIELDS.index(field) for field in VISIBLE_FIELDS]
_LATIN = re.compile(r"[a-z][a-z0-9]{2,23}")
_COMPOUND = re.compile(r"(?<![a-z])[a-z]++(?:[-_.][a-z]++)+")
_CHINESE_WORD = re.compile(f"[{chinese.HAN}]{{2,5}}")

#: How much a word counts for its pinyin: per heading as a word, per heading inside a pair of words, per label.
IN_HEADING, IN_PAIR, AS_LABEL = 3, 1, 3
#: A word of running text is taken from this many sections on.
FREQUENT = 3
_COUNTED = ("headings", "terms", "latin", "compounds")


@dataclass(frozen=True)
class Lexicon:
    """`chinese`: word → weight, with `pinyin`: word → syllables; `latin`: word as written → number of sections;
    `compounds`: hyphenated and dotted names → number of sections."""

    chinese: Mapping[str, int]
    pinyin: Mapping[str, str]
    latin: Mapping[str, int]
    compounds: Mapping[str, int]

    @cached_property
    def by_pinyin(self) -> Mapping[str, tuple[str, ...]]:
        """Full pinyin without spaces → words, heaviest first."""
        return self._grouped(lambda word: "".join(self.pinyin[word].split()))

    @cached_property
    def by_initials(self) -> Mapping[str, tuple[str, ...]]:
        """First letters → words that are frequent enough, heaviest first."""
        return self._grouped(lambda word: initials(self.pinyin[word]) if self.chinese[word] > 1 else "")

    @cached_property
    def by_sound(self) -> Mapping[str, tuple[str, ...]]:
        """Pinyin in which near sounds are one (zh = z, ng = n, l = n …), with the length → words, heaviest first."""
        return self._grouped(lambda word: f"{loose(self.pinyin[word])}{len(word)}")

    @cached_property
    def readings(self) -> Mapping[str, str]:
        """How each character is read in most words."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for word in sorted(self.pinyin):
            syllables = self.pinyin[word].split(" ")
            for character, syllable in zip(word, syllables if len(syllables) == len(word) else (), strict=False):
                counts[character][syllable] += 1
        return {character: counted.most_common(1)[0][0] for character, counted in counts.items()}

    def _grouped(self, key_of: Callable[[str], str]) -> Mapping[str, tuple[str, ...]]:
        groups: dict[str, list[str]] = {}
        for word in sorted(self.chinese, key=lambda w: (-self.chinese[w], w)):
            if key := key_of(word):
                groups.setdefault(key, []).append(word)
        return {key: tuple(words) for key, words in groups.items()}

    def save(self, path: Path) -> None:
        """Writes the lexicon; the same words give the same bytes."""
        told = {word: self.pinyin.get(word) for word in {*self.chinese, *self.pinyin}}
        content = {
            "chinese": self.chinese,
            "readings": self.readings,
            "pinyin": {w: s for w, s in told.items() if w not in self.chinese or s != _read(w, self.readings)},
            "latin": self.latin,
            "compounds": self.compounds,
        }
        write_packed(path, content)

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Reads what `save` wrote."""
        content = read_packed(path)
        readings, others = content["readings"], content["pinyin"]
        told = {word: others[word] if word in others else _read(word, readings) for word in content["chinese"]}
        pinyin = {word: syllables for word, syllables in (told | others).items() if syllables is not None}
        return cls(content["chinese"], pinyin, content["latin"], content["compounds"])


def _read(word: str, readings: Mapping[str, str]) -> str | None:
    """A word read character by character; None where one is never read."""
    return " ".join([readings[c] for c in word]) if all(c in readings for c in word) else None


@dataclass(frozen=True)
class WordCounts:
    """What a lexicon is made of, counted: documents can be added and taken away, in any order.

    `headings`: weight of words and pairs of words in headings; the rest: number of sections whose text has a Chinese
    word, a Latin word as written, a compound.
    """

    headings: Counter[str] = field(default_factory=Counter)
    terms: Counter[str] = field(default_factory=Counter)
    latin: Counter[str] = field(default_factory=Counter)
    compounds: Counter[str] = field(default_factory=Counter)

    def add(self, document: AnalyzedDocument) -> None:
        """Counts a document."""
        for section in document.sections:
            text = "\n".join(section.visible)
            self.latin.update(set(_LATIN.findall(text)))
            self.compounds.update(set(_COMPOUND.findall(text)))
            self.terms.update(filter(_CHINESE_WORD.fullmatch, set().union(*(section.fields[place] for place in _OWN))))
            for run in chinese.runs(section.visible[_HEADING]):
                _count_heading(run.group(), self.headings)

    def take_away(self, documents: Iterable[AnalyzedDocument]) -> None:
        """Undoes `add` for documents that are as they were when they were added."""
        gone = WordCounts()
        for document in documents:
            gone.add(document)
        for name in _COUNTED:
            counts: Counter[str] = getattr(self, name)
            for word, count in getattr(gone, name).items():
                counts[word] -= count
                if not counts[word]:
                    del counts[word]

    def save(self, path: Path) -> None:
        """Writes the counts; the same documents give the same bytes."""
        write_packed(path, {name: getattr(self, name) for name in _COUNTED})

    @classmethod
    def load(cls, path: Path) -> WordCounts:
        """Reads what `save` wrote."""
        content = read_packed(path)
        return cls(**{name: Counter(content[name]) for name in _COUNTED})


def counted(documents: Iterable[AnalyzedDocument]) -> WordCounts:
    """The counts of documents; one pass, memory by the number of words."""
    counts = WordCounts()
    for document in documents:
        counts.add(document)
    return counts


def weights_of(counts: WordCounts) -> Counter[str]:
    """The Chinese words of counted documents and what each weighs, before the labels of concepts are added."""
    weights = Counter(counts.headings)
    for word, sections in counts.terms.items():
        if sections >= FREQUENT:
            weights[word] += sections
    return weights


def build_lexicon(
    counts: WordCounts, labels: Iterable[str], known_pinyin: Mapping[str, str] = MappingProxyType({})
) -> Lexicon:
    """The lexicon of counted documents and of the concepts' labels; `known_pinyin` spares looking it up again."""
    weights = weights_of(counts)
    for label in labels:
        folded = fold(label).text
        if _CHINESE_WORD.fullmatch(folded):
            weights[folded] += AS_LABEL
    return Lexicon(
        chinese={word: weights[word] for word in sorted(weights)},
        pinyin={word: known_pinyin.get(word) or syllables_of(word) for word in weights},
        latin={word: sections for word, sections in counts.latin.items() if word not in STOP},
        compounds=dict(counts.compounds),
    )


def _count_heading(run: str, weights: Counter[str]) -> None:
    words = chinese.words(run)
    for word in words:
        if 2 <= len(word) <= 6:
            weights[word] += IN_HEADING
    for first, second in pairwise(words):
        if first not in STOP and second not in STOP and len(first) + len(second) <= 6:
            weights[first + second] += IN_PAIR
