"""Collects what the arrays need of new sections, except their words: texts, links, filters, checksums."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.engines.compiled_derive import join_fields
from index.engines.compiled_parts import Ints, Parts, Values, Words, merge_links, select
from index.engines.compiled_text import Links, extract
from index.ports import AnalyzedSection
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

#: Characters of text that are taken apart at once: enough for arrays to pay, little enough for memory.
_CHUNK = 1 << 21

_NONE: Ints = np.zeros(0, np.int64)
NO_WORDS = Words([], _NONE, _NONE, _NONE, np.zeros((0, len(TEXT_FIELDS)), np.int64))
_NO_LINKS = Links([], _NONE, _NONE, _NONE, _NONE)


class Collector:
    """Sections in the order in which they came; documents with or without sections."""

    def __init__(self) -> None:
        self._checksums: dict[str, str] = {}
        self._sections: list[str] = []
        self._pages: list[str] = []
        self._texts: list[bytes] = []
        self._dates: list[int] = []
        self._values: dict[str, list[tuple[str, ...]]] = {"source": [], "tag": [], "concept": []}
        self._links: list[Links] = [_NO_LINKS]
        self._waiting: list[str] = []
        self._length = 0
        self.dropped: list[int] = []

    def __len__(self) -> int:
        return len(self._sections)

    def document(self, document_id: str, checksum: str) -> None:
        """A new document."""
        self._checksums[document_id] = checksum

    def forget(self, document_id: str) -> None:
        """Takes back a document that came before, if it did: its sections' numbers go to `dropped`."""
        if self._checksums.pop(document_id, None) is not None:
            self.dropped += [place for place, page in enumerate(self._pages) if page == document_id]

    def section(self, section: AnalyzedSection) -> None:
        """A new section of a document that was told before."""
        self._sections.append(section.id)
        self._pages.append(section.page)
        self._texts.append(join_fields(section.visible))
        self._dates.append(int(section.date.replace("-", "")) if section.date else 0)
        self._values["source"].append((section.source,))
        self._values["tag"].append(tuple(dict.fromkeys(section.tags)))
        self._values["concept"].append(tuple(dict.fromkeys(section.concepts)))
        self._waiting.extend(section.visible)
        self._length += sum(len(text) for text in section.visible)
        if self._length > _CHUNK:
            self._take_apart()

    def _take_apart(self) -> None:
        fields = len(VISIBLE_FIELDS)
        first = len(self._sections) - len(self._waiting) // fields
        owners = np.repeat(np.arange(first, len(self._sections)), fields)
        self._links.append(extract(self._waiting, owners))
        self._waiting, self._length = [], 0

    def parts(self, words: Words) -> Parts:
        """All that was collected and not forgotten, with the words of the same sections."""
        self._take_apart()
        documents = sorted(self._checksums)
        place = {name: index for index, name in enumerate(documents)}
        same: Ints = np.arange(len(self._sections))
        keep = np.ones(len(self._sections), bool)
        keep[self.dropped] = False
        parts = Parts(
            sections=self._sections,
            document=np.array([place.get(page, 0) for page in self._pages], np.int64),
            documents=documents,
            checksums=[self._checksums[name] for name in documents],
            texts=self._texts,
            dates=np.array(self._dates, np.int64),
            words=words,
            links=merge_links(self._links, [same] * len(self._links)),
            facets={name: _column(values) for name, values in self._values.items()},
        )
        return select(parts, keep)


def _column(values_of: Sequence[tuple[str, ...]]) -> Values:
    names = sorted({value for values in values_of for value in values})
    place: Callable[[str], int] = {name: index for index, name in enumerate(names)}.__getitem__
    rows = [(place(value), section) for section, values in enumerate(values_of) for value in values]
    value, section = np.array(sorted(rows), np.int64).reshape(-1, 2).T
    return Values(names, value, section)
