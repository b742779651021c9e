"""Scores all sections, adding up list by list, at a cost that grows with the lists and not with the index wherever a
tree has no `Not` and no `Everything`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TypeGuard

import numpy as np

from index.engines import compiled_loops
from index.engines.compiled_combine import MOST_KEPT, Combined, is_leaf
from index.engines.compiled_derive import Singles
from index.engines.compiled_kept import Kept
from index.engines.compiled_sort import Ints
from index.engines.compiled_substrings import SubstringLists
from index.engines.compiled_words import Scored, WordLists
from index.query.ast import And, Best, Leaf, Node, Or, Prefix, Term, leaves


class Lists:
    """The lists of all kinds of leaves."""

    def __init__(self, words: WordLists, substrings: SubstringLists) -> None:
        self.words = words
        self._substrings = substrings

    def scored(self, leaf: Leaf) -> Scored:
        """The sections that match a leaf, with their scores."""
        if isinstance(leaf, Term):
            return self.words.term(leaf)
        return self.words.prefix(leaf) if isinstance(leaf, Prefix) else self._substrings.substring(leaf)


class Everywhere(threading.local):
    """Scores of all sections. Each thread keeps its own arrays of zeros, since new ones cost more than their use; what
    needs scored is `kept` for all of them."""

    def __init__(self, lists: Lists, size: int, kept: Kept[Scored]) -> None:
        self._lists = lists
        self._size = size
        self._kept = kept
        self._spare: list[Singles] = []

    def borrow(self) -> Singles:
        """An array of zeros, to be given back as it came."""
        return self._spare.pop() if self._spare else np.zeros(self._size, np.float32)

    def give_back(self, array: Singles) -> None:
        """Takes back an array that holds only zeros again."""
        self._spare.append(array)

    def fill(self, node: Node, scores: Singles) -> None:
        """Puts what a node scores where zeros are."""
        children = node.children if isinstance(node, Or) else (node,)
        first = children[0] if children else None
        if first and _is_word(first):
            self._lists.words.give(first, scores, compiled_loops.loops().put)
            children = children[1:]
        elif first and is_leaf(first):
            places, values = self._lists.scored(first)
            scores[places] = values
            children = children[1:]
        for child in children:
            self.add(child, scores)

    def add(self, node: Node, scores: Singles) -> None:
        """Adds what a node scores to the scores of all sections."""
        if _is_word(node):
            self._lists.words.give(node, scores, compiled_loops.loops().add)
        elif is_leaf(node):
            np.add.at(scores, *self._lists.scored(node))
        elif isinstance(node, Or):
            for child in node.children:
                self.add(child, scores)
        elif (scored := self._needed(node)) is not None:
            np.add.at(scores, *scored)
        else:
            scores += Whole(self._lists, node, self._size).evaluate(node)

    def _needed(self, node: Node) -> Scored | None:
        """As `_scored`, by what is kept."""
        scored = self._kept.get(node)
        if scored is None and (scored := self._scored(node)) is not None:
            for array in scored:
                array.setflags(write=False)
            self._kept.put(node, scored, scored.places.nbytes + scored.scores.nbytes)
        return scored

    def _scored(self, node: Node) -> Scored | None:
        """The sections that match a node, each once, and their scores; None where it has to be asked of all."""
        if is_leaf(node):
            return self._lists.scored(node)
        if not isinstance(node, Or | Best | And) or not node.children:
            return None
        parts = []
        for child in node.children:
            if (part := self._scored(child)) is None:
                return None
            parts.append(part)
        if len(parts) == 1:
            return parts[0]
        if isinstance(node, And):
            return self._all(parts)
        return self._best(parts, node.tie) if isinstance(node, Best) else self._any(parts)

    def _any(self, parts: Sequence[Scored]) -> Scored:
        total = self.borrow()
        for part in parts:
            np.add.at(total, *part)
        found = [_taken(total, part.places) for part in parts]
        self.give_back(total)
        return _joined(found)

    def _best(self, parts: Sequence[Scored], tie: float) -> Scored:
        best, total = self.borrow(), self.borrow()
        for places, scores in parts:
            best[places] = np.maximum(best[places], scores)
            np.add.at(total, places, scores)
        found = []
        for part in parts:
            places, scores = _taken(best, part.places)
            sums = total[places]
            total[places] = 0
            found.append(Scored(places, scores + np.float32(tie) * (sums - scores)))
        self.give_back(best)
        self.give_back(total)
        return _joined(found)

    def _all(self, parts: Sequence[Scored]) -> Scored:
        """Begins with the shortest list, which every other one thins."""
        (places, total), *others = sorted(parts, key=lambda part: len(part.places))
        there = self.borrow()
        for other in others:
            there[other.places] = other.scores
            scores = there[places]
            there[other.places] = 0
            kept = scores.nonzero()[0]
            places, total = places[kept], total[kept] + scores[kept]
        self.give_back(there)
        return Scored(places, total)


class Whole(Combined):
    """Scores of every section by one tree; for one thread."""

    def __init__(self, lists: Lists, node: Node, size: int) -> None:
        super().__init__(size)
        self._lists, self._words = lists, lists.words
        terms = dict.fromkeys(leaf.term for leaf in leaves(node) if isinstance(leaf, Term) and not leaf.fields)
        known = [place for place in map(self._words.find, terms) if place >= 0]
        few = len(known) * size <= MOST_KEPT
        self._row = {place: row for row, place in enumerate(known)} if few else {}
        self._rows = self._words.rows(known if few else ())

    def leaf(self, node: Leaf) -> Singles:
        """See `Combined.leaf`."""
        if isinstance(node, Term) and not node.fields:
            place = self._words.find(node.term)
            if (row := self._row.get(place)) is not None:
                return self._words.weighed(self._rows[row], place, node.boost)
        places, scores = self._lists.scored(node)
        whole = np.zeros(self._size, np.float32)
        whole[places] = scores
        return whole


def _is_word(node: Node) -> TypeGuard[Term]:
    """Whether a node is a term in all fields, whose postings have their worth."""
    return isinstance(node, Term) and not node.fields


def _taken(array: Singles, places: Ints) -> Scored:
    """What stands at some places and is not 0; the places are 0 afterwards."""
    scores = array[places]
    array[places] = 0
    kept = scores.nonzero()[0]
    return Scored(places, scores) if len(kept) == len(places) else Scored(places[kept], scores[kept])


def _joined(found: Sequence[Scored]) -> Scored:
    return Scored(np.concatenate([part.places for part in found]), np.concatenate([part.scores for part in found]))
