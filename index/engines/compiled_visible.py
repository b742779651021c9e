"""The visible text of all sections, one behind the other, and how often a text stands in some of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from index.engines import compiled_loops
from index.engines.compiled_alphabet import codes_of
from index.engines.compiled_columns import bounds
from index.engines.compiled_filters import Mask
from index.engines.compiled_sort import Array, Ints
from index.engines.compiled_text import FIELD_END
from index.schema import VISIBLE_FIELDS

_SPACES = re.compile(r"\s+")
#: NumPy has no longer strings.
_LONGEST = (1 << 31) - 1


class VisibleText:
    """`plain` tells that all white space in it is single spaces."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._bytes = arrays["text.bytes"]
        self._starts = bounds(arrays, "text.sizes").astype(np.int64)
        self._ends = self._starts[1:]
        self._codes = codes_of(arrays["text.characters"])
        self.plain = bool(arrays["text.plain"][0])
        #: Where NumPy's strings, which lie in the map as the text does, begin.
        self._firsts = _portions(self._starts)
        starts = self._starts[[*self._firsts, len(self)]].tolist()
        self._views = [
            self._bytes[start : end + len(FIELD_END)].view(f"S{end + len(FIELD_END) - start}")
            for start, end in pairwise(starts)
        ]

    def __len__(self) -> int:
        return len(self._starts) - 1

    def count(self, text: str, fields: tuple[str, ...], places: Ints, several: Mask | None = None) -> Ints:
        """How often a text stands in each of some sections (rising), in all visible fields or a choice of them.

        `several` tells which of the sections may hold it more than once, where that is known.
        """
        parts = _SPACES.split(text) if _SPACES.search(text) else [text]
        try:
            if fields or not (len(parts) == 1 or self.plain):
                return self._by_pattern([self._coded(part) for part in parts], fields, places)
            wanted = np.bytes_(self._coded(" ".join(parts)))
        except KeyError:  # a character that stands in no text
            return np.zeros(len(places), np.int64)
        if len(self._views) == 1:
            return self._in_view(wanted, 0, places, several)
        bounds = np.searchsorted(places, [*self._firsts, len(self)]).tolist()
        spans = [slice(*pair) for pair in pairwise(bounds)]
        return np.concatenate([self._in_view(wanted, number, places[span]) for number, span in enumerate(spans)])

    def _in_view(self, wanted: np.bytes_, number: int, places: Ints, several: Mask | None = None) -> Ints:
        starts, ends = self._starts.take(places), self._ends.take(places)
        if number:
            first = int(self._starts[self._firsts[number]])
            starts, ends = starts - first, ends - first
        return compiled_loops.loops().count(self._views[number], wanted, starts, ends, several)

    def _coded(self, text: str) -> bytes:
        """Raises `KeyError` where the text has characters that no section has."""
        return b"".join(map(self._codes.__getitem__, text))

    def _by_pattern(self, parts: list[bytes], fields: tuple[str, ...], places: Ints) -> Ints:
        spaces = [re.escape(code) for character, code in self._codes.items() if character.isspace()]
        space = b"(?:" + b"|".join(spaces or [b"(?!)"]) + b")+"
        pattern = re.compile(space.join(map(re.escape, parts)))
        chosen = [place for place, name in enumerate(VISIBLE_FIELDS) if not fields or name in fields]
        spans = zip(self._starts[places].tolist(), self._ends[places].tolist(), strict=True)
        texts = (self._bytes[start:end].tobytes().split(FIELD_END) for start, end in spans)
        counts = [sum(len(pattern.findall(of_fields[place])) for place in chosen) for of_fields in texts]
        return np.array(counts, np.int64)


def _portions(starts: Array) -> list[int]:
    """The first section of each run of sections whose text is short enough for a string of NumPy's."""
    firsts = [0]
    while int(starts[-1]) - (begin := int(starts[firsts[-1]])) >= _LONGEST:
        firsts.append(int(starts.searchsorted(begin + _LONGEST, side="left")) - 1)
    return firsts
