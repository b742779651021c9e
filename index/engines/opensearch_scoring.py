"""Exact scores of single sections, by the formulas of `index.query.ast` and `index.model.Query`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.engines.opensearch_mapping import collapsed
from index.engines.opensearch_records import Counts, PageRecord, SectionRecord
from index.engines.opensearch_statistics import Statistics
from index.query.ast import And, Best, Everything, Node, Not, Or, Prefix, Substring, Term
from index.ranking import Bm25f
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

#: How far a page's length holds its frequencies down (`index.model.Query.page_boost`).
PAGE_B = 0.75


@dataclass(frozen=True, slots=True)
class Scorer:
    """The formulas over the statistics of an index; `know` of the statistics comes first."""

    statistics: Statistics
    weights: Bm25f

    def score(self, node: Node, section: SectionRecord) -> float | None:
        """What `node` scores on a section; None where it does not match."""
        match node:
            case Term() | Prefix():
                return self._words(node, section)
            case Substring():
                times = _occurrences(node, section.visible)
                return node.boost * self.statistics.idf(node) * self._saturated(times) if times else None
            case Or(children):
                parts = self._parts(children, section)
                return sum(parts) if parts else None
            case Best(children, tie):
                parts = self._parts(children, section)
                return max(parts) + tie * (sum(parts) - max(parts)) if parts else None
            case And(children):
                parts = self._parts(children, section)
                return sum(parts) if len(parts) == len(children) else None
            case Not(child):
                return 0.0 if self.score(child, section) is None else None
            case Everything():
                return 0.0
            case _:
                return None

    def page_score(self, node: Node, page: PageRecord) -> float:
        """What the terms of `node` score on a page as a whole."""
        match node:
            case Term() | Prefix():
                return self._page_words(node, page)
            case Or(children) | And(children):
                return sum(self.page_score(child, page) for child in children)
            case Best(children, tie) if children:
                parts = [self.page_score(child, page) for child in children]
                return max(parts) + tie * (sum(parts) - max(parts))
            case _:
                return 0.0

    def _parts(self, children: Sequence[Node], section: SectionRecord) -> list[float]:
        scores = [self.score(child, section) for child in children]
        return [score for score in scores if score is not None]

    def _words(self, node: Term | Prefix, section: SectionRecord) -> float | None:
        if not (row := _times(node, section.counts)):
            return None
        frequency, matches = 0.0, False
        averages = self.statistics.totals.average_lengths
        for place, times in enumerate(row):
            if times and (not node.fields or TEXT_FIELDS[place] in node.fields):
                matches = True
                field = self.weights.fields[TEXT_FIELDS[place]]
                length = section.lengths[place] / averages[place]
                frequency += field.weight * times / (1 - field.b + field.b * length)
        return node.boost * self.statistics.idf(node) * self._saturated(frequency) if matches else None

    def _page_words(self, node: Term | Prefix, page: PageRecord) -> float:
        if not (row := _times(node, page.counts)):
            return 0.0
        frequency = sum(
            self.weights.fields[name].weight * times
            for name, times in zip(TEXT_FIELDS, row, strict=True)
            if not node.fields or name in node.fields
        )
        if not frequency:
            return 0.0
        totals = self.statistics.totals
        average = self._weighted(totals.page_sums) / totals.pages
        frequency /= 1 - PAGE_B + PAGE_B * self._weighted(page.lengths) / average
        return node.boost * self.statistics.idf(node) * self._saturated(frequency)

    def _weighted(self, lengths: Sequence[float]) -> float:
        pairs = zip(TEXT_FIELDS, lengths, strict=True)
        return sum(self.weights.fields[name].weight * length for name, length in pairs)

    def _saturated(self, frequency: float) -> float:
        return frequency / (self.weights.k1 + frequency)


def _times(node: Term | Prefix, counts: Counts) -> Sequence[int]:
    """How often in each field; empty where nowhere."""
    if isinstance(node, Term):
        return counts.get(node.term, ())
    rows = [row for term, row in counts.items() if term.startswith(node.prefix)]
    return [sum(column) for column in zip(*rows, strict=True)]


def _occurrences(node: Substring, visible: Sequence[str]) -> int:
    text = collapsed(node.text)
    if not text:
        return 0
    fields: Mapping[str, str] = dict(zip(VISIBLE_FIELDS, visible, strict=True))
    return sum(shown.count(text) for name, shown in fields.items() if not node.fields or name in node.fields)
