"""Scores a few given sections, by looking them up in the lists: once in each, however often a query names its term."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.engines.compiled_combine import Combined
from index.engines.compiled_derive import Singles
from index.engines.compiled_sort import Ints
from index.engines.compiled_tree import Lists
from index.engines.compiled_words import Mask
from index.query.ast import Leaf, Node, Term, leaves


class There(Combined):
    """Scores of given sections by some trees; for one thread."""

    def __init__(self, lists: Lists, places: Ints, nodes: Sequence[Node]) -> None:
        super().__init__(len(places))
        self._lists, self._words = lists, lists.words
        self._places = places
        terms = dict.fromkeys(leaf.term for node in nodes for leaf in leaves(node) if isinstance(leaf, Term))
        known = [place for place in map(self._words.find, terms) if place >= 0]
        self._row = {place: row for row, place in enumerate(known)}
        self._codes, self._held = self._words.codes_there(known, places)
        self._worths: dict[tuple[str, ...], Singles] = {}
        self._spreads: dict[int, npt.NDArray[np.float64]] = {}

    def leaf(self, node: Leaf) -> Singles:
        """See `Combined.leaf`."""
        if not isinstance(node, Term):
            return self._listed(*self._lists.scored(node))
        place = self._words.find(node.term)
        if place < 0:
            return self._nothing
        if node.fields not in self._worths:
            self._worths[node.fields] = self._words.worths(self._codes, self._held, node.fields, self._spread)
        return self._words.weighed(self._worths[node.fields][self._row[place]], place, node.boost)

    def _listed(self, sections: Ints, values: Singles) -> Singles:
        """The scores of a rising list in the sections."""
        if not len(sections):
            return self._nothing
        slots = sections.searchsorted(self._places)
        there: Mask = sections.take(slots, mode="clip") == self._places
        return values.take(slots, mode="clip") * there

    def _spread(self, field: int) -> npt.NDArray[np.float64]:
        if field not in self._spreads:
            self._spreads[field] = self._words.spread(field, self._places)
        return self._spreads[field]
