"""The plain engine: every section is scored by the formulas as they are written. The oracle of all other engines."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from index.engines.plain_filters import facet, passes
from index.errors import IndexNotReady
from index.model import Hit, HitPage, Query
from index.ports import AnalyzedDocument, AnalyzedSection, Scores
from index.query.ast import And, Best, Everything, Node, Not, Or, Prefix, Substring, Term
from index.ranking import BM25F, Bm25f
from index.schema import OWN_FIELDS, TEXT_FIELDS, VISIBLE_FIELDS

_PAGE_B = 0.75


class MemoryIndex:
    """Keeps analysed documents in a dictionary and looks at every section for every query."""

    def __init__(self, weights: Bm25f = BM25F) -> None:
        self._weights = weights
        self._documents: dict[str, AnalyzedDocument] = {}
        self._corpus: _Corpus | None = _Corpus((), weights)

    @contextmanager
    def writer(self) -> Iterator[_Writer]:
        """Changes are taken over when the context exits without an error."""
        writer = _Writer(dict(self._documents))
        yield writer
        self._documents = writer.documents
        sections = [section for document in writer.documents.values() for section in document.sections]
        self._corpus = _Corpus(sorted(sections, key=lambda section: section.id), self._weights)

    def search(self, query: Query) -> HitPage:
        """All sections are scored, then sorted by falling score and rising id."""
        corpus = self._open()
        scored = [
            (section, score)
            for section in corpus.sections
            if passes(section, query.filters) and (score := corpus.score(query.root, section)) is not None
        ]
        ranked = sorted(
            ((section.id, corpus.with_page(query, section, score)) for section, score in scored),
            key=lambda hit: (-hit[1], hit[0]),
        )
        return HitPage(
            total=len(ranked),
            hits=tuple(Hit(name, score) for name, score in ranked[query.offset : query.offset + query.limit]),
            facets={name: facet(name, [section for section, _ in scored]) for name in query.facets},
            pages=len({section.page for section, _ in scored}) if query.count_pages else 0,
        )

    def scores(self, nodes: Sequence[Node], section_ids: Sequence[str]) -> Scores:
        """One row a node; 0.0 where it does not match or the section is unknown."""
        corpus = self._open()
        sections = {section.id: section for section in corpus.sections}
        rows = [
            [(corpus.score(node, sections[name]) or 0.0) if name in sections else 0.0 for name in section_ids]
            for node in nodes
        ]
        return np.array(rows, np.float32).reshape(len(nodes), len(section_ids))

    def document_checksums(self) -> Mapping[str, str]:
        """Document id → checksum."""
        self._open()
        return {document.id: document.checksum for document in self._documents.values()}

    def vocabulary(self) -> Mapping[str, int]:
        """Term → number of sections that hold it in any text field."""
        counts: Counter[str] = Counter()
        for section in self._open().sections:
            counts.update({term for terms in section.fields for term in terms})
        return counts

    def close(self) -> None:
        """Forgets everything."""
        self._corpus = None

    def _open(self) -> _Corpus:
        if self._corpus is None:
            raise IndexNotReady("this index is closed")
        return self._corpus


class _Writer:
    def __init__(self, documents: dict[str, AnalyzedDocument]) -> None:
        self.documents = documents

    def put(self, document: AnalyzedDocument) -> None:
        self.documents[document.id] = document

    def delete(self, document_id: str) -> None:
        self.documents.pop(document_id, None)


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The formulas of `index.query.ast` and `index.model.Query` over a list of sections."""

    sections: Sequence[AnalyzedSection]
    weights: Bm25f

    def score(self, node: Node, section: AnalyzedSection) -> float | None:
        """What `node` scores on `section`; None where it does not match."""
        match node:
            case Term() | Prefix():
                if not any(self._frequency(node, section, field) for field in _chosen(node)):
                    return None
                return node.boost * self._idf(node) * _saturated(self._weighted(node, section), self.weights.k1)
            case Substring():
                return self._substring_score(node, section)
            case Or(children):
                parts = _matching([self.score(child, section) for child in children])
                return sum(parts) if parts else None
            case Best(children, tie):
                parts = _matching([self.score(child, section) for child in children])
                return max(parts) + tie * (sum(parts) - max(parts)) if parts else None
            case And(children):
                parts = _matching([self.score(child, section) for child in children])
                return sum(parts) if len(parts) == len(children) else None
            case Not(child):
                return 0.0 if self.score(child, section) is None else None
            case Everything():
                return 0.0
            case _:
                return None

    def with_page(self, query: Query, section: AnalyzedSection, score: float) -> float:
        """The score of a hit with its page's part."""
        if not query.page_boost or score <= 0:
            return score
        return score + query.page_boost * self.page_score(query.root, section.page)

    def page_score(self, node: Node, page: str) -> float:
        """What the terms of `node` score on a page as a whole; what is no term adds nothing."""
        match node:
            case Term() | Prefix():
                length = self._page_length(page) / self._average_page_length()
                frequency = self._page_weighted(node, page) / (1 - _PAGE_B + _PAGE_B * length)
                return node.boost * self._idf(node) * _saturated(frequency, self.weights.k1)
            case Or(children) | And(children):
                return sum(self.page_score(child, page) for child in children)
            case Best(children, tie) if children:
                parts = [self.page_score(child, page) for child in children]
                return max(parts) + tie * (sum(parts) - max(parts))
            case _:
                return 0.0

    def _frequency(self, node: Term | Prefix, section: AnalyzedSection, field: str) -> int:
        terms = section.fields[TEXT_FIELDS.index(field)]
        if isinstance(node, Term):
            return terms.count(node.term)
        return sum(term.startswith(node.prefix) for term in terms)

    def _weighted(self, node: Term | Prefix, section: AnalyzedSection) -> float:
        total = 0.0
        for field in _chosen(node):
            weight, b = self.weights.fields[field].weight, self.weights.fields[field].b
            if frequency := self._frequency(node, section, field):
                length = len(section.fields[TEXT_FIELDS.index(field)]) / self._average_length(field)
                total += weight * frequency / (1 - b + b * length)
        return total

    def _average_length(self, field: str) -> float:
        place = TEXT_FIELDS.index(field)
        return sum(len(section.fields[place]) for section in self.sections) / len(self.sections)

    def _idf(self, node: Term | Prefix) -> float:
        for fields in (OWN_FIELDS, TEXT_FIELDS):
            holders = sum(any(self._frequency(node, section, f) for f in fields) for section in self.sections)
            if holders:
                return _idf(len(self.sections), holders)
        return 0.0

    def _substring_score(self, node: Substring, section: AnalyzedSection) -> float | None:
        if not (occurrences := _occurrences(node, section)):
            return None
        holders = sum(bool(_occurrences(node, other)) for other in self.sections)
        return node.boost * _idf(len(self.sections), holders) * _saturated(occurrences, self.weights.k1)

    def _page_weighted(self, node: Term | Prefix, page: str) -> float:
        """tf' of the page: fields of the sections' own add up, those of the page count once (the largest)."""
        total = 0.0
        for field in _chosen(node):
            parts = [self._frequency(node, section, field) for section in self.sections if section.page == page]
            total += self.weights.fields[field].weight * (sum(parts) if field in OWN_FIELDS else max(parts))
        return total

    def _page_length(self, page: str) -> float:
        sections = [section for section in self.sections if section.page == page]
        terms = {term for section in sections for field in section.fields for term in field}
        return sum(self._page_weighted(Term(term), page) for term in sorted(terms))

    def _average_page_length(self) -> float:
        pages = {section.page for section in self.sections}
        return sum(self._page_length(page) for page in sorted(pages)) / len(pages) or 1.0


def _chosen(node: Term | Prefix) -> list[str]:
    return [field for field in TEXT_FIELDS if not node.fields or field in node.fields]


def _matching(parts: Sequence[float | None]) -> list[float]:
    return [part for part in parts if part is not None]


def _idf(sections: int, holders: int) -> float:
    return math.log(1 + (sections - holders + 0.5) / (holders + 0.5))


def _saturated(frequency: float, k1: float) -> float:
    return frequency / (k1 + frequency)


def _occurrences(node: Substring, section: AnalyzedSection) -> int:
    if not node.text:
        return 0
    pattern = re.compile(r"\s+".join(re.escape(part) for part in re.split(r"\s+", node.text)))
    fields = [text for name, text in zip(VISIBLE_FIELDS, section.visible, strict=True) if _shown(node, name)]
    return sum(len(pattern.findall(text)) for text in fields)


def _shown(node: Substring, field: str) -> bool:
    return not node.fields or field in node.fields
