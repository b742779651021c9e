"""Pinyin of words, and what a run of Latin letters could be as pinyin. Used on the query side only."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import cast

from index.analysis import chinese

#: Sounds that speakers of many dialects and hasty typists do not keep apart.
NEAR_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("h", "f"))
_NO_SYLLABLES = frozenset({"m", "n", "ng", "hm", "hng", "g", "ê", "e", "o"})


def syllables_of(word: str) -> str:
    """The syllables of Chinese words, separated by spaces; polyphones are read by word (pypinyin)."""
    return " ".join(_of_word(part) for run in chinese.runs(word) for part in chinese.words(run.group()))


@cache
def _reader() -> Callable[..., list[str]]:
    """pypinyin, which takes 0.1 s to load: a build needs it in some of its processes only."""
    from pypinyin import Style, lazy_pinyin

    return cast(Callable[..., list[str]], partial(lazy_pinyin, style=Style.NORMAL))


def load() -> None:
    """Loads the readings now, so that nothing waits for them later."""
    _reader()


@lru_cache(maxsize=65536)
def _of_word(word: str) -> str:
    return typed(" ".join(_reader()(word, errors="ignore")))


def spelled(text: str) -> str:
    """A text with its Chinese in pinyin, what is not Chinese as it is; spaces between."""
    return typed(" ".join(_reader()(text)))


def typed(letters: str) -> str:
    """Pinyin as it is typed: ü is v, but lue and nue, for which there is no other reading, are written with u."""
    return letters.replace("ü", "v").replace("lve", "lue").replace("nve", "nue")


def initials(syllables: str) -> str:
    """The first letters of syllables separated by spaces."""
    return "".join(syllable[0] for syllable in syllables.split())


def loose(syllables: str) -> str:
    """Syllables joined, near sounds made one."""
    joined = "".join(syllables.split())
    for sound, near in NEAR_SOUNDS:
        joined = joined.replace(sound, near)
    return joined


@cache
def syllables() -> frozenset[str]:
    """All syllables of Mandarin, without tones."""
    from pypinyin.constants import PINYIN_DICT

    found: set[str] = set()
    for readings in PINYIN_DICT.values():
        for reading in readings.split(","):
            decomposed = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
            bare = typed("".join(c for c in decomposed if not unicodedata.combining(c)))
            if bare.isascii() and bare.isalpha() and len(bare) <= 6:
                found.add(bare)
    return frozenset(found - _NO_SYLLABLES) | {"e"}


def is_pinyin(letters: str) -> bool:
    """Whether letters can be cut into syllables without a rest."""
    reachable = {0}
    for start in range(len(letters)):
        if start in reachable:
            reachable.update(
                end for end in range(start + 1, min(start + 6, len(letters)) + 1) if letters[start:end] in syllables()
            )
    return len(letters) in reachable
