"""Scores terms and prefixes from the arrays: sections in rising order with what the node is worth in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.compiled_codes import Codes
from index.engines.compiled_derive import OWN, TRACE, Singles, idf
from index.engines.compiled_loops import Give, worth_of
from index.engines.compiled_sort import Array, Ints, flat
from index.engines.compiled_strings import Strings
from index.query.ast import Prefix, Term
from index.ranking import Bm25f
from index.remembered import remembered
from index.schema import TEXT_FIELDS

Mask = npt.NDArray[np.bool_]
#: By the place of a field, what its frequencies in the sections at hand are divided by.
Spread = Callable[[int], npt.NDArray[np.float64]]
#: A factor below this could bring scores under `TRACE`.
HARDLY = 1e-6
_TRACE = float(TRACE)


class Scored(NamedTuple):
    """Places of sections, rising, and the score of each, above 0."""

    places: Ints
    scores: Singles


class Postings(NamedTuple):
    """The sections and patterns of the postings of one or several terms, and idf times boost."""

    sections: Ints
    patterns: Ints
    factor: float


class WordLists:
    """The lists of sections of each term."""

    def __init__(self, arrays: Mapping[str, Array], weights: Bm25f) -> None:
        self.terms = Strings(arrays, "terms")
        #: A query names its terms several times: to count, to rank, to bound, to lend, to explain.
        self.find = remembered(self.terms.find, 1024)
        self.patterns = arrays["patterns"].reshape(-1, len(TEXT_FIELDS))
        self._times = [np.ascontiguousarray(column) for column in self.patterns.T]
        self._standing = remembered(self._standing_in, 64)
        self.count = arrays["lengths"].shape[1]
        self._codes = Codes(arrays)
        self._starts = self._codes.starts
        holders = np.diff(self._starts).astype(np.float64)
        holders[arrays["holders.terms"]] = arrays["holders.numbers"]
        self._factors = flat(np.log(1 + (self.count - holders + 0.5) / (holders + 0.5)))
        self._lengths = arrays["lengths"]
        self._means = [float(lengths.mean()) if lengths.size else 1.0 for lengths in self._lengths]
        self._weights = weights
        self._k1 = weights.k1
        self._pattern_of = self._codes.patterns
        #: By the codes of postings: whether a section's own fields hold the term, tf', where it has to add up, and what
        #: the term is worth.
        self._owned = np.any(self.patterns[:, OWN], axis=1)[self._pattern_of]
        raw = self._frequencies(self._pattern_of, (), lambda field: self.spread(field, self._codes.sections))
        self._values = np.maximum(raw / (self._k1 + raw), TRACE).astype(np.float32)
        values = self._values.astype(np.float64)
        self._raws = np.maximum(self._k1 * values / (1 - values), TRACE)

    def holders(self, place: int) -> int:
        """In how many sections the term at `place` stands."""
        return int(self._starts[place + 1] - self._starts[place])

    def factor(self, place: int) -> float:
        """The weight of the term at `place` by its rarity."""
        return float(self._factors[place])

    def listed(self, place: int) -> tuple[Array, Array]:
        """The sections of the term at `place`, and the patterns of its frequencies there."""
        sections, codes = self._codes.of(place, place + 1)
        return sections, self._pattern_of.take(codes)

    def term(self, node: Term) -> Scored:
        """The sections that hold a term."""
        if node.fields:
            return self._from_parts(node)
        place = self.find(node.term)
        if place < 0:
            return Scored(_NO_PLACES, _NO_SCORES)
        sections, codes = self._codes.of(place, place + 1)
        factor = self._factors[place] * node.boost
        scores = worth_of(codes, self._values, factor, _TRACE if factor < HARDLY else 0.0)
        return Scored(sections.astype(np.int64), scores)

    def give(self, node: Term, scores: Singles, give: Give) -> None:
        """Gives the sections that hold a term in any field what it is worth there."""
        place = self.find(node.term)
        if place >= 0:
            sections, codes = self._codes.of(place, place + 1)
            factor = self._factors[place] * node.boost
            give(scores, sections, codes, self._values, factor, _TRACE if factor < HARDLY else 0.0)

    def prefix(self, node: Prefix) -> Scored:
        """The sections that hold any term with a prefix, as if all those terms were one."""
        first, last = self.terms.starting(node.prefix)
        if last - first == 1:
            return self.term(Term(self.terms[first], node.boost, node.fields))
        if node.fields:
            return self._from_parts(node)
        sections, codes = self._codes.of(first, last)
        sections = sections.astype(np.int64)
        return self._added(sections, self._raws.take(codes), self._rarity(sections, codes) * node.boost)

    def postings(self, node: Term | Prefix) -> Postings:
        """All postings of a node."""
        if isinstance(node, Prefix):
            first, last = self.terms.starting(node.prefix)
        else:
            first = self.find(node.term)
            last = first + 1 if first >= 0 else first
        if last <= first:
            return Postings(_NO_PLACES, _NO_PLACES, 0.0)
        sections, codes = self._codes.of(first, last)
        factor = self.factor(first) if last - first == 1 else self._rarity(sections, codes)
        return Postings(sections.astype(np.int64), self._pattern_of.take(codes).astype(np.int64), factor * node.boost)

    def _rarity(self, sections: Array, codes: Array) -> float:
        """The weight of several terms as one, by the sections that hold any of them in their own fields."""
        owned = self._owned.take(codes)
        held = np.zeros(self.count, bool)
        held[sections if owned.all() else sections[owned]] = True
        return idf(self.count, int(np.count_nonzero(held)) or len(np.unique(sections)))

    def codes_there(self, terms: Sequence[int], sections: Ints) -> tuple[Array, Mask]:
        """The codes of the postings of terms, by their places, in some sections, a row a term, and which of these have
        one; the codes of the others are any."""
        narrow = sections.astype(self._codes.sections.dtype)
        codes = np.zeros((len(terms), len(sections)), np.int64)
        held = np.zeros(codes.shape, bool)
        for row, place in enumerate(terms):
            listed, coded = self._codes.of(place, place + 1)
            slots = listed.searchsorted(narrow)
            np.equal(listed.take(slots, mode="clip"), narrow, out=held[row])
            codes[row] = coded.take(slots, mode="clip")
        return codes, held

    def worths(self, codes: Array, held: Mask, fields: tuple[str, ...], spread: Spread) -> Singles:
        """What postings are worth in a choice of fields (none: all of them), before rarity; 0 where none is `held`."""
        if not fields:
            return self._values.take(codes) * held
        patterns = self._pattern_of.take(codes)
        raw = self._frequencies(patterns, fields, spread)
        worths = np.maximum(raw / (self._k1 + raw), TRACE).astype(np.float32)
        return worths * (held & self._standing(fields).take(patterns))

    def rows(self, terms: Sequence[int]) -> Singles:
        """What each section has of terms, by their places, in all fields, before rarity: a row a term."""
        rows = np.zeros((len(terms), self.count), np.float32)
        for row, place in zip(rows, terms, strict=True):
            sections, codes = self._codes.of(place, place + 1)
            row[sections] = self._values.take(codes)
        return rows

    def weighed(self, worths: Singles, place: int, boost: float) -> Singles:
        """Scores from what sections have of the term at `place`; a match stays one."""
        factor = self._factors[place] * boost
        scores: Singles = worths * factor
        return scores if factor > HARDLY else np.maximum(scores, TRACE * (worths > 0))

    def _from_parts(self, node: Term | Prefix) -> Scored:
        """Scores by a choice of fields."""
        sections, patterns, factor = self.postings(node)
        if not len(sections):
            return Scored(_NO_PLACES, _NO_SCORES)
        held = self._standing(node.fields)[patterns]
        sections, patterns = sections[held], patterns[held]
        raw = self._frequencies(patterns, node.fields, lambda field: self.spread(field, sections))
        return self._added(sections, np.maximum(raw, TRACE), factor)

    def _added(self, sections: Ints, raw: npt.NDArray[np.float64], factor: float) -> Scored:
        """Scores of postings whose frequencies add up where they fall on one section."""
        total = np.bincount(sections, weights=raw)
        places = (total > 0).nonzero()[0]
        total = total[places]
        return Scored(places, _boosted((total / (self._k1 + total)).astype(np.float32), factor))

    def _frequencies(self, patterns: Array, fields: tuple[str, ...], spread: Spread) -> npt.NDArray[np.float64]:
        """tf' of postings over a choice of fields."""
        raw = np.zeros(patterns.shape)
        for place in _places(fields):
            times = self._times[place].take(patterns)
            weight = self._weights.fields[TEXT_FIELDS[place]].weight
            if weight and times.any():
                raw += weight * times / spread(place)
        return raw

    def _standing_in(self, fields: tuple[str, ...]) -> Mask:
        """By pattern, whether it has a term in any of the chosen fields."""
        standing: Mask = np.logical_or.reduce([self._times[place] > 0 for place in _places(fields)])
        return standing

    def spread(self, place: int, sections: Array) -> npt.NDArray[np.float64]:
        """What the frequencies in a field, by its place, are divided by in some sections, for its length there."""
        b = self._weights.fields[TEXT_FIELDS[place]].b
        longer = self._lengths[place][sections] / self._means[place]
        return np.asarray(1 - b + b * longer)


_NO_PLACES: Ints = np.zeros(0, np.int64)
_NO_SCORES: Singles = np.zeros(0, np.float32)


@lru_cache(maxsize=128)
def _places(fields: tuple[str, ...]) -> tuple[int, ...]:
    """The places of the chosen text fields; all of them for none."""
    return tuple(place for place, name in enumerate(TEXT_FIELDS) if not fields or name in fields)


def _boosted(values: Singles, factor: float) -> Singles:
    """Scores of a list; a factor that is hardly there leaves the trace of a match."""
    scores: Singles = values * factor
    return scores if factor > HARDLY else np.maximum(scores, TRACE)
