"""Extracts from one document what it says about the vocabulary's concepts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from corpus.model import BlockKind, Document, Span
from index.graph.clauses import sentences
from index.graph.evidence import FORMAT, DocumentEvidence, Presence, SectionConcepts
from index.graph.findings import Findings
from index.graph.gates import Gates
from index.graph.harvest import Term, as_concept, harvest
from index.graph.marks import marks
from index.graph.mentions import Mention, MentionFinder
from index.graph.passage import Part, Passage, passage
from index.graph.quotes import Quoter
from index.graph.structures import read_passage
from index.graph.vocabulary import Vocabulary


def fingerprint(finder: MentionFinder) -> str:
    """The state of vocabulary and rules; evidence with another one must be extracted anew."""
    return hashlib.sha256(f"{FORMAT}:{finder.vocabulary.fingerprint}".encode()).hexdigest()[:16]


def extract(document: Document, finder: MentionFinder) -> DocumentEvidence:
    """What the document says: statements with evidence, definitions, concepts a section, concepts a sentence.

    Without a vocabulary the document's own terms take the place of concepts, until `build_graph` has seen all.
    """
    state = fingerprint(finder)
    terms: tuple[Term, ...] = ()
    if not finder.vocabulary.concepts:
        terms = harvest(document)
        finder = MentionFinder(Vocabulary(concepts={term.id: as_concept(term) for term in terms}))
    findings = Findings(document, Gates(finder.vocabulary), Quoter(document.lines))
    passages = [passage(document, section, finder) for section in document.sections]
    for read in passages:
        read_passage(read, findings)
    return DocumentEvidence(
        document_id=document.id,
        order=document.order,
        fingerprint=state,
        statements=tuple(dict.fromkeys(findings.statements)),
        definitions=tuple(findings.definitions),
        sections=tuple(_presence(read, finder) for read in passages),
        sentences=tuple(names for read in passages for names in _together(read)),
        terms=tuple((term.id, term.labels, term.cue) for term in terms),
        marks=tuple(mark for read in passages for mark in marks(document, read, findings.quoter)),
    )


def _together(read: Passage) -> Iterable[tuple[str, ...]]:
    for part in read.parts:
        for span in _units(read, part):
            if found := {mention.concept_id for mention in read.within(span)}:
                yield tuple(sorted(found))


def _units(read: Passage, part: Part) -> Iterable[Span]:
    """Sentences; in tables and lists, within a line; nothing in diagrams."""
    if part.kind is BlockKind.DIAGRAM:
        return
    lines = read.lines(part.span) if part.kind in (BlockKind.TABLE, BlockKind.LIST) else [part.span]
    for line in lines:
        for span in sentences(read.text[line.start : line.end]):
            yield Span(line.start + span.start, line.start + span.end)


def _presence(read: Passage, finder: MentionFinder) -> SectionConcepts:
    length = max(1, len(read.text))
    heading = read.parts[0].span.end if read.parts and read.parts[0].kind is None else 0
    found: dict[str, list[Mention]] = {}
    for mention in read.mentions:
        found.setdefault(mention.concept_id, []).append(mention)
    section = read.section
    return SectionConcepts(
        section.id,
        section.heading,
        section.level,
        length,
        tuple(
            Presence(
                concept_id,
                len(mentions),
                mentions[0].end <= heading,
                _by_preferred(mentions, finder.vocabulary.concepts[concept_id].pref_label.values()),
                round(mentions[0].start / length, 4),
                round(mentions[-1].start / length, 4),
            )
            for concept_id, mentions in sorted(found.items())
        ),
    )


def _by_preferred(mentions: Iterable[Mention], preferred: Iterable[str]) -> bool:
    labels = {mention.label.lower() for mention in mentions}
    return any(label.lower() in labels for label in preferred)
