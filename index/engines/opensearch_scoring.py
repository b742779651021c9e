"""Exact scores of sections and pages, by the formulas of `index.query.ast` and `index.model.Query`.

A tree is walked once for all candidates: each node makes a column, one score a candidate, of its children's columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.engines.opensearch_mapping import collapsed
from index.engines.opensearch_records import Counts, PageRecord, Row, SectionRecord
from index.engines.opensearch_statistics import Statistics
from index.query.ast import And, Best, Everything, Node, Not, Or, Prefix, Substring, Term
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

#: A score for each candidate; None where it does not match.
Column = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Scorer:
    """The formulas over the statistics of an index; `know` of the statistics comes first."""

    statistics: Statistics
    weights: Bm25f

    def scores(self, node: Node, sections: Sequence[SectionRecord]) -> Column:
        """What `node` scores on each section."""
        match node:
            case Term() | Prefix():
                return self._words(node, sections)
            case Substring():
                return self._runs(node, sections)
            case Or(children) if children:
                return [sum(parts) if parts else None for parts in self._parts(children, sections)]
            case Best(children, tie) if children:
                return [_best(parts, tie) if parts else None for parts in self._parts(children, sections)]
            case And(children) if children:
                all_of = len(children)
                return [sum(parts) if len(parts) == all_of else None for parts in self._parts(children, sections)]
            case Not(child):
                return [0.0 if score is None else None for score in self.scores(child, sections)]
            case And(()) | Everything():
                return [0.0] * len(sections)
            case _:
                return [None] * len(sections)

    def page_scores(self, node: Node, pages: Sequence[PageRecord]) -> Sequence[float]:
        """What the terms of `node` score on each page as a whole."""
        match node:
            case Term() | Prefix():
                return self._page_words(node, pages)
            case Or(children) | And(children) if children:
                return [sum(parts) for parts in self._page_parts(children, pages)]
            case Best(children, tie) if children:
                return [_best(parts, tie) for parts in self._page_parts(children, pages)]
            case _:
                return [0.0] * len(pages)

    def _parts(self, children: Sequence[Node], sections: Sequence[SectionRecord]) -> Iterable[Sequence[float]]:
        """The scores of the children that match, for each section."""
        columns = [self.scores(child, sections) for child in children]
        return ([part for part in parts if part is not None] for parts in zip(*columns, strict=True))

    def _page_parts(self, children: Sequence[Node], pages: Sequence[PageRecord]) -> Iterable[Sequence[float]]:
        return zip(*(self.page_scores(child, pages) for child in children), strict=True)

    def _words(self, node: Term | Prefix, sections: Sequence[SectionRecord]) -> Column:
        factor, weights, k1 = self._factor(node), self._weights(node), self.weights.k1
        column: list[float | None] = []
        for section, rows in zip(sections, _rows(node, sections), strict=True):
            frequency, matches = 0.0, False
            for place, times in rows:
                if place in weights:
                    matches = True
                    frequency += weights[place] * times / section.norms[place]
            column.append(factor * (frequency / (k1 + frequency)) if matches else None)
        return column

    def _page_words(self, node: Term | Prefix, pages: Sequence[PageRecord]) -> Sequence[float]:
        factor, weights, k1 = self._factor(node), self._weights(node), self.weights.k1
        column = []
        for page, rows in zip(pages, _rows(node, pages), strict=True):
            frequency = sum([weights[place] * times for place, times in rows if place in weights]) / page.norm
            column.append(factor * (frequency / (k1 + frequency)))
        return column

    def _runs(self, node: Substring, sections: Sequence[SectionRecord]) -> Column:
        text, factor, k1 = collapsed(node.text), self._factor(node), self.weights.k1
        if not text:
            return [None] * len(sections)
        if node.fields:
            shown = [_lines(section.visible, node.fields) for section in sections]
        else:
            shown = [section.visible for section in sections]
        counted = [visible.count(text) for visible in shown]
        return [factor * (times / (k1 + times)) if times else None for times in counted]

    def _factor(self, node: Term | Prefix | Substring) -> float:
        return node.boost * self.statistics.idf(node)

    def _weights(self, node: Term | Prefix) -> dict[int, float]:
        """The weights of the fields that a node looks in, by their places."""
        fields = self.weights.fields
        return {i: fields[name].weight for i, name in enumerate(TEXT_FIELDS) if not node.fields or name in node.fields}


def _best(parts: Sequence[float], tie: float) -> float:
    return max(parts) + tie * (sum(parts) - max(parts))


def _rows(node: Term | Prefix, records: Sequence[SectionRecord | PageRecord]) -> Sequence[Row]:
    """In which fields of each record how often, for a prefix summed over all its terms."""
    if isinstance(node, Term):
        term = node.term
        return [record.counts.get(term, ()) for record in records]
    return [_summed(node.prefix, record.counts) for record in records]


def _summed(prefix: str, counts: Counts) -> Row:
    total: dict[int, int] = {}
    for term, row in counts.items():
        if term.startswith(prefix):
            for place, times in row:
                total[place] = total.get(place, 0) + times
    return tuple(sorted(total.items()))


def _lines(visible: str, fields: Sequence[str]) -> str:
    """The lines of those fields."""
    lines = zip(VISIBLE_FIELDS, visible.split("\n"), strict=True)
    return "\n".join(line for name, line in lines if name in fields)
