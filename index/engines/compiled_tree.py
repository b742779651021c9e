"""Puts the scores of terms, prefixes and substrings together as a query's tree says.

A score above 0 means a match: what matches without being worth anything scores `TRACE`. `Everywhere` scores all
sections, adding up list by list, at a cost that grows with the lists and not with the index wherever a tree has no
`Not` and no `Everything`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TypeGuard

import numpy as np

from index.engines.compiled_derive import TRACE, Singles
from index.engines.compiled_sort import Array, Ints
from index.engines.compiled_substrings import SubstringLists
from index.engines.compiled_words import Scored, WordLists
from index.query.ast import And, Best, Everything, Node, Not, Or, Prefix, Substring, Term

#: So few sections are asked all at once sooner than their lists are put together.
_SMALL = 4096

Leaf = Term | Prefix | Substring
_LEAVES = (Term, Prefix, Substring)


def is_leaf(node: Node) -> TypeGuard[Leaf]:
    """Whether a node is answered by a list."""
    return isinstance(node, _LEAVES)


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
    """Scores of all sections. Each thread keeps its own arrays of zeros, since new ones cost more than their use."""

    def __init__(self, lists: Lists, size: int) -> None:
        self._lists = lists
        self._size = size
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
        if children and is_leaf(children[0]):
            places, values = self._lists.scored(children[0])
            scores[places] = values
            children = children[1:]
        for child in children:
            self.add(child, scores)

    def add(self, node: Node, scores: Singles) -> None:
        """Adds what a node scores to the scores of all sections."""
        if is_leaf(node):
            np.add.at(scores, *self._lists.scored(node))
        elif isinstance(node, Or):
            for child in node.children:
                self.add(child, scores)
        elif self._size > _SMALL and (scored := self._scored(node)) is not None:
            np.add.at(scores, *scored)
        else:
            scores += self._dense(node)

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

    def _dense(self, node: Node) -> Singles:
        """The score of every section, in a new array."""
        match node:
            case And(children):
                return combined_and([self._dense(child) for child in children], self._size)
            case Best(children, tie) if children:
                parts = [self._dense(child) for child in children]
                return combined_best(np.maximum.reduce(parts), total(parts, self._size), np.float32(tie))
            case Not(child):
                return np.where(self._dense(child) > 0, np.float32(0), TRACE)
            case Everything():
                return np.full(self._size, TRACE, np.float32)
        scores = np.zeros(self._size, np.float32)
        if is_leaf(node) or isinstance(node, Or):
            self.add(node, scores)
        return scores


def _taken(array: Singles, places: Ints) -> Scored:
    """What stands at some places and is not 0; the places are 0 afterwards."""
    scores = array[places]
    array[places] = 0
    kept = scores.nonzero()[0]
    return Scored(places, scores) if len(kept) == len(places) else Scored(places[kept], scores[kept])


def _joined(found: Sequence[Scored]) -> Scored:
    return Scored(np.concatenate([part.places for part in found]), np.concatenate([part.scores for part in found]))


def total(parts: list[Singles], size: int) -> Singles:
    """The sum of scores; of none, 0 for each."""
    return floats(np.add.reduce(parts)) if parts else np.zeros(size, np.float32)


def combined_best(best: Singles, total: Singles, tie: np.float32) -> Singles:
    """The best of some scores and a share of the others."""
    return floats(best + tie * (total - best))


def combined_and(parts: list[Singles], size: int) -> Singles:
    """The sum where all match; of none, a match everywhere."""
    if not parts:
        return np.full(size, TRACE, np.float32)
    return floats(np.add.reduce(parts) * np.logical_and.reduce([part > 0 for part in parts]))


def floats(array: Array) -> Singles:
    """The same array, for the types' sake."""
    return array
