"""Sections and pages as they come back from the cluster, and a cache of them: an index never changes once it serves."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from index.engines.opensearch_client import Client
from index.engines.opensearch_mapping import key
from index.schema import TEXT_FIELDS

#: How many sections, and how many pages, are kept in memory.
MOST_SECTIONS, MOST_PAGES = 20_000, 4_000

Counts = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """What scoring needs of a section: how often each term stands in each text field, lengths, collapsed texts."""

    page: str
    counts: Counts
    lengths: tuple[int, ...]
    visible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageRecord:
    """How often each term stands in each field of a page, and the totals of the fields."""

    counts: Counts
    lengths: tuple[int, ...]


Record = TypeVar("Record", SectionRecord, PageRecord)


class Records(Generic[Record]):
    """Records by name, fetched at need; the least used go first."""

    def __init__(self, client: Client, index: str, most: int, read: Callable[[Mapping[str, Any]], Record]) -> None:
        self._client, self._index, self._most = client, index, most
        self._read: Callable[[Mapping[str, Any]], Record] = read
        self._kept: OrderedDict[str, Record] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, names: Iterable[str]) -> Mapping[str, Record]:
        """The records of those names that the index has."""
        wanted, found = list(dict.fromkeys(names)), dict[str, Record]()
        with self._lock:
            for name in wanted:
                if (record := self._kept.get(name)) is not None:
                    self._kept.move_to_end(name)
                    found[name] = record
        missing = [name for name in wanted if name not in found]
        if missing:
            fetched = self._fetch(missing)
            found |= fetched
            with self._lock:
                self._kept.update(fetched)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return found

    def _fetch(self, names: Sequence[str]) -> dict[str, Record]:
        told = self._client.call(
            "POST", f"/{self._index}/_mget", {"ids": [key(name) for name in names]}, {"realtime": "false"}
        )
        return {
            name: self._read(answer["_source"])
            for name, answer in zip(names, told["docs"], strict=True)
            if answer.get("found")
        }


def section_record(source: Mapping[str, Any]) -> SectionRecord:
    """From the `_source` of a section."""
    fields = source["kept"]["fields"]
    counts: dict[str, list[int]] = {}
    for place, terms in enumerate(fields):
        for term in terms:
            if (row := counts.get(term)) is None:
                row = counts[term] = [0] * len(TEXT_FIELDS)
            row[place] += 1
    return SectionRecord(source["page"], counts, tuple(map(len, fields)), tuple(source["kept"]["visible"]))


def page_record(source: Mapping[str, Any]) -> PageRecord:
    """From the `_source` of a page."""
    kept = source["kept"]
    counts: dict[str, list[int]] = {}
    for place, (terms, numbers) in enumerate(zip(kept["terms"], kept["counts"], strict=True)):
        for term, number in zip(terms, numbers, strict=True):
            if (row := counts.get(term)) is None:
                row = counts[term] = [0] * len(TEXT_FIELDS)
            row[place] = number
    return PageRecord(counts, tuple(map(sum, kept["counts"])))
