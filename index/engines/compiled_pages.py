"""What the terms of a query score on pages as a whole (`index.model.Query.page_boost`)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from index.engines.compiled_derive import OWN
from index.engines.compiled_strings import Array, flat
from index.engines.compiled_words import Floats, Places, WordLists
from index.query.ast import And, Best, Node, Or, Prefix, Term
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS


class PageLists:
    """The lists of pages of each term; a page is numbered as its document."""

    def __init__(self, arrays: Mapping[str, Array], words: WordLists, weights: Bm25f) -> None:
        self.page = arrays["section.document"]
        self._starts = flat(arrays["pages.starts"])
        self._pages = arrays["pages.pages"]
        self._values = arrays["pages.values"]
        self._norms = arrays["page.norms"]
        self._words = words
        self._weights = weights

    def scores(self, node: Node) -> Floats:
        """The score of every page."""
        total = np.zeros(len(self._norms), np.float32)
        self._add(node, total)
        return total

    def _add(self, node: Node, total: Floats) -> None:
        match node:
            case Term() if not node.fields:
                self._add_term(node, total)
            case Term() | Prefix():
                total += self._in_fields(node)
            case Or(children) | And(children):
                for child in children:
                    self._add(child, total)
            case Best(children, tie):
                parts = [self.scores(child) for child in children]
                if parts:
                    best = np.maximum.reduce(parts)
                    total += best if not tie else best + np.float32(tie) * (np.add.reduce(parts) - best)
            case _:
                pass

    def _add_term(self, node: Term, total: Floats) -> None:
        place = self._words.terms.find(node.term)
        if place >= 0:
            start, end = self._starts[place], self._starts[place + 1]
            total[self._pages[start:end]] += self._values[start:end] * np.float32(self._words.idf(place) * node.boost)

    def _in_fields(self, node: Term | Prefix) -> Floats:
        """The formula from its parts, for a choice of fields or several terms as one."""
        sections, codes, factor = self._words.postings(node)
        raw = np.zeros(len(self._norms))
        for place, name in enumerate(TEXT_FIELDS):
            weight = self._weights.fields[name].weight if not node.fields or name in node.fields else 0.0
            if weight and len(sections):
                raw += weight * self._on_pages(place, sections, codes)
        normed = raw / self._norms
        return (factor * normed / (self._weights.k1 + normed)).astype(np.float32)

    def _on_pages(self, place: int, sections: Places, codes: Places) -> npt.NDArray[np.float64]:
        """How often the postings' terms stand in a field of each page: summed, or once for the page's own fields."""
        times = self._words.patterns[:, place][codes]
        if OWN[place]:
            return np.bincount(self.page[sections], weights=times, minlength=len(self._norms)).astype(np.float64)
        on_sections = np.bincount(sections, weights=times, minlength=len(self.page))
        largest = np.zeros(len(self._norms))
        np.maximum.at(largest, self.page, on_sections)
        return largest
