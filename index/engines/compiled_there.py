"""Scores a few given sections, by looking them up in the lists: once in each, however often a query names its term."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.engines.compiled_derive import TRACE, Singles
from index.engines.compiled_sort import Array, Ints
from index.engines.compiled_tree import Lists, combined_and, combined_best, is_leaf, total
from index.engines.compiled_words import Mask
from index.query.ast import And, Best, Everything, Node, Not, Or, Term


class There:
    """Scores of given sections; for one thread."""

    def __init__(self, lists: Lists, places: Ints) -> None:
        self._lists, self._words = lists, lists.words
        self._places = places
        self._narrow = lists.words.narrow(places)
        self._nothing = np.zeros(len(places), np.float32)
        self._found: dict[str, tuple[Array, Mask, float] | None] = {}
        self._spreads: dict[int, npt.NDArray[np.float64]] = {}

    def evaluate(self, node: Node) -> Singles:
        """The score of each of the sections."""
        size = len(self._places)
        match node:
            case Term():
                return self._term(node)
            case Or(children):
                return total([self.evaluate(child) for child in children], size)
            case Best(children, tie) if children:
                parts = [self.evaluate(child) for child in children]
                return combined_best(np.maximum.reduce(parts), total(parts, size), np.float32(tie))
            case And(children):
                return combined_and([self.evaluate(child) for child in children], size)
            case Not(child):
                return np.where(self.evaluate(child) > 0, np.float32(0), TRACE)
            case Everything():
                return np.full(size, TRACE, np.float32)
        if is_leaf(node):
            return self._listed(*self._lists.scored(node))
        return self._nothing

    def _term(self, node: Term) -> Singles:
        if node.term not in self._found:
            self._found[node.term] = self._look_up(node.term)
        if (found := self._found[node.term]) is None:
            return self._nothing
        codes, held, factor = found
        if not node.fields:
            return self._words.whole_scores(codes, factor * node.boost) * held
        scores, chosen = self._words.field_scores(codes, node.fields, self._spread, factor * node.boost)
        return scores * (held & chosen)

    def _look_up(self, term: str) -> tuple[Array, Mask, float] | None:
        place = self._words.find(term)
        if place < 0:
            return None
        codes, held = self._words.codes_there(place, self._narrow)
        return (codes, held, self._words.factor(place)) if held.any() else None

    def _listed(self, sections: Ints, values: Singles) -> Singles:
        """The scores of a rising list in the sections."""
        if not len(sections):
            return self._nothing
        slots = sections.searchsorted(self._places)
        slots[slots == len(sections)] = 0
        there: Mask = sections.take(slots) == self._places
        return values.take(slots) * there

    def _spread(self, field: int) -> npt.NDArray[np.float64]:
        if field not in self._spreads:
            self._spreads[field] = self._words.spread(field, self._places)
        return self._spreads[field]
