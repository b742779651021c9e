"""The ids of sections: what follows the id of the section's document, found by hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from sys import intern
from zlib import crc32

import numpy as np

from index.engines.compiled_columns import bounds, packed_bounds
from index.engines.compiled_sort import Array, Ints, compact, flat
from index.engines.compiled_strings import Strings, encode

#: Begins what is kept of an id that does not begin with its document's id, or that goes on with this character.
_WHOLE = "\x00"
_ERRORS = "surrogatepass"
#: So few ids are read when the index is opened, which takes a millisecond or two; of more, so many of those asked for
#: lately are kept: what was found is asked for again at once, to be ranked, and by other queries.
_FEW = 4096


class SectionIds:
    """The ids in rising order."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        documents = Strings(arrays, "documents")
        self._document = flat(arrays["section.document"])
        self._text = flat(arrays["sections.text"])
        self._ends = flat(bounds(arrays, "sections.sizes"))
        self._slots = flat(arrays["sections.slots"])  # of many ids; few stand in `_places`
        few = len(self) <= _FEW
        self._documents: Sequence[str] = list(documents) if few else documents
        self._ready = [intern(self._read(place)) for place in range(len(self))] if few else None
        self._places = {name: place for place, name in enumerate(self._ready or ())}
        self._names: dict[int, str] = {}
        self._last: tuple[list[str], Sequence[int]] = [], []

    @staticmethod
    def pack(ids: Sequence[str], documents: Sequence[str], document: Ints) -> dict[str, Array]:
        """The arrays of the ids; `document` gives the place of each one's document in `documents`."""
        rests = [
            encode(name.removeprefix(owner) if name.startswith(owner) and not _marked(name, owner) else _WHOLE + name)
            for name, owner in zip(ids, map(documents.__getitem__, document.tolist()), strict=True)
        ]
        return {
            "sections.text": np.frombuffer(b"".join(rests), np.uint8),
            **packed_bounds("sections.sizes", np.cumsum([0, *map(len, rests)], dtype=np.int64)),
            "sections.slots": _slots(ids if len(ids) > _FEW else ()),
        }

    def __len__(self) -> int:
        return len(self._ends) - 1

    def at(self, places: Sequence[int]) -> list[str]:
        """The ids at several places."""
        if self._ready is not None:
            names = list(map(self._ready.__getitem__, places))
        else:
            known = self._names
            names = [known.get(place) or self._keep(place, self._read(place)) for place in places]
        self._last = names, places
        return names

    def _read(self, place: int) -> str:
        rest = str(self._text[self._ends[place] : self._ends[place + 1]], "utf-8", _ERRORS)
        return rest[1:] if rest[:1] == _WHOLE else self._documents[self._document[place]] + rest

    def _keep(self, place: int, name: str) -> str:
        if len(self._names) >= _FEW:
            self._names.clear()
            self._places.clear()
        self._names[place] = name
        self._places[name] = place
        return name

    def find(self, names: Sequence[str]) -> Sequence[int]:
        """The places of ids, -1 where one is not there; those that were found last are asked for at once."""
        last, places = self._last
        if names == last:
            return places
        known = self._places
        if self._ready is not None:
            return [known.get(name, -1) for name in names]
        return [self._look_up(name) if (place := known.get(name)) is None else place for name in names]

    def _look_up(self, name: str) -> int:
        data = encode(name)
        slot = crc32(data) % len(self._slots)
        while place := self._slots[slot]:
            if data.endswith(self._text[self._ends[place - 1] : self._ends[place]]) and self._read(place - 1) == name:
                return int(place) - 1
            slot = (slot + 1) % len(self._slots)
        return -1


def _marked(name: str, owner: str) -> bool:
    return name[len(owner) : len(owner) + 1] == _WHOLE


def _slots(ids: Sequence[str]) -> Array:
    """A hash table with linear probing: places counted from 1, 0 for free slots, a third of which stay free."""
    checksums = np.fromiter((crc32(encode(name)) for name in ids), np.int64, len(ids))
    size = len(checksums) * 3 // 2 + 1
    table = np.zeros(size, np.int64)
    waiting, wanted = np.arange(len(checksums)), checksums % size
    while len(waiting):
        free = np.flatnonzero(table[wanted] == 0)
        _, first = np.unique(wanted[free], return_index=True)
        placed = free[first]
        table[wanted[placed]] = waiting[placed] + 1
        rest = np.ones(len(waiting), bool)
        rest[placed] = False
        waiting, wanted = waiting[rest], (wanted[rest] + 1) % size
    return compact(table)
