"""Reads links between pages: where a section about one concept points to the page about another, the two are related.

That is all it says, so that such a relation stays a candidate, and gives way to any other between the two. Whether the
page is about the concept that the link names (and the link not a passing one) shows when all documents are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.model import Span
from corpus.sources.links import linked_path
from index.graph.clauses import Token, sentences
from index.graph.evidence import DocumentEvidence, Statement
from index.graph.findings import Claim, Findings
from index.graph.mentions import Mention
from index.graph.passage import Passage

RULE, TYPE, CONFIDENCE = "link", "related_to", 0.4
PAGE = "page"
"""The qualifier that keeps where a link leads until the page is known."""
MOST_IN_HEADING = 2
"""A heading that names more concepts is about none of them."""


def read_links(passage: Passage, findings: Findings) -> None:
    """Keeps, for each link to another page, what its text names and what its section, or its sentence, is about."""
    headed = bool(passage.parts) and passage.parts[0].kind is None
    heading = passage.within(passage.parts[0].span) if headed else []
    for link in passage.links:
        page = linked_path(findings.document.path, link.target)
        named = passage.within(link.span)
        if not page or page == findings.document.path or not named:
            continue
        sentence = _sentence(passage, link.span)
        for topic in _topics_of(passage, heading, sentence):
            if topic.concept_id != named[-1].concept_id:
                claim = Claim(RULE, TYPE, CONFIDENCE, page=page)
                findings.add(passage, sentence, claim, _token(topic), _token(named[-1]))


def _topics_of(passage: Passage, heading: Sequence[Mention], sentence: Span) -> list[Mention]:
    """The few concepts of the heading, named where the sentence names them; without any, what the sentence names first
    outside of links."""
    plain = [m for m in passage.within(sentence) if not any(_within(m, link.span) for link in passage.links)]
    if not heading:
        return plain[:1]
    topics = {mention.concept_id: mention for mention in reversed(heading)}
    said = {mention.concept_id: mention for mention in reversed(plain)}
    few = len(topics) <= MOST_IN_HEADING
    return [said.get(concept, mention) for concept, mention in sorted(topics.items())] if few else []


def _sentence(passage: Passage, run: Span) -> Span:
    """The sentence of a line that holds the run, else the run alone."""
    start = passage.line_starts[passage.row(run.start)]
    end = passage.text.find("\n", run.end)
    line = passage.text[start : end if end >= 0 else len(passage.text)]
    found = (Span(start + s.start, start + s.end) for s in sentences(line))
    return next((s for s in found if s.start <= run.start and run.end <= s.end), run)


def _within(mention: Mention, run: Span) -> bool:
    return run.start <= mention.start and mention.end <= run.end


def _token(mention: Mention) -> Token:
    return Token("m", mention.start, mention.end, mention.label, mention.concept_id)


def confirmed(parts: Sequence[DocumentEvidence]) -> tuple[DocumentEvidence, ...]:
    """The evidence without links to pages about something else, and without those between concepts that more is said
    of; the others lose the page's name."""
    topics = {part.document_id: _topics(part) for part in parts}
    joined = {frozenset((s.source, s.target)) for part in parts for s in part.statements if s.evidence.rule != RULE}
    return tuple(
        replace(part, statements=tuple(_confirmed(part.document_id, part.statements, topics, joined))) for part in parts
    )


def _confirmed(
    document_id: str,
    statements: Iterable[Statement],
    topics: dict[str, frozenset[str]],
    joined: set[frozenset[str]],
) -> Iterable[Statement]:
    source = document_id.partition(":")[0]
    for statement in statements:
        if statement.evidence.rule != RULE:
            yield statement
            continue
        page = dict(statement.qualifiers).get(PAGE, "")
        ends = frozenset((statement.source, statement.target))
        if ends not in joined and statement.target in topics.get(f"{source}:{page}", ()):
            yield replace(statement, qualifiers=())


def _topics(part: DocumentEvidence) -> frozenset[str]:
    """What a page is about: the concepts of its first heading, where they are few."""
    first = next((section for section in part.sections if section.heading), None)
    named = frozenset(p.concept_id for p in first.concepts if p.in_heading) if first else frozenset()
    return named if len(named) <= MOST_IN_HEADING else frozenset()
