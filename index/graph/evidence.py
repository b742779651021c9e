"""What one document says about concepts: kept per document, joined into the graph by `index.graph.store`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.model import Span
from index.graph.model import Evidence

FORMAT = 3
"""Raised whenever extraction changes, so that kept evidence of an older kind is made anew."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence's claim. `safe`: the rule is so sure that this sentence alone is enough to accept it."""

    source: str
    type: str
    target: str
    negative: bool
    safe: bool
    evidence: Evidence
    qualifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A sentence that says what a concept is, and the other concepts it names (sorted); the higher `score`, the more
    it reads like a definition."""

    concept_id: str
    score: float
    evidence: Evidence
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that may go out of date: `kind` is listed, stopped or default (`index.graph.marks`), `key` a host or
    a concept, `version` the one in which it was so (empty: not said)."""

    kind: str
    key: str
    version: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Presence:
    """A concept in a section: how often, in the heading or not, by a preferred label or not, first and last place
    (0-1 of the section's text) where it stands."""

    concept_id: str
    count: int
    in_heading: bool
    preferred: bool
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class SectionConcepts:
    """The concepts of a section of `length` characters; `heading` and `level` as the reader sees them."""

    section_id: str
    heading: str
    level: int
    length: int
    concepts: tuple[Presence, ...]


@dataclass(frozen=True, slots=True)
class DocumentEvidence:
    """All that extraction found in one document; picklable, and JSON by `to_dict`.

    `fingerprint` is the vocabulary's and the rules' state under which it was made; `sentences` lists, for each
    sentence that names a concept, the concepts it names (sorted); `terms` the document's own terms (id, labels, cue)
    where there is no vocabulary.
    """

    document_id: str
    order: int
    fingerprint: str
    statements: tuple[Statement, ...]
    definitions: tuple[Definition, ...]
    sections: tuple[SectionConcepts, ...]
    sentences: tuple[tuple[str, ...], ...]
    terms: tuple[tuple[str, tuple[str, ...], float], ...] = ()
    marks: tuple[Mark, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "document_id": self.document_id,
            "order": self.order,
            "fingerprint": self.fingerprint,
            "statements": [
                [s.source, s.type, s.target, s.negative, s.safe, evidence_row(s.evidence), dict(s.qualifiers)]
                for s in self.statements
            ],
            "definitions": [[d.concept_id, d.score, evidence_row(d.evidence), d.names] for d in self.definitions],
            "sections": [
                [s.section_id, s.heading, s.level, s.length, [_presence_row(p) for p in s.concepts]]
                for s in self.sections
            ],
            "sentences": [list(sentence) for sentence in self.sentences],
            "terms": [[key, list(labels), cue] for key, labels, cue in self.terms],
            "marks": [[m.kind, m.key, m.version, evidence_row(m.evidence)] for m in self.marks],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> DocumentEvidence:
        """The inverse of `to_dict`."""
        return cls(
            document_id=data["document_id"],
            order=data["order"],
            fingerprint=data["fingerprint"],
            statements=tuple(
                Statement(source, type_, target, negative, safe, evidence_from(row), tuple(sorted(qualifiers.items())))
                for source, type_, target, negative, safe, row, qualifiers in data["statements"]
            ),
            definitions=tuple(
                Definition(i, score, evidence_from(row), tuple(names)) for i, score, row, names in data["definitions"]
            ),
            sections=tuple(
                SectionConcepts(i, heading, level, length, tuple(Presence(*row) for row in rows))
                for i, heading, level, length, rows in data["sections"]
            ),
            sentences=tuple(tuple(sentence) for sentence in data["sentences"]),
            terms=tuple((key, tuple(labels), cue) for key, labels, cue in data["terms"]),
            marks=tuple(Mark(kind, key, version, evidence_from(row)) for kind, key, version, row in data["marks"]),
        )


def _presence_row(p: Presence) -> list[Any]:
    return [p.concept_id, p.count, p.in_heading, p.preferred, p.first, p.last]


def evidence_row(e: Evidence) -> list[Any]:
    """A piece of evidence as a JSON row."""
    spans = [None if span is None else [span.start, span.end] for span in (e.source_span, e.target_span)]
    return [e.section_id, e.source, e.path, e.line, e.quote, *spans, e.rule, e.confidence]


def evidence_from(row: list[Any]) -> Evidence:
    """The inverse of `evidence_row`."""
    section_id, source, path, line, quote, first, second, rule, confidence = row
    spans = [None if span is None else Span(*span) for span in (first, second)]
    return Evidence(section_id, source, path, line, quote, spans[0], spans[1], rule, confidence)
