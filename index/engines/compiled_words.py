"""Scores terms and prefixes from the arrays: sections in rising order with what the node is worth in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.compiled_derive import OWN, idf
from index.engines.compiled_strings import Array, Strings, flat
from index.query.ast import Prefix, Term
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.integer]
#: The least score of a match: more than nothing, and gone beside any real score. Answers show it as 0.
TRACE = np.float32(1e-30)


class Scored(NamedTuple):
    """Places of sections (or pages), rising, and the score of each, above 0."""

    places: Places
    scores: Floats


NOTHING = Scored(np.zeros(0, np.uint16), np.zeros(0, np.float32))


class WordLists:
    """The lists of sections of each term."""

    def __init__(self, arrays: Mapping[str, Array], weights: Bm25f) -> None:
        self.terms = Strings(arrays, "terms")
        self.sections = arrays["words.sections"]
        self.values = arrays["words.values"]
        self._starts = flat(arrays["words.starts"])
        self._idf = flat(arrays["terms.idf"])
        self._tenth = flat(arrays["terms.tenth"])
        self._codes = arrays["words.patterns"]
        self.patterns = arrays["patterns"]
        self._lengths = arrays["lengths"]
        self._weights = weights
        self.count = self._lengths.shape[1]

    def holders(self, place: int) -> int:
        """In how many sections the term at `place` stands."""
        return int(self._starts[place + 1] - self._starts[place])

    def tenth(self, node: Term) -> float:
        """A score that ten sections reach by this term alone; 0 where that is not known."""
        place = -1 if node.fields else self.terms.find(node.term)
        return 0.0 if place < 0 else float(self._tenth[place] * self._idf[place] * node.boost)

    def term(self, node: Term) -> Scored:
        """The sections that hold a term."""
        place = self.terms.find(node.term)
        if place < 0:
            return NOTHING
        if node.fields:
            return self._from_parts(node)
        start, end = self._starts[place], self._starts[place + 1]
        return _boosted(self.sections[start:end], self.values[start:end], self._idf[place] * node.boost)

    def idf(self, place: int) -> float:
        """The weight of the term at `place` by its rarity."""
        return float(self._idf[place])

    def postings(self, node: Term | Prefix) -> tuple[Places, Places, float]:
        """The postings of all terms of a node, in a row: sections, codes of patterns, and idf times boost."""
        if isinstance(node, Term):
            first = self.terms.find(node.term)
            last = first + 1 if first >= 0 else first
        else:
            first, last = self.terms.starting(node.prefix)
        start, end = (self._starts[first], self._starts[last]) if last > first else (0, 0)
        sections, codes = self.sections[start:end], self._codes[start:end]
        if last - first == 1:
            return sections, codes, self.idf(first) * node.boost
        own = sections[np.any(self.patterns[:, OWN], axis=1)[codes]]
        holders = np.array(len(np.unique(own if len(own) else sections)))
        return sections, codes, float(idf(self.count, holders)) * node.boost if last > first else 0.0

    def prefix(self, node: Prefix) -> Scored:
        """The sections that hold any term with a prefix, as if all those terms were one."""
        first, last = self.terms.starting(node.prefix)
        if last - first == 1:
            return self.term(Term(self.terms[first], node.boost, node.fields))
        return self._from_parts(node)

    def _from_parts(self, node: Term | Prefix) -> Scored:
        """Scores by a choice of fields, adding up what falls on one section."""
        sections, codes, factor = self.postings(node)
        chosen = np.array([not node.fields or name in node.fields for name in TEXT_FIELDS])
        held = np.any(self.patterns[:, chosen], axis=1)[codes]
        sections, codes = sections[held], codes[held]
        if not len(sections):
            return NOTHING
        raw = self.frequencies(sections, codes, chosen)
        places = np.unique(sections)
        total = np.bincount(np.searchsorted(places, sections), weights=raw)
        return _boosted(places, (total / (self._weights.k1 + total)).astype(np.float32), factor)

    def frequencies(
        self,
        sections: Places,
        codes: Places,
        chosen: npt.NDArray[np.bool_],
    ) -> npt.NDArray[np.float64]:
        """tf' of postings over the chosen fields."""
        raw = np.zeros(len(sections))
        for place in np.flatnonzero(chosen).tolist():
            field = self._weights.fields[TEXT_FIELDS[place]]
            times = self.patterns[:, place][codes]
            if field.weight and times.any():
                lengths = self._lengths[place]
                raw += field.weight * times / (1 - field.b + field.b * lengths[sections] / lengths.mean())
        return raw


def _boosted(places: Places, values: Floats, factor: float) -> Scored:
    """Scores of a list; a factor that is hardly there leaves the trace of a match."""
    scores = values * np.float32(factor)
    if factor < 1e-6:
        scores = np.maximum(scores, TRACE)
    return Scored(places, scores)
