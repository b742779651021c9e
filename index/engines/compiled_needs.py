"""Scores of needs in a small index: of each as one row over all sections and, behind them, all pages.

A search asks for the same need for all sections, for their pages and for the candidates again; and a reader who types
goes on asking for what was there a letter ago. So the rows of the last needs are kept.
"""

from __future__ import annotations

import numpy as np

from index.engines.compiled_combine import best_of, is_leaf
from index.engines.compiled_derive import Singles
from index.engines.compiled_pages import PageLists
from index.engines.compiled_tree import Lists, Whole
from index.query.ast import Best, Node, Or, Prefix, Substring, Term, leaves
from index.remembered import remembered

#: In an index with so many sections at most, rows are cheap: less memory than the text of a chapter for each need.
SMALL = 4096
_MOST = 512


class Needs:
    """For an index of `sections` sections; safe to share between threads."""

    def __init__(self, lists: Lists, pages: PageLists, sections: int) -> None:
        self._lists, self._pages, self._sections = lists, pages, sections
        self._kept = remembered(self._row, _MOST)

    def whole(self, root: Node) -> tuple[Singles, Singles]:
        """What a query's tree scores on every section, and on every page, in new arrays."""
        total = np.zeros(self._sections + self._pages.count, np.float32)
        for child in root.children if isinstance(root, Or) else (root,):
            if isinstance(child, Best) and child.tie and is_need(child):
                total += best_of(list(map(self._kept, child.children)), child.tie)
            elif is_need(child):
                total += self._kept(child)
            else:
                self._add(child, total)
        return total[: self._sections], total[self._sections :]

    def sections(self, need: Node) -> Singles:
        """What a need scores on every section; not to be written to."""
        return self._kept(need)[: self._sections]

    def _row(self, need: Node) -> Singles:
        row = np.concatenate([Whole(self._lists, need, self._sections).evaluate(need), self._pages.scores(need)])
        row.setflags(write=False)
        return row

    def _add(self, node: Node, total: Singles) -> None:
        """Adds the scores of what is asked once, such as a text letter by letter."""
        if is_leaf(node):
            np.add.at(total, *self._lists.scored(node))
        else:
            total[: self._sections] += Whole(self._lists, node, self._sections).evaluate(node)
        of_pages = total[self._sections :]
        if isinstance(node, Term | Prefix):
            of_pages += self._pages.postings(node)
        elif not isinstance(node, Substring):
            of_pages += self._pages.scores(node)


def is_need(node: Node) -> bool:
    """Whether a node is made of nothing but terms, in all fields."""
    found = False
    for leaf in leaves(node):
        if not isinstance(leaf, Term) or leaf.fields:
            return False
        found = True
    return found
