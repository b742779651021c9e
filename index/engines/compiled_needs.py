"""Scores of needs in a small index: of each as one row over all sections and, behind them, all pages.

A search asks for the same need for all sections, for their pages and for the candidates again. So the rows of the last
needs are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.engines.compiled_combine import best_of, is_leaf
from index.engines.compiled_derive import Singles
from index.engines.compiled_kept import Kept
from index.engines.compiled_pages import PageLists
from index.engines.compiled_sort import Ints
from index.engines.compiled_tree import Lists, Whole
from index.ports import Scores
from index.query.ast import Best, Node, Nothing, Or, Substring, Term
from index.remembered import remembered

#: In an index with so many sections at most, rows are cheap: less memory than the text of a chapter for each need.
SMALL = 4096
#: Bytes of rows that are kept for words, and how many rows for what is asked once, such as a text letter by letter.
_KEPT_BYTES, _PASSING = 16 << 20, 32


class Needs:
    """For an index of `sections` sections; safe to share between threads. Rows are shared, and not to be written to."""

    def __init__(self, lists: Lists, pages: PageLists, sections: int) -> None:
        self._lists, self._pages, self._sections = lists, pages, sections
        self._size = sections + pages.count
        self._nothing = np.zeros(self._size, np.float32)
        self._nothing.setflags(write=False)
        self._lasting = Kept[Singles](_KEPT_BYTES)
        self._passing = remembered(self._made, _PASSING)

    def whole(self, root: Node) -> tuple[Singles, Singles]:
        """What a query's tree scores on every section, and on every page, in new arrays."""
        total = np.zeros(self._size, np.float32)
        self._add(root, total)
        return total[: self._sections], total[self._sections :]

    def _add(self, node: Node, total: Singles) -> None:
        if isinstance(node, Or) and not all(isinstance(child, Term) for child in node.children):
            for child in node.children:
                self._add(child, total)
        elif (row := self._row(node)) is not self._nothing:
            total += row

    def scores(self, nodes: Sequence[Node], places: Ints) -> Scores:
        """What each node scores on some sections, by their places: a row a node."""
        table = np.zeros((len(nodes), len(places)), np.float32)
        for scores, node in zip(table, nodes, strict=True):
            if (row := self._row(node)) is not self._nothing:
                row.take(places, out=scores, mode="clip")
        return table

    def _row(self, node: Node) -> Singles:
        if isinstance(node, Nothing):
            return self._nothing
        row = self._lasting.get(node)
        return self._passing(node) if row is None else row

    def _made(self, node: Node) -> Singles:
        if isinstance(node, Best) and node.children:
            return self._keep(node, best_of(list(map(self._row, node.children)), node.tie))
        if is_leaf(node):
            places, scores = self._lists.scored(node)
            if not len(places):  # most texts stand nowhere
                return self._nothing
            row = np.zeros(self._size, np.float32)
            row[places] = scores
        else:
            row = np.zeros(self._size, np.float32)
            row[: self._sections] = Whole(self._lists, node, self._sections).evaluate(node)
        if not isinstance(node, Substring):
            row[self._sections :] = self._pages.scores(node)
        return self._keep(node, row)

    def _keep(self, node: Node, row: Singles) -> Singles:
        if not row.any():
            row = self._nothing
        row.setflags(write=False)
        self._lasting.put(node, row, row.nbytes)
        return row
