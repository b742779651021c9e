"""Answers queries from compiled arrays: a score for every section, then the best of them. Nothing here is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from index.engines import compiled_loops
from index.engines.compiled_combine import is_leaf
from index.engines.compiled_derive import Singles
from index.engines.compiled_filters import FilterLists, Mask
from index.engines.compiled_kept import Kept
from index.engines.compiled_needs import SMALL, Needs
from index.engines.compiled_pages import PageLists, PageScores
from index.engines.compiled_restore import LISTED_FACETS, checksums_of
from index.engines.compiled_sections import SectionIds
from index.engines.compiled_sort import Array, Ints
from index.engines.compiled_substrings import SubstringLists
from index.engines.compiled_there import There
from index.engines.compiled_tree import Everywhere, Lists
from index.engines.compiled_words import WordLists
from index.model import Hit, HitPage, Query, hits_of
from index.ports import Scores
from index.query.ast import And, Node, Or
from index.ranking import Bm25f

#: Scores below this are traces of a match that is worth nothing.
_NOUGHT = 1e-20
#: Sums of scores are rounded, so a bound for them lies so much lower.
_ROUNDED_DOWN = 1 - 1e-5
_GROUPS = (Or, And)
#: Bytes that are kept of what needs score on sections and on pages, in an index that is not small.
_KEPT_OF_SECTIONS, _KEPT_OF_PAGES = 24 << 20, 8 << 20


class CompiledIndex:
    """An opened set of arrays."""

    def __init__(self, arrays: Mapping[str, Array], weights: Bm25f) -> None:
        self._arrays = arrays
        self._sections = SectionIds(arrays)
        self._words = WordLists(arrays, weights)
        self._lists = Lists(self._words, SubstringLists(arrays, weights.k1))
        self._everywhere = Everywhere(self._lists, len(self._sections), Kept(_KEPT_OF_SECTIONS))
        self._pages = PageLists(arrays, self._words, weights)
        self._page_scores = PageScores(self._pages, Kept(_KEPT_OF_PAGES))
        self._needs = Needs(self._lists, self._pages, len(self._sections)) if len(self._sections) <= SMALL else None
        self._filters = FilterLists(arrays, LISTED_FACETS)

    def search(self, query: Query) -> HitPage:
        """See `index.ports.TextIndex.search`."""
        root = query.root
        while isinstance(root, _GROUPS) and len(root.children) == 1:
            (root,) = root.children
        mask = self._filters.mask(query.filters)
        if is_leaf(root) and not (query.page_boost or query.facets or query.count_pages):
            places, scores = self._lists.scored(root)
            if mask is not None:
                places, scores = places[mask[places]], scores[mask[places]]
            best = compiled_loops.loops().rank(scores, query.offset + query.limit)
            return HitPage(len(places), self._hits(places[best], scores[best], query.offset))
        if self._needs and query.page_boost:
            return self._page(query, mask, *self._needs.whole(root))
        scores = self._everywhere.borrow()
        try:
            self._everywhere.fill(root, scores)
            return self._page(query, mask, scores, self._page_scores.scores(root) if query.page_boost else None)
        finally:
            scores.fill(0)
            self._everywhere.give_back(scores)

    def _page(self, query: Query, mask: Mask | None, scores: Singles, of_pages: Singles | None) -> HitPage:
        """Counts and ranks the sections whose score is above 0 and whom the filters let pass."""
        wanted = query.offset + query.limit if query.limit else 0
        loops = compiled_loops.loops()
        if mask is not None:
            scores *= mask
        facets, pages = {}, 0
        if query.facets or query.count_pages:
            matches = scores > 0
            facets = {name: self._filters.facet(name, matches) for name in query.facets}
            pages = len(np.unique(self._pages.page[matches])) if query.count_pages else 0
        share = None if of_pages is None else np.float32(query.page_boost) * of_pages
        if share is not None and self._needs:  # so few have their share in less time than a bound is found
            scores += share.take(self._pages.page) * (scores > _NOUGHT)
            share = None
        total, places = loops.best(scores, wanted)
        found = scores[places]
        if share is not None and len(places):
            places = _within(scores, found, wanted, float(share.max()))
            found = scores[places]
            found += share[self._pages.page[places]] * (found > _NOUGHT)
            order = loops.rank(found, wanted)
            places, found = places[order], found[order]
        return HitPage(total, self._hits(places, found, query.offset), facets, pages)

    def _hits(self, ranked: Ints, scores: Singles, offset: int) -> tuple[Hit, ...]:
        """What comes after the first `offset` of a ranking."""
        if offset:
            ranked, scores = ranked[offset:], scores[offset:]
        places: list[int] = ranked.tolist()
        values: list[float] = scores.tolist()
        if values and values[-1] < _NOUGHT:
            values = [value if value > _NOUGHT else 0.0 for value in values]
        return hits_of(self._sections.at(places), values)

    def scores(self, nodes: Sequence[Node], section_ids: Sequence[str]) -> Scores:
        """See `index.ports.TextIndex.scores`."""
        found = self._sections.find(section_ids)
        places = np.array(found, np.int64)
        if -1 in found:
            known = places >= 0
            table = np.zeros((len(nodes), len(places)), np.float32)
            table[:, known] = self._scores(nodes, places[known])
            return table
        return self._scores(nodes, places)

    def _scores(self, nodes: Sequence[Node], places: Ints) -> Scores:
        if self._needs:
            table = self._needs.scores(nodes, places)
        else:
            there = There(self._lists, places, nodes)
            table = np.array([there.evaluate(node) for node in nodes], np.float32).reshape(len(nodes), len(places))
        table *= table >= _NOUGHT
        return table

    def document_checksums(self) -> Mapping[str, str]:
        """Document id → checksum."""
        return checksums_of(self._arrays)

    def vocabulary(self) -> Mapping[str, int]:
        """Term → number of sections that hold it, read from the arrays as it is asked for."""
        return Vocabulary(self._words)


def _within(scores: Singles, best: Singles, wanted: int, most: float) -> Ints:
    """Where the best scores may stand once up to `most` is added to each: as many as wanted, if there are, or more;
    `best` are the best of them as they are, in order."""
    if len(best) < wanted:
        return scores.nonzero()[0]
    floor = float(best[-1]) * _ROUNDED_DOWN - most
    return (scores > max(floor, 0.0)).nonzero()[0]


class Vocabulary(Mapping[str, int]):
    """The terms of an index in rising order, and in how many sections each stands."""

    def __init__(self, words: WordLists) -> None:
        self._words = words

    def __getitem__(self, term: str) -> int:
        place = self._words.find(term)
        if place < 0:
            raise KeyError(term)
        return self._words.holders(place)

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self._words.find(term) >= 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._words.terms)

    def __len__(self) -> int:
        return len(self._words.terms)
