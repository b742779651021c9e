"""Scores terms and prefixes from the arrays: sections in rising order with what the node is worth in each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.compiled_derive import OWN, TRACE, Singles, idf
from index.engines.compiled_strings import Array, Strings, flat
from index.query.ast import Prefix, Term
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS

Places = npt.NDArray[np.integer]


class Scored(NamedTuple):
    """Places of sections, rising, and the score of each, above 0."""

    places: Places
    scores: Singles


class Postings(NamedTuple):
    """The postings of one or several terms in a row: sections, codes of patterns, and idf times boost."""

    sections: Places
    codes: Places
    factor: float


class WordLists:
    """The lists of sections of each term."""

    def __init__(self, arrays: Mapping[str, Array], weights: Bm25f) -> None:
        self.terms = Strings(arrays, "terms")
        self.patterns = arrays["patterns"].reshape(-1, len(TEXT_FIELDS))
        self.count = arrays["lengths"].shape[1]
        self._starts = flat(arrays["terms.starts"])
        self._holders = flat(arrays["terms.holders"])
        self._sections = arrays["words.sections"]
        self._values = arrays["words.values"]
        self._codes = arrays["words.patterns"]
        self._long = flat(arrays["tenths.terms"])
        self._tenths = flat(arrays["tenths.values"])
        self._lengths = arrays["lengths"]
        self._weights = weights

    def holders(self, place: int) -> int:
        """In how many sections the term at `place` stands."""
        return int(self._starts[place + 1] - self._starts[place])

    def factor(self, place: int) -> float:
        """The weight of the term at `place` by its rarity."""
        return idf(self.count, self._holders[place])

    def tenth(self, node: Term) -> float:
        """A score that ten sections reach by this term alone; 0 where that is not known."""
        place = -1 if node.fields else self.terms.find(node.term)
        slot = bisect_left(self._long, place)
        if slot == len(self._long) or self._long[slot] != place:
            return 0.0
        return float(self._tenths[slot] * self.factor(place) * node.boost)

    def term(self, node: Term) -> Scored:
        """The sections that hold a term."""
        if node.fields:
            return self._from_parts(node)
        place = self.terms.find(node.term)
        start, end = (self._starts[place], self._starts[place + 1]) if place >= 0 else (0, 0)
        factor = self.factor(place) * node.boost if place >= 0 else 0.0
        return Scored(self._sections[start:end], _boosted(self._values[start:end], factor))

    def prefix(self, node: Prefix) -> Scored:
        """The sections that hold any term with a prefix, as if all those terms were one."""
        first, last = self.terms.starting(node.prefix)
        if last - first == 1:
            return self.term(Term(self.terms[first], node.boost, node.fields))
        return self._from_parts(node)

    def postings(self, node: Term | Prefix) -> Postings:
        """All postings of a node."""
        if isinstance(node, Prefix):
            first, last = self.terms.starting(node.prefix)
        else:
            first = max(self.terms.find(node.term), 0)
            last = first + (self.terms.find(node.term) >= 0)
        start, end = (self._starts[first], self._starts[last]) if last > first else (0, 0)
        sections, codes = self._sections[start:end], self._codes[start:end]
        if last - first == 1:
            return Postings(sections, codes, self.factor(first) * node.boost)
        held = np.zeros(self.count, bool)
        held[sections[np.any(self.patterns[:, OWN], axis=1)[codes]]] = True
        holders = int(np.count_nonzero(held)) or len(np.unique(sections))
        return Postings(sections, codes, idf(self.count, holders) * node.boost)

    def _from_parts(self, node: Term | Prefix) -> Scored:
        """Scores by a choice of fields, adding up what falls on one section."""
        sections, codes, factor = self.postings(node)
        chosen = np.array([not node.fields or name in node.fields for name in TEXT_FIELDS])
        held = np.any(self.patterns[:, chosen], axis=1)[codes]
        sections, codes = sections[held], codes[held]
        places = np.flatnonzero(np.bincount(sections))
        raw = np.bincount(sections, weights=self._frequencies(sections, codes, chosen))[places]
        values = np.maximum(raw / (self._weights.k1 + raw), TRACE).astype(np.float32)
        return Scored(places, _boosted(values, factor))

    def _frequencies(self, sections: Places, codes: Places, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        """tf' of postings over the chosen fields."""
        raw = np.zeros(len(sections))
        for place in np.flatnonzero(chosen).tolist():
            field = self._weights.fields[TEXT_FIELDS[place]]
            times = self.patterns[:, place][codes]
            if field.weight and times.any():
                lengths = self._lengths[place]
                raw += field.weight * times / (1 - field.b + field.b * lengths[sections] / lengths.mean())
        return raw


def _boosted(values: Singles, factor: float) -> Singles:
    """Scores of a list; a factor that is hardly there leaves the trace of a match."""
    scores: Singles = values * np.float32(factor)
    return scores if factor > 1e-6 else np.maximum(scores, TRACE)
