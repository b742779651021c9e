"""How Chinese characters are read, without tones: pypinyin's tables of phrases and of characters, read in a third of
the time and kept in half of the memory that the package takes with them.

A phrase is read as its table says, the longest first from the left; other characters have the first of their readings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

import orjson

#: The first reading of each character of a phrase in what its table, a JSON object, has behind it.
_FIRST = re.compile(r'\[\s*"([^"]+)"')


class Readings:
    """Over the folder that holds the two tables."""

    def __init__(self, folder: Path) -> None:
        told = (folder / "phrases_dict.json").read_bytes().decode().split('":')
        self._phrases = dict(zip([before[before.rindex('"') + 1 :] for before in told[:-1]], told[1:], strict=True))
        self._characters: Mapping[str, str] = orjson.loads((folder / "pinyin_dict.json").read_bytes())

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._phrases))

    def syllables(self, run: str) -> Iterator[str]:
        """The syllables of a run of Chinese characters; none for a character of which the tables do not know."""
        place = 0
        while place < len(run):
            for end in range(min(len(run), place + self._longest), place, -1):
                if phrase := self._phrases.get(run[place:end]):
                    yield from map(toneless, _FIRST.findall(phrase))
                    place = end
                    break
            else:
                if readings := self._characters.get(str(ord(run[place]))):
                    yield toneless(readings.partition(",")[0])
                place += 1

    def all_syllables(self) -> Iterable[str]:
        """Every syllable as which a character may be read."""
        return {toneless(reading) for readings in self._characters.values() for reading in readings.split(",")}


@cache
def readings() -> Readings:
    """The tables that the package pypinyin brings."""
    spec = find_spec("pypinyin")
    assert spec is not None, "it is one of our requirements"
    assert spec.submodule_search_locations is not None, "it is a package"
    return Readings(Path(spec.submodule_search_locations[0]))


@lru_cache(maxsize=4096)
def toneless(syllable: str) -> str:
    """A syllable as it is typed, without its tone."""
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return typed("".join(letter for letter in letters if not unicodedata.combining(letter)))


def typed(letters: str) -> str:
    """Pinyin as it is typed: ü is v, but lue and nue, for which there is no other reading, are written with u."""
    return letters.replace("ü", "v").replace("lve", "lue").replace("nve", "nue")
