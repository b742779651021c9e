"""Scores terms and prefixes from the arrays: sections in rising order with what the node is worth in each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.compiled_columns import bounds
from index.engines.compiled_derive import OWN, TRACE, Singles, idf
from index.engines.compiled_sort import Array, Ints, flat
from index.engines.compiled_strings import Strings
from index.engines.remembered import remembered
from index.query.ast import Prefix, Term
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS

#: A factor below this could bring scores under `TRACE`.
HARDLY = 1e-6


class Scored(NamedTuple):
    """Places of sections, rising, and the score of each, above 0."""

    places: Ints
    scores: Singles


class Postings(NamedTuple):
    """The postings of one or several terms in a row, the first term's place, and idf times boost."""

    sections: Ints
    codes: Ints
    factor: float
    first: int


class WordLists:
    """The lists of sections of each term."""

    def __init__(self, arrays: Mapping[str, Array], weights: Bm25f) -> None:
        self.terms = Strings(arrays, "terms")
        #: A query names its terms several times: to count, to rank, to bound, to lend, to explain.
        self.find = remembered(self.terms.find, 1024)
        self.patterns = arrays["patterns"].reshape(-1, len(TEXT_FIELDS))
        self.count = arrays["lengths"].shape[1]
        self._starts = flat(bounds(arrays, "terms.postings"))
        holders = arrays["terms.holders"].astype(np.float64)
        self._factors = flat(np.log(1 + (self.count - holders + 0.5) / (holders + 0.5)))
        self._sections = arrays["words.sections"]
        self._codes = arrays["words.codes"]
        self._values = arrays["worths.values"]
        self._pattern_of = arrays["worths.patterns"]
        #: By the codes of postings: whether a section's own fields hold the term, and tf', where it has to add up.
        self._owned = np.any(self.patterns[:, OWN], axis=1)[self._pattern_of]
        values = self._values.astype(np.float64)
        self._raws = np.maximum(weights.k1 * values / (1 - values), TRACE)
        self._lengths = arrays["lengths"]
        self._means = [float(lengths.mean()) if lengths.size else 1.0 for lengths in self._lengths]
        self._weights = weights
        self._k1 = weights.k1

    def holders(self, place: int) -> int:
        """In how many sections the term at `place` stands."""
        return int(self._starts[place + 1] - self._starts[place])

    def factor(self, place: int) -> float:
        """The weight of the term at `place` by its rarity."""
        return float(self._factors[place])

    def term(self, node: Term) -> Scored:
        """The sections that hold a term."""
        if node.fields:
            return self._from_parts(node)
        place = self.find(node.term)
        if place < 0:
            return Scored(_NO_PLACES, _NO_SCORES)
        start, end = self._starts[place], self._starts[place + 1]
        factor = self._factors[place] * node.boost
        scores: Singles = self._values.take(self._codes[start:end])
        scores *= factor
        if factor < HARDLY:
            np.maximum(scores, TRACE, out=scores)
        return Scored(self._sections[start:end].astype(np.int64), scores)

    def prefix(self, node: Prefix) -> Scored:
        """The sections that hold any term with a prefix, as if all those terms were one."""
        first, last = self.terms.starting(node.prefix)
        if last - first == 1:
            return self.term(Term(self.terms[first], node.boost, node.fields))
        if node.fields:
            return self._from_parts(node)
        start, end = self._starts[first], self._starts[last]
        sections, codes = self._sections[start:end].astype(np.int64), self._codes[start:end]
        return self._added(sections, self._raws.take(codes), self._rarity(sections, codes) * node.boost)

    def postings(self, node: Term | Prefix) -> Postings:
        """All postings of a node."""
        if isinstance(node, Prefix):
            first, last = self.terms.starting(node.prefix)
        else:
            first = self.find(node.term)
            last = first + 1 if first >= 0 else first
        start, end = (self._starts[first], self._starts[last]) if last > first else (0, 0)
        sections = self._sections[start:end].astype(np.int64)
        patterns = self._pattern_of.take(self._codes[start:end]).astype(np.int64)
        factor = self.factor(first) if last - first == 1 else self._rarity(sections, self._codes[start:end])
        return Postings(sections, patterns, factor * node.boost, first)

    def _rarity(self, sections: Ints, codes: Array) -> float:
        """The weight of several terms as one, by the sections that hold any of them in their own fields."""
        owned = self._owned.take(codes)
        held = np.zeros(self.count, bool)
        held[sections if owned.all() else sections[owned]] = True
        return idf(self.count, int(np.count_nonzero(held)) or len(np.unique(sections)))

    def term_there(self, node: Term, places: Ints) -> Singles:
        """The scores of a term, by a choice of fields, in given sections."""
        scores = np.zeros(len(places), np.float32)
        place = self.find(node.term)
        if place < 0:
            return scores
        start, end = self._starts[place], self._starts[place + 1]
        found, slots = look_up(self._sections[start:end], places)
        factor = self.factor(place) * node.boost
        if node.fields:
            codes = self._pattern_of[self._codes[start + slots]]
            chosen = _chosen(node.fields)
            held = np.any(self.patterns[:, chosen], axis=1)[codes]
            found, codes = found[held], codes[held]
            raw = self._frequencies(places[found], codes, chosen)
            scores[found] = _boosted(np.maximum(raw / (self._k1 + raw), TRACE).astype(np.float32), factor)
        else:
            scores[found] = _boosted(self._values[self._codes[start + slots]], factor)
        return scores

    def _from_parts(self, node: Term | Prefix) -> Scored:
        """Scores by a choice of fields."""
        sections, codes, factor, _ = self.postings(node)
        chosen = _chosen(node.fields)
        held = np.any(self.patterns[:, chosen], axis=1)[codes]
        sections, codes = sections[held], codes[held]
        return self._added(sections, np.maximum(self._frequencies(sections, codes, chosen), TRACE), factor)

    def _added(self, sections: Ints, raw: npt.NDArray[np.float64], factor: float) -> Scored:
        """Scores of postings whose frequencies add up where they fall on one section."""
        total = np.bincount(sections, weights=raw)
        places = (total > 0).nonzero()[0]
        total = total[places]
        return Scored(places, _boosted((total / (self._k1 + total)).astype(np.float32), factor))

    def _frequencies(self, sections: Ints, codes: Ints, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        """tf' of postings over the chosen fields."""
        raw = np.zeros(len(sections))
        for place in np.flatnonzero(chosen).tolist():
            field = self._weights.fields[TEXT_FIELDS[place]]
            times = self.patterns[:, place][codes]
            if field.weight and times.any():
                longer = self._lengths[place][sections] / self._means[place]
                raw += field.weight * times / (1 - field.b + field.b * longer)
        return raw


_NO_PLACES: Ints = np.zeros(0, np.int64)
_NO_SCORES: Singles = np.zeros(0, np.float32)


@lru_cache(maxsize=128)
def _chosen(fields: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Which of the text fields are chosen; all of them by none."""
    return np.array([not fields or name in fields for name in TEXT_FIELDS])


def _boosted(values: Singles, factor: float) -> Singles:
    """Scores of a list; a factor that is hardly there leaves the trace of a match."""
    scores: Singles = values * factor
    return scores if factor > HARDLY else np.maximum(scores, TRACE)


def look_up(sections: Array, places: Ints) -> tuple[Ints, Ints]:
    """Which of `places` stand in a rising list, and where in the list each of those does."""
    slots = sections.searchsorted(places.astype(sections.dtype))
    slots[slots == len(sections)] = 0
    found = (sections[slots] == places).nonzero()[0] if len(sections) else _NO_PLACES
    return found, slots[found]
