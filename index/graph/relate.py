"""Extracts from one document what it says about the vocabulary's concepts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from corpus.model import BlockKind, Document, Section, Span
from index.graph.clauses import sentences
from index.graph.evidence import FORMAT, DocumentEvidence, Presence, SectionConcepts
from index.graph.gates import Gates
from index.graph.mentions import MentionFinder
from index.graph.passage import Findings, Passage, passages
from index.graph.quotes import Quoter
from index.graph.structures import read_passages


def fingerprint(finder: MentionFinder) -> str:
    """The state of vocabulary and rules; evidence with another one must be extracted anew."""
    return hashlib.sha256(f"{FORMAT}:{finder.vocabulary.fingerprint}".encode()).hexdigest()[:16]


def extract(document: Document, finder: MentionFinder) -> DocumentEvidence:
    """What the document says: statements with evidence, definitions, concepts a section, concepts a sentence."""
    findings = Findings(document, Gates(finder.vocabulary), Quoter(document.lines))
    sections: list[SectionConcepts] = []
    together: list[tuple[str, ...]] = []
    for section in document.sections:
        read = list(passages(document, section, finder))
        read_passages(read, findings)
        sections.append(_presence(section, read, finder))
        together.extend(_together(read))
    return DocumentEvidence(
        document_id=document.id,
        order=document.order,
        fingerprint=fingerprint(finder),
        statements=tuple(dict.fromkeys(findings.statements)),
        definitions=tuple(findings.definitions),
        sections=tuple(sections),
        sentences=tuple(together),
    )


def _together(read: Iterable[Passage]) -> Iterable[tuple[str, ...]]:
    for passage in read:
        if passage.kind is BlockKind.DIAGRAM:
            continue
        for span in _units(passage):
            if found := sorted({mention.concept_id for mention in passage.within(span)}):
                yield tuple(found)


def _units(passage: Passage) -> Iterable[Span]:
    """Sentences; in tables, rows."""
    if passage.kind is not BlockKind.TABLE:
        yield from sentences(passage.text)
        return
    start = 0
    for line in passage.text.split("\n"):
        yield Span(start, start + len(line))
        start += len(line) + 1


def _presence(section: Section, read: list[Passage], finder: MentionFinder) -> SectionConcepts:
    length = sum(len(passage.text) + 1 for passage in read) or 1
    places: dict[str, list[float]] = {}
    labels: dict[str, set[str]] = {}
    in_heading: set[str] = set()
    base = 0
    for number, passage in enumerate(read):
        for mention in passage.mentions:
            places.setdefault(mention.concept_id, []).append(round((base + mention.start) / length, 4))
            labels.setdefault(mention.concept_id, set()).add(mention.label.lower())
            if number == 0 and section.heading:
                in_heading.add(mention.concept_id)
        base += len(passage.text) + 1
    return SectionConcepts(
        section.id,
        section.heading,
        section.level,
        length,
        tuple(
            Presence(
                concept_id,
                len(found),
                concept_id in in_heading,
                any(label.lower() in labels[concept_id] for label in _preferred(finder, concept_id)),
                found[0],
                found[-1],
            )
            for concept_id, found in sorted(places.items())
        ),
    )


def _preferred(finder: MentionFinder, concept_id: str) -> Iterable[str]:
    return finder.vocabulary.concepts[concept_id].pref_label.values()
