"""What the formulas need to know of a whole index: how many sections and pages, how long, and who holds a leaf."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.engines.opensearch_client import Client
from index.engines.opensearch_query import (
    EVERYTHING,
    Clause,
    holders_clause,
    statistics_clauses,
    substring_clause,
)
from index.query.ast import Leaf, Prefix, Substring, Term
from index.schema import TEXT_FIELDS

#: Counted sets of sections that are remembered.
MOST_COUNTS = 100_000
#: Terms read from the cluster at a time, and how many are kept in memory at most; further ones are asked for.
TERMS_AT_ONCE, MOST_TERMS = 10_000, 2_000_000

CountKey = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sections, pages, the average length of each field of sections, and the sums of the fields over all pages."""

    sections: int
    pages: int
    average_lengths: tuple[float, ...]
    page_sums: tuple[float, ...]


class Statistics:
    """Numbers of one index, which does not change: each is asked for once."""

    def __init__(self, client: Client, index: str) -> None:
        self._client, self._index = client, index
        self._counts: dict[CountKey, int] = {}
        self._lock = threading.Lock()
        self.totals = self._totals()

    def _totals(self) -> Totals:
        body = {"size": 0, "aggs": statistics_clauses()}
        (told,) = self._client.search(self._index, [body])
        kinds = {bucket["key"]: bucket for bucket in told["aggregations"]["kinds"]["buckets"]}
        sections, pages = kinds.get("section", {}), kinds.get("page", {})
        count = sections.get("doc_count", 0)
        lengths = [sections.get(name, {}).get("value", 0.0) / max(count, 1) for name in TEXT_FIELDS]
        sums = [pages.get(name, {}).get("value", 0.0) for name in TEXT_FIELDS]
        return Totals(count, pages.get("doc_count", 0), tuple(lengths), tuple(sums))

    def idf(self, leaf: Leaf) -> float:
        """The weight of a leaf by how rare it is; `know` must have been told of it."""
        holders = self.holders(leaf)
        return self._idf(holders) if holders else 0.0

    def _idf(self, holders: int) -> float:
        return math.log(1 + (self.totals.sections - holders + 0.5) / (holders + 0.5))

    def guess_weight(self, leaf: Leaf) -> float | None:
        """What the cluster's own score of a leaf is multiplied by, to be near ours; None where no section holds it."""
        if not self.holders(leaf):
            return None
        if not isinstance(leaf, Term) or leaf.fields:
            return leaf.boost * self.idf(leaf)
        return leaf.boost * self.idf(leaf) / self._idf(self._counts[_keys(leaf)[1]])

    def know(self, leaves: Iterable[Leaf]) -> None:
        """Asks, in one call, for what is not known of these."""
        wanted = {each: leaf for leaf in leaves for each in _keys(leaf) if each not in self._counts}
        if wanted:
            counted = self.count([_count_clause(leaf, each[0]) for each, leaf in wanted.items()])
            with self._lock:
                if len(self._counts) > MOST_COUNTS:
                    self._counts.clear()
                self._counts.update(zip(wanted, counted, strict=True))

    def count(self, clauses: Sequence[Clause]) -> list[int]:
        """How many sections each clause matches, in one call."""
        bodies = [{"size": 0, "track_total_hits": True, "query": clause} for clause in clauses]
        return [answer["hits"]["total"]["value"] for answer in self._client.search(self._index, bodies)]

    def holders(self, leaf: Leaf) -> int:
        """How many sections hold a leaf, as its idf counts them; `know` must have been told of it."""
        return next((found for each in _keys(leaf) if (found := self._counts[each])), 0)


def _keys(leaf: Leaf) -> tuple[CountKey, ...]:
    """Under what the counts of a leaf are remembered, the one that decides first."""
    match leaf:
        case Term(term):
            return ("own", term, ()), ("any", term, ())
        case Prefix(prefix):
            return ("own*", prefix, ()), ("any*", prefix, ())
        case Substring(text, fields=fields):
            return (("text", text, fields),)


def _count_clause(leaf: Leaf, kind: str) -> Clause:
    if isinstance(leaf, Substring):
        return substring_clause(leaf)
    return holders_clause(leaf, kind.startswith("own"))


class Vocabulary(Mapping[str, int]):
    """Term → number of sections that hold it in any text field: read whole at first use, up to `MOST_TERMS`.

    Beyond that many each term is asked for as it comes.
    """

    def __init__(self, client: Client, index: str, statistics: Statistics) -> None:
        self._client, self._index, self._statistics = client, index, statistics
        self._kept: dict[str, int] | None = None
        self._whole = False

    def __getitem__(self, term: str) -> int:
        count = self._load().get(term, 0)
        if not count and not self._whole:
            count = self._statistics.count([holders_clause(Term(term), False)])[0]
        if not count:
            raise KeyError(term)
        return count

    def __iter__(self) -> Iterator[str]:
        kept = self._load()
        return iter(kept) if self._whole else (term for term, _ in self._read())

    def __len__(self) -> int:
        kept = self._load()
        return len(kept) if self._whole else sum(1 for _ in self._read())

    def _load(self) -> dict[str, int]:
        if self._kept is None:
            kept = dict[str, int]()
            for term, count in self._read():
                if len(kept) == MOST_TERMS:
                    break
                kept[term] = count
            else:
                self._whole = True
            self._kept = kept
        return self._kept

    def _read(self) -> Iterator[tuple[str, int]]:
        composite: dict[str, Any] = {"size": TERMS_AT_ONCE, "sources": [{"term": {"terms": {"field": "terms"}}}]}
        while True:
            body = {"size": 0, "query": EVERYTHING, "aggs": {"terms": {"composite": composite}}}
            (told,) = self._client.search(self._index, [body])
            found = told["aggregations"]["terms"]
            yield from ((bucket["key"]["term"], bucket["doc_count"]) for bucket in found["buckets"])
            if "after_key" not in found:
                return
            composite["after"] = found["after_key"]
