"""Collects what an index keeps of new sections, in columns of numbers: memory grows with the index, not the objects."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np

from index.engines.compiled_parts import Parts, Values, Words, gather_words, merge_links, select
from index.engines.compiled_sort import Numbers, heads, sorted_rows
from index.engines.compiled_text import FIELD_END, Links, extract
from index.ports import AnalyzedSection
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

#: Characters of text that are taken apart at once: enough for arrays to pay, little enough for memory.
_CHUNK = 1 << 20


class _Numbers(dict[str, int]):
    """Gives each new name the next number."""

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        return number


class Collector:
    """Sections in the order in which they came; documents with or without sections."""

    def __init__(self) -> None:
        self._checksums: dict[str, str] = {}
        self._sections: list[str] = []
        self._pages: list[str] = []
        self._dropped: list[int] = []
        self._texts: list[bytes] = []
        self._dates: list[int] = []
        self._values: dict[str, list[tuple[str, ...]]] = {"source": [], "tag": [], "concept": []}
        self._names = _Numbers()
        self._terms, self._frequencies, self._lengths = array("I"), array("I"), array("I")
        self._links: list[Links] = []
        self._waiting: list[str] = []
        self._length = 0

    def document(self, document_id: str, checksum: str) -> None:
        """A new document."""
        self._checksums[document_id] = checksum

    def forget(self, document_id: str) -> None:
        """Takes back a document that came before, if it did."""
        if self._checksums.pop(document_id, None) is not None:
            self._dropped += [place for place, page in enumerate(self._pages) if page == document_id]

    def section(self, section: AnalyzedSection) -> None:
        """A new section of a document that was told before."""
        self._sections.append(section.id)
        self._pages.append(section.page)
        self._texts.append(FIELD_END.join(text.encode("utf-8", "surrogatepass") for text in section.visible))
        self._dates.append(int(section.date.replace("-", "")) if section.date else 0)
        self._values["source"].append((section.source,))
        self._values["tag"].append(section.tags)
        self._values["concept"].append(section.concepts)
        number = self._names.__getitem__
        for terms in section.fields:
            counts = Counter(terms)
            self._terms.extend(map(number, counts))
            self._frequencies.extend(counts.values())
            self._lengths.append(len(counts))
        self._waiting.extend(section.visible)
        self._length += sum(map(len, section.visible))
        if self._length > _CHUNK:
            self._take_apart()

    def _take_apart(self) -> None:
        fields = len(VISIBLE_FIELDS)
        first = len(self._sections) - len(self._waiting) // fields
        owners = np.repeat(np.arange(first, len(self._sections)), fields)
        self._links.append(extract(self._waiting, owners))
        self._waiting, self._length = [], 0

    def parts(self) -> Parts:
        """All that was collected and not forgotten. Columns are let go of as soon as they are put together."""
        self._take_apart()
        links, self._links = self._links, []
        documents = sorted(self._checksums)
        place = {name: index for index, name in enumerate(documents)}
        keep = np.ones(len(self._sections), bool)
        keep[self._dropped] = False
        parts = Parts(
            sections=self._sections,
            document=np.array([place.get(page, 0) for page in self._pages], np.int64),
            documents=documents,
            checksums=[self._checksums[name] for name in documents],
            texts=self._texts,
            dates=np.array(self._dates, np.int64),
            words=self._words(),
            links=merge_links(links, [np.arange(len(self._sections))] * len(links)),
            facets={name: _values(values) for name, values in self._values.items()},
        )
        return select(parts, keep)

    def _words(self) -> Words:
        fields = len(TEXT_FIELDS)
        terms = sorted(self._names)
        rank = np.empty(len(terms), np.uint32)
        rank[[self._names[term] for term in terms]] = np.arange(len(terms))
        lengths = _taken(self._lengths).reshape(-1, fields)
        section = np.repeat(np.arange(len(lengths), dtype=np.uint32), np.add.reduce(lengths, axis=1, dtype=np.int64))
        field = np.repeat(np.tile(np.arange(fields, dtype=np.uint8), len(lengths)), lengths.ravel())
        return gather_words(terms, rank[_taken(self._terms)], section, field, _taken(self._frequencies))


def _taken(numbers: array[int]) -> Numbers:
    """Numbers out of a column that is empty then."""
    taken = np.array(numbers, np.uint32)
    del numbers[:]
    return taken


def _values(values_of: Sequence[tuple[str, ...]]) -> Values:
    counts = np.fromiter(map(len, values_of), np.int64, len(values_of))
    names = sorted(set().union(*values_of))
    place = {name: index for index, name in enumerate(names)}
    numbers = map(place.__getitem__, chain.from_iterable(values_of))
    rows = (np.fromiter(numbers, np.int64, int(counts.sum())), np.repeat(np.arange(len(counts)), counts))
    value, section = sorted_rows(rows, (len(names), len(counts)))
    once = heads(value, section)
    return Values(names, value[once], section[once])
