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
        self._own, _ = page_worth(words.patterns, self._weight)

    def scores(self, node: Node) -> Singles:
        """The score of every page."""
        total = np.zeros(len(self._norms), np.float32)
        self._add(node, total)
        return total

    def _add(self, node: Node, total: Singles) -> None:
        match node:
            case Term() if not node.fields and self._add_lent(node, total):
                pass
            case Term() | Prefix():
                postings = self._words.postings(node)
                if len(postings.sections):
                    plain = isinstance(node, Term) and not node.fields
                    raw = self._frequencies(postings) if plain else self._from_parts(node, postings)
                    raw /= self._norms
                    total += postings.factor * (raw / (self._weights.k1 + raw))
            case Or(children) | And(children):
                for child in children:
                    self._add(child, total)
            case Best(children, tie) if children:
                parts = [self.scores(child) for child in children]
                best = np.maximum.reduce(parts)
                total += best if not tie else best + np.float32(tie) * (np.add.reduce(parts) - best)
            case _:
                pass

    def _add_lent(self, node: Term, total: Singles) -> bool:
        """Adds the scores of a term with a very long list, which are ready; False for other terms."""
        place = self._words.find(node.term)
        slot = bisect_left(self._lent, place)
        if slot == len(self._lent) or self._lent[slot] != place:
            return False
        span = slice(self._lent_starts[slot], self._lent_starts[slot + 1])
        factor = self._words.factor(place) * node.boost
        np.add.at(total, self._lent_pages[span].astype(np.int64), np.multiply(self._lent_values[span], factor))
        return True

    def _frequencies(self, postings: Postings) -> Floats:
        """tf' of one term in all its fields on every page."""
        raw = np.bincount(
            self.page[postings.sections], weights=self._own[postings.codes], minlength=len(self._norms)
        ).astype(np.float64)
        slot = bisect_left(self._terms, postings.first)
        if slot < len(self._terms) and self._terms[slot] == postings.first:
            span = slice(self._starts[slot], self._starts[slot + 1])
            raw[self._pages[span]] += self._values[self._codes[span]]
        return raw

    def _from_parts(self, node: Term | Prefix, postings: Postings) -> Floats:
        """tf' on every page by a choice of fields, or of several terms as one."""
        order = np.lexsort((postings.sections, self.page[postings.sections]))
        sections, codes = postings.sections[order], postings.codes[order]
        first = heads(sections)
        rows = np.add.reduceat(self._words.patterns[codes].astype(np.int64), first)
        weight = self._weight * [not node.fields or name in node.fields for name in TEXT_FIELDS]
        own, once = page_worth(rows, weight)
        page = self.page[sections[first]]
        raw = np.bincount(page, weights=own, minlength=len(self._norms)).astype(np.float64)
        first = heads(page)
        raw[page[first]] += page_maxima(first, once)
        return raw
