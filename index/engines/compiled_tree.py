"""Puts the scores of terms, prefixes and substrings together as a query's tree says.

A score above 0 means a match: what matches without being worth anything scores `TRACE`. `Everywhere` scores all
sections, adding up list by list; `There` scores a few given ones, by looking them up in the lists.
"""

from __future__ import annotations

from typing import TypeGuard

import numpy as np

from index.engines.compiled_derive import TRACE, Singles
from index.engines.compiled_sort import Ints
from index.engines.compiled_strings import Array
from index.engines.compiled_substrings import SubstringLists
from index.engines.compiled_words import Scored, WordLists, look_up
from index.query.ast import And, Best, Everything, Node, Not, Or, Prefix, Substring, Term

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


class Everywhere:
    """Scores of all sections."""

    def __init__(self, lists: Lists, size: int) -> None:
        self._lists = lists
        self._size = size

    def evaluate(self, node: Node) -> Singles:
        """The score of every section, in a new array."""
        match node:
            case Or(children):
                scores = self.evaluate(children[0]) if children else self._zeros()
                for child in children[1:]:
                    self._add(child, scores)
                return scores
            case Best(children, tie):
                return self._best(children, np.float32(tie))
            case And(children):
                return combined_and([self.evaluate(child) for child in children], self._size)
            case Not(child):
                return np.where(self.evaluate(child) > 0, np.float32(0), TRACE)
            case Everything():
                return np.full(self._size, TRACE, np.float32)
        scores = self._zeros()
        if is_leaf(node):
            scored = self._lists.scored(node)
            scores[scored.places] = scored.scores
        return scores

    def _zeros(self) -> Singles:
        return np.zeros(self._size, np.float32)

    def _add(self, node: Node, scores: Singles) -> None:
        if is_leaf(node):
            np.add.at(scores, *self._lists.scored(node))
        else:
            scores += self.evaluate(node)

    def _best(self, children: tuple[Node, ...], tie: np.float32) -> Singles:
        best, added = self._zeros(), self._zeros()
        for child in children:
            if is_leaf(child):
                places, scores = self._lists.scored(child)
                best[places] = np.maximum(best[places], scores)
                if tie:
                    np.add.at(added, places, scores)
            else:
                scores = self.evaluate(child)
                np.maximum(best, scores, out=best)
                added += scores
        return combined_best(best, added, tie) if tie else best


class There:
    """Scores of given sections."""

    def __init__(self, lists: Lists, places: Ints) -> None:
        self._lists = lists
        self._places = places

    def evaluate(self, node: Node) -> Singles:
        """The score of each of the sections."""
        size = len(self._places)
        match node:
            case Term():
                return self._lists.words.term_there(node, self._places)
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
        scores = np.zeros(size, np.float32)
        if is_leaf(node):
            scored = self._lists.scored(node)
            found, slots = look_up(scored.places, self._places)
            scores[found] = scored.scores[slots]
        return scores


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
