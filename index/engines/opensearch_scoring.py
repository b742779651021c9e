"""Exact scores of sections and pages, by the formulas of `index.query.ast` and `index.model.Query`.

A tree is walked once for all candidates: each node makes a column, one score a candidate, of its children's columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engines.opensearch_mapping import collapsed
from index.engines.opensearch_records import Record
from index.engines.opensearch_statistics import Statistics
from index.query.ast import And, Best, Everything, Node, Not, Or, Prefix, Substring, Term
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

#: A score for each candidate; NaN where it does not match.
Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scorer:
    """The formulas over the statistics of an index; `know` of the statistics comes first."""

    statistics: Statistics
    weights: Bm25f

    def scores(self, node: Node, records: Sequence[Record]) -> Column:
        """What `node` scores on each section; on pages, where every word matches, what `words_alone` leaves of it."""
        match node:
            case Term() | Prefix():
                return self._words(node, records)
            case Substring():
                return self._runs(node, records)
            case Or(children) if children:
                columns = self._columns(children, records)
                return np.where(np.isnan(np.fmax.reduce(columns)), np.nan, _sum(columns))
            case Best(children, tie) if children:
                columns = self._columns(children, records)
                best: Column = np.fmax.reduce(columns)
                return best + tie * (_sum(columns) - best)
            case And(children) if children:
                return np.asarray(np.add.reduce(self._columns(children, records)))
            case Not(child):
                return np.where(np.isnan(self.scores(child, records)), 0.0, np.nan)
            case And(()) | Everything():
                return np.zeros(len(records))
            case _:
                return np.full(len(records), np.nan)

    def _columns(self, children: Sequence[Node], records: Sequence[Record]) -> Column:
        return np.array([self.scores(child, records) for child in children])

    def _words(self, node: Term | Prefix, records: Sequence[Record]) -> Column:
        if isinstance(node, Term) and not node.fields:
            term = node.term
            saturated = np.array([record.saturated[record.kinds.get(term, 0)] for record in records])
        else:
            frequencies = np.array([_frequency(node, record) for record in records])
            saturated = frequencies / (self.weights.k1 + frequencies)
        return self._factor(node) * saturated

    def _runs(self, node: Substring, records: Sequence[Record]) -> Column:
        text = collapsed(node.text)
        if not text or not self.statistics.holders(node):
            return np.full(len(records), np.nan)
        if node.fields:
            shown = [_lines(record.visible, node.fields) for record in records]
        else:
            shown = [record.visible for record in records]
        times = np.array([visible.count(text) for visible in shown])
        return np.where(times > 0, self._factor(node) * (times / (self.weights.k1 + times)), np.nan)

    def _factor(self, node: Term | Prefix | Substring) -> float:
        return node.boost * self.statistics.idf(node)


def words_alone(node: Node) -> Node:
    """What of a tree counts on pages: its words, none of which must match."""
    match node:
        case Term() | Prefix():
            return node
        case Or(children) | And(children):
            return And(tuple(words_alone(child) for child in children))
        case Best(children, tie) if children:
            return Best(tuple(words_alone(child) for child in children), tie)
        case _:
            return Everything()


def _sum(columns: Column) -> Column:
    """The sum of those that match."""
    return np.asarray(np.add.reduce(columns, where=~np.isnan(columns)))


def _frequency(node: Term | Prefix, record: Record) -> float:
    """How often a term, or all that a prefix begins, stands in the fields of the node; `absent` where in none."""
    if isinstance(node, Term):
        kinds = [record.kinds.get(node.term, 0)]
    else:
        kinds = [kind for term, kind in record.kinds.items() if term.startswith(node.prefix)]
    parts = [
        record.shares[place] * times
        for kind in kinds
        for place, times in record.rows[kind]
        if not node.fields or TEXT_FIELDS[place] in node.fields
    ]
    return sum(parts) if parts else record.saturated[0]


def _lines(visible: str, fields: Sequence[str]) -> str:
    """The lines of those fields."""
    lines = zip(VISIBLE_FIELDS, visible.split("\n"), strict=True)
    return "\n".join(line for name, line in lines if name in fields)
