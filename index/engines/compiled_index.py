"""Answers queries from compiled arrays: a score for every section, then the best of them. Nothing here is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from index.engines.compiled_derive import Singles
from index.engines.compiled_filters import FilterLists, Mask
from index.engines.compiled_pages import PageLists
from index.engines.compiled_restore import LISTED_FACETS, checksums_of
from index.engines.compiled_sort import Ints
from index.engines.compiled_strings import Array, Strings
from index.engines.compiled_substrings import SubstringLists
from index.engines.compiled_tree import Everywhere, Lists, There, is_leaf
from index.engines.compiled_words import Places, WordLists
from index.model import Hit, HitPage, Query
from index.query.ast import Node
from index.ranking import Bm25f

#: Scores below this are traces of a match that is worth nothing.
_NOUGHT = 1e-20
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


class CompiledIndex:
    """An opened set of arrays."""

    def __init__(self, arrays: Mapping[str, Array], weights: Bm25f) -> None:
        self._arrays = arrays
        self._sections = Strings(arrays, "sections")
        self._words = WordLists(arrays, weights)
        self._lists = Lists(self._words, SubstringLists(arrays, weights.k1))
        self._pages = PageLists(arrays, self._words, weights)
        self._filters = FilterLists(arrays, LISTED_FACETS)

    def search(self, query: Query) -> HitPage:
        """See `index.ports.TextIndex.search`."""
        mask = self._filters.mask(query.filters)
        floor = self._floor(query, mask)
        total, places, scores = self._matches(query.root, mask, floor)
        facets = {}
        if query.facets:
            matches = np.zeros(len(self._sections), bool)
            matches[places] = True
            facets = {name: self._filters.facet(name, matches) for name in query.facets}
        if query.page_boost and query.limit:
            share = np.float32(query.page_boost) * self._pages.scores(query.root)[self._pages.page[places]]
            scores = scores + share * (scores > _NOUGHT)
        return HitPage(total, self._best(places, scores, query.offset, query.limit), facets)

    def _floor(self, query: Query, mask: Mask | None) -> float:
        """A score below which no section is among the wanted; 0 where that is not known or all matches are needed."""
        if mask is not None or query.facets or query.page_boost or query.offset + query.limit > 10:
            return 0.0
        return self._lists.tenth(query.root) * (1 - 1e-5)

    def _matches(self, root: Node, mask: Mask | None, floor: float) -> tuple[int, Places, Singles]:
        """How many sections match; places and scores of those with at least `floor`."""
        if is_leaf(root):
            places, scores = self._lists.scored(root)
            if mask is not None:
                places, scores = places[mask[places]], scores[mask[places]]
            total = len(places)
            if floor:
                kept = np.flatnonzero(scores >= floor)
                places, scores = places[kept], scores[kept]
            return total, places, scores
        everywhere = Everywhere(self._lists, len(self._sections)).evaluate(root)
        if mask is not None:
            everywhere *= mask
        if floor:
            places = np.flatnonzero(everywhere >= floor)
            return int(np.count_nonzero(everywhere)), places, everywhere[places]
        places = np.flatnonzero(everywhere)
        return len(places), places, everywhere[places]

    def _best(self, places: Places, scores: Singles, offset: int, limit: int) -> tuple[Hit, ...]:
        """A part of the ranking; the bits of positive floats sort as the floats do, so one number holds both keys."""
        wanted = offset + limit
        keys = (scores.view(np.uint32).astype(np.uint64) << _HALF) | (_LOW - places.astype(np.uint64))
        if len(keys) > wanted > 0:
            keys = np.partition(keys, len(keys) - wanted)[len(keys) - wanted :]
        keys.sort()
        best = keys[::-1][offset:wanted]
        ranked = (_LOW - (best & _LOW)).tolist()
        values = (best >> _HALF).astype(np.uint32).view(np.float32).tolist()
        name = self._sections.__getitem__
        return tuple(
            Hit(name(place), value if value > _NOUGHT else 0.0) for place, value in zip(ranked, values, strict=True)
        )

    def scores(self, nodes: Sequence[Node], section_ids: Sequence[str]) -> Sequence[Sequence[float]]:
        """See `index.ports.TextIndex.scores`."""
        found = np.array([self._sections.find(name) for name in section_ids], np.int64)
        known = np.flatnonzero(found >= 0)
        places: Ints = found[known]
        table = np.zeros((len(nodes), len(found)), np.float32)
        there = There(self._lists, places)
        for row, node in zip(table, nodes, strict=True):
            row[known] = there.evaluate(node)
        table[table < _NOUGHT] = 0
        rows: list[list[float]] = table.tolist()
        return rows

    def document_checksums(self) -> Mapping[str, str]:
        """Document id → checksum."""
        return checksums_of(self._arrays)

    def vocabulary(self) -> Mapping[str, int]:
        """Term → number of sections that hold it, read from the arrays as it is asked for."""
        return Vocabulary(self._words)


class Vocabulary(Mapping[str, int]):
    """The terms of an index in rising order, and in how many sections each stands."""

    def __init__(self, words: WordLists) -> None:
        self._words = words

    def __getitem__(self, term: str) -> int:
        place = self._words.terms.find(term)
        if place < 0:
            raise KeyError(term)
        return self._words.holders(place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words.terms)

    def __len__(self) -> int:
        return len(self._words.terms)
