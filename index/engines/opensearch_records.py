"""Sections and pages as they come back from the cluster, and a cache of them: an index never changes once it serves."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson

from index.engines.opensearch_client import Client
from index.engines.opensearch_mapping import key
from index.engines.opensearch_statistics import Totals
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS

#: How many sections, and how many pages, are kept in memory.
MOST_SECTIONS, MOST_PAGES = 20_000, 4_000

#: How far a page's length holds its frequencies down (`index.model.Query.page_boost`).
PAGE_B = 0.75

#: The fields that hold a term, by their place in `index.schema.TEXT_FIELDS`, each with how often.
Row = tuple[tuple[int, int], ...]
Counts = Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """What scoring needs of a section.

    `norms` are, a field each, what its frequencies are divided by; `visible` the collapsed texts, a line each.
    """

    page: str
    counts: Counts
    norms: tuple[float, ...]
    visible: str


@dataclass(frozen=True, slots=True)
class PageRecord:
    """How often each term stands in each field of a page, and what its frequencies are divided by."""

    counts: Counts
    norm: float


class RecordReader:
    """Makes records of what the cluster keeps, with all that does not depend on the query worked out."""

    def __init__(self, totals: Totals, weights: Bm25f) -> None:
        self._fields = [weights.fields[name] for name in TEXT_FIELDS]
        self._averages = totals.average_lengths
        self._page_average = self._weighted(totals.page_sums) / max(totals.pages, 1) or 1.0
        self._rows: dict[Row, Row] = {}

    def section(self, source: Mapping[str, Any]) -> SectionRecord:
        """From the `_source` of a section."""
        kept = orjson.loads(source["kept"])
        norms = [
            1 - field.b + field.b * (sum(numbers) / average if average else 0.0)
            for field, numbers, average in zip(self._fields, kept["counts"], self._averages, strict=True)
        ]
        return SectionRecord(source["page"], self._counts(kept), tuple(norms), "\n".join(kept["visible"]))

    def page(self, source: Mapping[str, Any]) -> PageRecord:
        """From the `_source` of a page."""
        kept = orjson.loads(source["kept"])
        length = self._weighted([sum(numbers) for numbers in kept["counts"]])
        return PageRecord(self._counts(kept), 1 - PAGE_B + PAGE_B * length / self._page_average)

    def _counts(self, kept: Mapping[str, Any]) -> Counts:
        """The counts of all fields, by term; equal terms and rows of all records are the same objects."""
        rows: dict[str, Row] = {}
        for place, (terms, numbers) in enumerate(zip(kept["terms"], kept["counts"], strict=True)):
            for term, number in zip(terms, numbers, strict=True):
                rows[term] = (*rows.get(term, ()), (place, number))
        return {sys.intern(term): self._rows.setdefault(row, row) for term, row in rows.items()}

    def _weighted(self, lengths: Sequence[float]) -> float:
        return sum(field.weight * length for field, length in zip(self._fields, lengths, strict=True))


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
