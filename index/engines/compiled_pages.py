"""What the terms of a query score on pages as a whole (`index.model.Query.page_boost`), from their postings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np

from index.engines.compiled_columns import bounds
from index.engines.compiled_combine import MOST_KEPT, Combined
from index.engines.compiled_derive import Floats, Singles, page_maxima, page_worth
from index.engines.compiled_kept import Kept
from index.engines.compiled_sort import Array, flat, heads
from index.engines.compiled_words import Postings, WordLists
from index.query.ast import And, Everything, Leaf, Node, Not, Or, Prefix, Substring, Term, leaves
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS


class _Pages(Combined):
    """Scores of all pages by one tree; what is no term or prefix adds nothing, and nothing is demanded."""

    def __init__(self, lists: PageLists, words: WordLists, node: Node, size: int) -> None:
        super().__init__(size)
        self._lists, self._words = lists, words
        terms = dict.fromkeys(leaf.term for leaf in leaves(node) if isinstance(leaf, Term) and not leaf.fields)
        known = [place for place in map(words.find, terms) if place >= 0]
        few = len(known) * size <= MOST_KEPT
        self._row = {place: row for row, place in enumerate(known)} if few else {}
        self._rows = lists.rows(known if few else ())

    def leaf(self, node: Leaf) -> Singles:
        """See `Combined.leaf`."""
        if isinstance(node, Substring):
            return self._nothing
        if isinstance(node, Prefix) or node.fields:
            return self._lists.postings(node)
        place = self._words.find(node.term)
        if place < 0:
            return self._nothing
        row = self._rows[self._row[place]] if place in self._row else self._lists.rows([place])[0]
        scores: Singles = row * np.float32(self._words.factor(place) * node.boost)
        return scores

    def evaluate(self, node: Node) -> Singles:
        """See `Combined.evaluate`."""
        if isinstance(node, And):
            node = Or(node.children)
        return self._nothing if isinstance(node, Not | Everything) else super().evaluate(node)


class PageScores:
    """Scores of all pages by whole queries, from what is kept of their needs; safe to share between threads."""

    def __init__(self, pages: PageLists, kept: Kept[Singles]) -> None:
        self._pages, self._kept = pages, kept

    def scores(self, root: Node) -> Singles:
        """The score of every page, in a new array."""
        total = np.zeros(self._pages.count, np.float32)
        for part in root.children if isinstance(root, Or | And) else (root,):
            scores = self._kept.get(part)
            if scores is None:
                scores = self._pages.scores(part)
                scores.setflags(write=False)
                self._kept.put(part, scores, scores.nbytes)
            total += scores
        return total


class PageLists:
    """Pages are numbered as their documents."""

    def __init__(self, arrays: Mapping[str, Array], words: WordLists, weights: Bm25f) -> None:
        self.page = arrays["section.document"].astype(np.int64)
        self._norms = arrays["page.norms"]
        self.count = len(self._norms)
        self._terms = flat(arrays["once.terms"])
        self._starts = flat(bounds(arrays, "once.lists"))
        self._pages = arrays["once.pages"]
        self._codes = arrays["once.codes"]
        self._values = arrays["once.values"]
        self._lent = flat(arrays["lent.terms"])
        self._lent_starts = flat(arrays["lent.starts"])
        self._lent_pages = arrays["lent.pages"]
        self._lent_values = arrays["lent.values"]
        self._words = words
        self._weights = weights
        self._weight: Floats = np.array([weights.fields[name].weight for name in TEXT_FIELDS])
        self._worth = page_worth(words.patterns, self._weight)[0]

    def scores(self, node: Node) -> Singles:
        """The score of every page."""
        return _Pages(self, self._words, node, len(self._norms)).evaluate(node)

    def rows(self, terms: Sequence[int]) -> Singles:
        """What each page has of terms, by their places, in all fields, before rarity: a row a term."""
        size = len(self._norms)
        raw = np.zeros((len(terms), size))
        lent = [self._slot(self._lent, place) for place in terms]
        for row, place in enumerate(terms):
            if lent[row] < 0:
                raw[row] = self._frequencies(place)
        worths = self._saturated(raw)
        for row, slot in enumerate(lent):
            if slot >= 0:
                span = slice(self._lent_starts[slot], self._lent_starts[slot + 1])
                worths[row, self._lent_pages[span]] = self._lent_values[span]
        return worths

    def postings(self, node: Term | Prefix) -> Singles:
        """The score of a term or prefix on every page, by its postings."""
        postings = self._words.postings(node)
        if not len(postings.sections):
            return np.zeros(self.count, np.float32)
        scores: Singles = self._saturated(self._from_parts(node, postings)) * np.float32(postings.factor)
        return scores

    def _saturated(self, raw: Floats) -> Singles:
        """From tf' on every page, which is overwritten, to what it is worth."""
        raw /= self._norms
        raw /= self._weights.k1 + raw
        return raw.astype(np.float32)

    def _slot(self, sorted_places: memoryview, place: int) -> int:
        """Where the term at `place` stands among some terms; -1 where it does not."""
        slot = bisect_left(sorted_places, place)
        return slot if slot < len(sorted_places) and sorted_places[slot] == place else -1

    def _frequencies(self, place: int) -> Floats:
        """tf' of the term at `place` in all its fields on every page."""
        sections, patterns = self._words.listed(place)
        page, worth = self.page.take(sections), self._worth.take(patterns)
        raw: Floats = np.bincount(page, weights=worth, minlength=len(self._norms)).astype(np.float64, copy=False)
        slot = self._slot(self._terms, place)
        if slot >= 0:
            span = slice(self._starts[slot], self._starts[slot + 1])
            raw[self._pages[span]] += self._values[self._codes[span]]
        return raw

    def _from_parts(self, node: Term | Prefix, postings: Postings) -> Floats:
        """tf' on every page by a choice of fields, or of several terms as one."""
        order = np.lexsort((postings.sections, self.page[postings.sections]))
        sections, patterns = postings.sections[order], postings.patterns[order]
        first = heads(sections)
        rows = np.add.reduceat(self._words.patterns[patterns].astype(np.int64), first)
        weight = self._weight * [not node.fields or name in node.fields for name in TEXT_FIELDS]
        own, once = page_worth(rows, weight)
        page = self.page[sections[first]]
        raw = np.bincount(page, weights=own, minlength=len(self._norms)).astype(np.float64)
        first = heads(page)
        raw[page[first]] += page_maxima(first, once)
        return raw
