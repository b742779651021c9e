"""The words that the documents themselves use, with their pinyin: what mistyped queries are repaired from.

Made when a generation is built, from the analysed sections and the concepts' labels; saved beside the index as JSON.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import orjson

from index.analysis import chinese
from index.analysis.fold import fold
from index.analysis.pinyin import initials, loose, syllables_of
from index.ports import AnalyzedDocument
from index.query.words import STOP
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

_HEADING = VISIBLE_FIELDS.index("heading")
_OWN = [TEXT_FIELDS.index(field) for field in VISIBLE_FIELDS]
_LATIN = re.compile(r"[a-z][a-z0-9]{2,23}")
_COMPOUND = re.compile(r"[a-z]+(?:[-_.][a-z]+)+")
_CHINESE_WORD = re.compile(f"[{chinese.HAN}]{{2,5}}")

#: How much a word counts for its pinyin: per heading as a word, per heading inside a pair of words, per label.
IN_HEADING, IN_PAIR, AS_LABEL = 3, 1, 3
#: A word of running text is taken from this many sections on.
FREQUENT = 3


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

    def _grouped(self, key_of: Callable[[str], str]) -> Mapping[str, tuple[str, ...]]:
        groups: dict[str, list[str]] = {}
        for word in sorted(self.chinese, key=lambda w: (-self.chinese[w], w)):
            if key := key_of(word):
                groups.setdefault(key, []).append(word)
        return {key: tuple(words) for key, words in groups.items()}

    def save(self, path: Path) -> None:
        """Writes the lexicon as JSON; the same words give the same bytes."""
        content = {
            "chinese": self.chinese,
            "pinyin": self.pinyin,
            "latin": self.latin,
            "compounds": self.compounds,
        }
        path.write_bytes(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Reads what `save` wrote."""
        return cls(**orjson.loads(path.read_bytes()))


def build_lexicon(documents: Iterable[AnalyzedDocument], labels: Iterable[str]) -> Lexicon:
    """The lexicon of analysed documents and of the concepts' labels; one pass, memory by the number of words."""
    weights: Counter[str] = Counter()
    frequency: Counter[str] = Counter()
    latin: Counter[str] = Counter()
    compounds: Counter[str] = Counter()
    for document in documents:
        for section in document.sections:
            text = "\n".join(section.visible)
            latin.update(set(_LATIN.findall(text)))
            compounds.update(set(_COMPOUND.findall(text)))
            frequency.update({term for field in _OWN for term in section.fields[field] if not term.isascii()})
            for run in chinese.runs(section.visible[_HEADING]):
                _count_heading(run.group(), weights)
    for word, sections in frequency.items():
        if sections >= FREQUENT and _CHINESE_WORD.fullmatch(word):
            weights[word] += sections
    for label in labels:
        folded = fold(label).text
        if _CHINESE_WORD.fullmatch(folded):
            weights[folded] += AS_LABEL
    return Lexicon(
        chinese=dict(weights),
        pinyin={word: syllables_of(word) for word in weights},
        latin={word: sections for word, sections in latin.items() if word not in STOP},
        compounds=dict(compounds),
    )


def _count_heading(run: str, weights: Counter[str]) -> None:
    words = chinese.words(run)
    for word in words:
        if 2 <= len(word) <= 6:
            weights[word] += IN_HEADING
    for first, second in pairwise(words):
        if first not in STOP and second not in STOP and len(first) + len(second) <= 6:
            weights[first + second] += IN_PAIR
