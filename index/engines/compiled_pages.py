"""What the terms of a query score on pages as a whole (`index.model.Query.page_boost`)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from index.engines.compiled_derive import OWN, Singles
from index.engines.compiled_strings import Array, flat
from index.engines.compiled_words import Postings, WordLists
from index.query.ast import And, Best, Node, Or, Prefix, Term
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS


class PageLists:
    """The lists of pages of each term; a page is numbered as its document."""

    def __init__(self, arrays: Mapping[str, Array], words: WordLists, weights: Bm25f) -> None:
        self.page = arrays["section.document"]
        self._starts = flat(arrays["pages.starts"])
        self._pages = arrays["pages.pages"]
        self._codes = arrays["pages.codes"]
        self._sums = arrays["pages.sums"]
        self._norms = arrays["page.norms"]
        self._words = words
        self._weights = weights

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
                total += self._from_parts(node)
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
        place = self._words.terms.find(node.term)
        if place >= 0:
            start, end = self._starts[place], self._starts[place + 1]
            pages = self._pages[start:end].astype(np.int64)
            raw = self._sums[self._codes[start:end].astype(np.int64)] / self._norms[pages]
            total[pages] += (self._words.factor(place) * node.boost * raw / (self._weights.k1 + raw)).astype(np.float32)

    def _from_parts(self, node: Term | Prefix) -> Singles:
        """The formula from its parts, for a choice of fields or several terms as one."""
        postings = self._words.postings(node)
        raw = np.zeros(len(self._norms))
        for place, name in enumerate(TEXT_FIELDS):
            weight = self._weights.fields[name].weight
            if weight and (not node.fields or name in node.fields):
                raw += weight * self._on_pages(place, postings)
        raw /= self._norms
        scores: Singles = (postings.factor * raw / (self._weights.k1 + raw)).astype(np.float32)
        return scores

    def _on_pages(self, place: int, postings: Postings) -> npt.NDArray[np.float64]:
        """How often the terms stand in a field of each page: summed, or once (the largest) for the page's own."""
        times = self._words.patterns[:, place][postings.codes]
        if OWN[place]:
            on_pages = np.bincount(self.page[postings.sections], weights=times, minlength=len(self._norms))
            return on_pages.astype(np.float64)
        on_sections = np.bincount(postings.sections, weights=times, minlength=len(self.page))
        largest = np.zeros(len(self._norms))
        np.maximum.at(largest, self.page, on_sections)
        return largest
