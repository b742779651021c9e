"""Collects what rules find in a document, each finding quoted from the file or dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.model import Document, Span
from index.graph.clauses import Token
from index.graph.definitions import LEAST
from index.graph.evidence import Definition, Statement
from index.graph.gates import Gates
from index.graph.mentions import Mention
from index.graph.model import Evidence
from index.graph.passage import Passage
from index.graph.quotes import Quoter

_VERSION = re.compile(r"(?:v|版本 ?)?\d+(?:\.\d+)+|(?:Engine|CE|EE|v|Docker) ?\d{2}(?:\.\d+)?", re.I | re.A)
_QUALIFIERS = (
    ("temporal", "past", re.compile("最初|早期|曾经|过去|旧版|以前的|历史上|原先|当时")),
    ("temporal", "no longer", re.compile("不再")),
    ("modality", "advice", re.compile("建议|推荐|应该|应当|最好|尽量")),
    ("modality", "default", re.compile("默认")),
    ("modality", "possible", re.compile("可以|可能|能够")),
)

SEEN_THROUGH = frozenset({"manages", "limits", "monitors", "operates_on", "isolates", "configures"})
"""Types whose object may be an aspect: who manages the container's life cycle manages the container."""


class Claim(NamedTuple):
    """What a rule says of two mentions: `safe` where one sentence is enough, `action` for `operates_on`, `page` where
    a link leads."""

    rule: str
    type: str
    confidence: float
    safe: bool = False
    negative: bool = False
    action: str = ""
    page: str = ""


@dataclass
class Findings:
    """The statements and definitions of one document."""

    document: Document
    gates: Gates
    quoter: Quoter
    statements: list[Statement] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    _suffixed: set[str] = field(default_factory=set)
    _plain: set[tuple[str, str]] = field(default_factory=set)

    def add(self, passage: Passage, sentence: Span, claim: Claim, source: Token, target: Token) -> bool:
        """Keeps the claim if its ends may be joined and the file shows it; says whether it did."""
        if not self.gates.allows(claim.type, source.concept, target.concept):
            return False
        if claim.rule.endswith(".has") and not self.gates.possessive(source.concept, target.concept):
            return False
        evidence = self._evidence(passage, sentence, claim.rule, claim.confidence, source, target)
        if evidence is None:
            return False
        qualifiers = dict(_qualifiers(passage.text[sentence.start : sentence.end], claim.type))
        qualifiers |= {name: value for name, value in (("action", claim.action), ("page", claim.page)) if value}
        self._keep(claim, source, target, evidence, tuple(sorted(qualifiers.items())))
        inner = self.gates.inner(target.concept, target.word)
        if inner is not None and claim.type in SEEN_THROUGH:
            length, concept_id = inner
            part = Token(target.tag, target.start, target.start + length, target.word[:length], concept_id)
            self.add(passage, sentence, claim._replace(confidence=claim.confidence * 0.9, safe=False), source, part)
        return True

    def _keep(
        self, claim: Claim, source: Token, target: Token, evidence: Evidence, qualifiers: tuple[tuple[str, str], ...]
    ) -> None:
        safe = claim.safe or (
            claim.type == "is_a" and not claim.negative and self.gates.narrower(source.concept, target.concept)
        )
        self.statements.append(
            Statement(source.concept, claim.type, target.concept, claim.negative, safe, evidence, qualifiers)
        )

    def suffix(self, mention: Mention) -> tuple[int, str] | None:
        """Of a mention seen for the first time here: the length of its ending that names a concept above it."""
        label = (mention.concept_id, mention.label)
        if mention.concept_id in self._suffixed or label in self._plain:
            return None
        genus = self.gates.suffix(*label)
        if genus is None:
            self._plain.add(label)
        else:
            self._suffixed.add(mention.concept_id)
        return genus

    def define(self, passage: Passage, sentence: Span, concept: Token, score: float) -> None:
        """Keeps a sentence as a definition of the concept named in it or above it."""
        evidence = self._evidence(passage, sentence, "definition", min(0.95, score), concept)
        if evidence is not None and score >= LEAST:
            names = sorted({m.concept_id for m in passage.within(sentence)} - {concept.concept})
            self.definitions.append(Definition(concept.concept, score, evidence, tuple(names)))

    def _evidence(
        self, passage: Passage, sentence: Span, rule: str, confidence: float, *ends: Token
    ) -> Evidence | None:
        runs = [Span(end.start, end.end) for end in ends]
        whole = Span(min(sentence.start, *(r.start for r in runs)), max(sentence.end, *(r.end for r in runs)))
        quote = self.quoter.quote(passage, whole, runs)
        if quote is None:
            return None
        spans = (*quote.spans, None)
        return Evidence(
            section_id=passage.section.id,
            source=self.document.source,
            path=self.document.path,
            line=quote.line,
            quote=quote.text,
            source_span=spans[0],
            target_span=spans[1],
            rule=rule,
            confidence=round(confidence, 3),
        )


def _qualifiers(text: str, type_: str) -> Iterable[tuple[str, str]]:
    seen = set()
    for name, value, pattern in _QUALIFIERS:
        if name not in seen and pattern.search(text) and not (value == "possible" and type_ in {"operates_on", "is_a"}):
            seen.add(name)
            yield name, value
    if version := _VERSION.search(text):
        yield "version", version[0]
