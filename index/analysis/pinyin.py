"""Pinyin of words, and whether a run of Latin letters could be pinyin."""

from __future__ import annotations

from functools import cache, lru_cache

from index.analysis import chinese
from index.analysis.readings import readings

#: Sounds that speakers of many dialects and hasty typists do not keep apart.
NEAR_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("h", "f"))
_NO_SYLLABLES = frozenset({"m", "n", "ng", "hm", "hng", "g", "ê", "e", "o"})


def syllables_of(word: str) -> str:
    """The syllables of Chinese words, separated by spaces; polyphones are read by word."""
    return " ".join(_of_word(part) for run in chinese.runs(word) for part in chinese.words(run.group()))


def load() -> None:
    """Reads the tables now, so that nothing waits for them later."""
    readings()


@lru_cache(maxsize=65536)
def _of_word(word: str) -> str:
    return " ".join(readings().syllables(word))


def spelled(text: str) -> str:
    """A text with its Chinese in pinyin, what is not Chinese as it is; spaces between."""
    spelt: list[str] = []
    place = 0
    for run in chinese.runs(text):
        spelt += [text[place : run.start()], *readings().syllables(run.group())]
        place = run.end()
    return " ".join(filter(None, [*spelt, text[place:]]))


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
    found = {syllable for syllable in readings().all_syllables() if syllable.isascii() and syllable.isalpha()}
    return frozenset({syllable for syllable in found if len(syllable) <= 6} - _NO_SYLLABLES) | {"e"}


def is_pinyin(letters: str) -> bool:
    """Whether letters can be cut into syllables without a rest."""
    reachable = {0}
    for start in range(len(letters)):
        if start in reachable:
            reachable.update(
                end for end in range(start + 1, min(start + 6, len(letters)) + 1) if letters[start:end] in syllables()
            )
    return len(letters) in reachable
