"""What the terms of a query score on pages as a whole (`index.model.Query.page_boost`), from their postings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

import numpy as np

from index.engines.compiled_derive import Floats, Singles, page_maxima, page_worth
from index.engines.compiled_sort import Array, flat, heads
from index.engines.compiled_words import Postings, WordLists
from index.query.ast import And, Best, Node, Or, Prefix, Term
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS


class PageLists:
    """Pages are numbered as their documents."""

    def __init__(self, arrays: Mapping[str, Array], words: WordLists, weights: Bm25f) -> None:
        self.page = arrays["section.document"].astype(np.int64)
        self._norms = arrays["page.norms"]
        self._terms = flat(arrays["once.terms"])
        self._starts = flat(arrays["once.starts"])
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
        self._worth = words.by_code(page_worth(words.patterns, self._weight)[0])

    def scores(self, node: Node) -> Singles:
        """The score of every page."""
        total = np.zeros(len(self._norms), np.float32)
        self._add(node, total)
        return total

    def _add(self, node: Node, total: Singles) -> None:
        match node:
            case Term() if not node.fields:
                self._add_term(node, total)
            case Term() | Prefix():
                postings = self._words.postings(node)
                if len(postings.sections):
                    total += self._scores(self._from_parts(node, postings), postings.factor)
            case Or(children) | And(children):
                for child in children:
                    self._add(child, total)
            case Best(children, tie) if children:
                parts = [self.scores(child) for child in children]
                best = np.maximum.reduce(parts)
                total += best if not tie else best + np.float32(tie) * (np.add.reduce(parts) - best)
            case _:
                pass

    def _add_term(self, node: Term, total: Singles) -> None:
        """Adds the scores of a term in all its fields; those of a very long list are ready."""
        place = self._words.find(node.term)
        if place < 0:
            return
        factor = self._words.factor(place) * node.boost
        slot = bisect_left(self._lent, place)
        if slot < len(self._lent) and self._lent[slot] == place:
            span = slice(self._lent_starts[slot], self._lent_starts[slot + 1])
            np.add.at(total, self._lent_pages[span].astype(np.int64), np.multiply(self._lent_values[span], factor))
        else:
            total += self._scores(self._frequencies(place), factor)

    def _scores(self, raw: Floats, factor: float) -> Floats:
        """From tf' on every page, which is overwritten, to scores."""
        raw /= self._norms
        raw /= self._weights.k1 + raw
        raw *= factor
        return raw

    def _frequencies(self, place: int) -> Floats:
        """tf' of the term at `place` in all its fields on every page."""
        sections, codes = self._words.coded(place)
        page, worth = self.page.take(sections), self._worth.take(codes)
        raw: Floats = np.bincount(page, weights=worth, minlength=len(self._norms)).astype(np.float64, copy=False)
        slot = bisect_left(self._terms, place)
        if slot < len(self._terms) and self._terms[slot] == place:
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
