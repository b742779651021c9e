"""Puts the scores of a tree's leaves together as its nodes say, a number a section or page at a time.

A score above 0 means a match: what matches without being worth anything scores `TRACE`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import reduce
from typing import TypeGuard

import numpy as np

from index.engines.compiled_derive import TRACE, Singles
from index.query.ast import And, Best, Everything, Leaf, Node, Not, Or, Prefix, Substring, Term

#: As many numbers are kept for the terms of a tree at most; one with more terms is asked term by term.
MOST_KEPT = 1 << 20

LEAVES = (Term, Prefix, Substring)


def is_leaf(node: Node) -> TypeGuard[Leaf]:
    """Whether a node is answered by a list."""
    return isinstance(node, LEAVES)


class Combined(ABC):
    """Scores of `size` sections or pages. What is returned may be shared, and is not to be written to."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._nothing = np.zeros(size, np.float32)

    @abstractmethod
    def leaf(self, node: Leaf) -> Singles:
        """What a leaf scores, 0 where it does not match."""

    def evaluate(self, node: Node) -> Singles:
        """What any node scores."""
        if is_leaf(node):
            return self.leaf(node)
        match node:
            case Or(children) if children:
                return reduce(np.add, map(self.evaluate, children))
            case Best(children, tie) if children:
                return best_of(list(map(self.evaluate, children)), tie)
            case And(children) if children:
                return all_of(list(map(self.evaluate, children)))
            case Not(child):
                return np.where(self.evaluate(child) > 0, np.float32(0), TRACE)
            case And() | Everything():
                return np.full(self._size, TRACE, np.float32)
        return self._nothing


def best_of(parts: Sequence[Singles], tie: float) -> Singles:
    """The best of some scores and a share of the others."""
    best = reduce(np.maximum, parts)
    if not tie or len(parts) == 1:
        return best
    return best + np.float32(tie) * (reduce(np.add, parts) - best)


def all_of(parts: Sequence[Singles]) -> Singles:
    """The sum of some scores where all match."""
    total = reduce(np.add, parts)
    return total * (reduce(np.minimum, parts) > 0) if len(parts) > 1 else total
