"""Sections and pages as they come back from the cluster, and a cache of them: an index never changes once it serves."""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from index.engines.opensearch_client import Client
from index.engines.opensearch_mapping import key
from index.engines.opensearch_statistics import Totals
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

#: How many sections, and how many pages, are kept in memory.
MOST_SECTIONS, MOST_PAGES = 20_000, 4_000

#: How far a page's length holds its frequencies down (`index.model.Query.page_boost`).
PAGE_B = 0.75

#: The fields that hold a term, by their place in `index.schema.TEXT_FIELDS`, each with how often.
Row = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What scoring needs of a section, or of a page.

    `kinds` says for each term which of `rows` is its own, and which of `saturated`: what its frequency in all fields
    comes to in the formula. The first of both is that of terms which are not there: NaN in a section, which does not
    match, and 0 on a page. `shares` are, a field each, what a term counts once there; `visible` the collapsed texts,
    a line each.
    """

    page: str
    kinds: Mapping[str, int]
    rows: tuple[Row, ...]
    saturated: tuple[float, ...]
    shares: tuple[float, ...]
    visible: str = ""


class RecordReader:
    """Makes records of what the cluster keeps, with all that does not depend on the query worked out."""

    def __init__(self, totals: Totals, weights: Bm25f) -> None:
        self._fields, self._k1 = [weights.fields[name] for name in TEXT_FIELDS], weights.k1
        self._averages = totals.average_lengths
        self._page_average = self._weighted(totals.page_sums) / max(totals.pages, 1) or 1.0
        self._rows: dict[Row, Row] = {}

    def section(self, source: Mapping[str, Any]) -> Record:
        """From the `_source` of a section."""
        kept = orjson.loads(source["kept"])
        shares = [
            field.weight / (1 - field.b + field.b * (sum(numbers) / average if average else 0.0))
            for field, numbers, average in zip(self._fields, kept["counts"], self._averages, strict=True)
        ]
        return self._record(source, kept, shares, math.nan)

    def page(self, source: Mapping[str, Any]) -> Record:
        """From the `_source` of a page."""
        kept = orjson.loads(source["kept"])
        length = self._weighted([sum(numbers) for numbers in kept["counts"]])
        norm = 1 - PAGE_B + PAGE_B * length / self._page_average
        return self._record(source, kept, [field.weight / norm for field in self._fields], 0.0)

    def _record(
        self, source: Mapping[str, Any], kept: Mapping[str, Any], shares: Sequence[float], absent: float
    ) -> Record:
        """Equal terms and rows of all records are the same objects."""
        found: dict[str, Row] = {}
        for place, (terms, numbers) in enumerate(zip(kept["terms"], kept["counts"], strict=True)):
            for term, number in zip(terms, numbers, strict=True):
                found[term] = (*found.get(term, ()), (place, number))
        rows: dict[Row, int] = {(): 0}
        kinds = {sys.intern(term): rows.setdefault(row, len(rows)) for term, row in found.items()}
        frequencies = [sum([shares[place] * times for place, times in row]) for row in rows]
        return Record(
            page=source["page"],
            kinds=kinds,
            rows=tuple(self._rows.setdefault(row, row) for row in rows),
            saturated=(absent, *(frequency / (self._k1 + frequency) for frequency in frequencies[1:])),
            shares=tuple(shares),
            visible="\n".join(kept["visible"]),
        )

    def _weighted(self, lengths: Sequence[float]) -> float:
        return sum(field.weight * length for field, length in zip(self._fields, lengths, strict=True))


#: Where the index has no such section or page.
ABSENT = Record("", {}, ((),), (math.nan,), (), "\n" * (len(VISIBLE_FIELDS) - 1))


class Records:
    """Records by name, fetched at need; at least half of the most that are kept are those used last.

    They lie in two maps, the younger filled by what is asked for; when it is full it becomes the older one. So what
    is used all the time is found without a lock or a change.
    """

    def __init__(self, client: Client, index: str, most: int, read: Callable[[Mapping[str, Any]], Record]) -> None:
        self._client, self._index, self._half, self._read = client, index, most // 2, read
        self._young, self._old = dict[str, Record](), dict[str, Record]()
        self._lock = threading.Lock()

    def get(self, names: Sequence[str]) -> Sequence[Record]:
        """A record for each name; `ABSENT` for those that the index does not have."""
        young = self._young
        missing = [name for name in names if name not in young]
        if not missing:
            return [young[name] for name in names]
        found = self._found(missing)
        return [young.get(name) or found.get(name, ABSENT) for name in names]

    def _found(self, names: Sequence[str]) -> Mapping[str, Record]:
        """The records of those names that the index has, which are young from now on."""
        old = self._old
        found = {name: old[name] for name in names if name in old}
        if unknown := [name for name in dict.fromkeys(names) if name not in found]:
            found |= self._fetch(unknown)
        with self._lock:
            self._young.update(found)
            if len(self._young) >= self._half:
                self._young, self._old = {}, self._young
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
