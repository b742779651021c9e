"""A run of text with its mentions, and what rules find in it: the way from tokens to quoted statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.model import Block, BlockKind, Document, Section, Span
from index.graph.clauses import Token
from index.graph.evidence import Definition, Statement
from index.graph.gates import Gates
from index.graph.mentions import Mention, MentionFinder
from index.graph.model import Evidence
from index.graph.quotes import Quoter

PREFIXED_KINDS = frozenset({"command", "instruction", "tool"})
_VERSION = re.compile(r"(?:v|版本 ?)?\d+(?:\.\d+)+|(?:Engine|CE|EE|v|Docker) ?\d{2}(?:\.\d+)?", re.I | re.A)
_QUALIFIERS = (
    ("temporal", "past", re.compile("最初|早期|曾经|过去|旧版|以前的|历史上|原先|当时")),
    ("temporal", "no longer", re.compile("不再")),
    ("modality", "advice", re.compile("建议|推荐|应该|应当|最好|尽量")),
    ("modality", "default", re.compile("默认")),
    ("modality", "possible", re.compile("可以|可能|能够")),
)


@dataclass(frozen=True)
class Passage:
    """A block (or heading) of a section: its text, where its lines stand, the mentions and code in it."""

    section: Section
    text: str
    line_map: tuple[int, ...]
    mentions: tuple[Mention, ...]
    code: tuple[Span, ...] = ()
    bold: tuple[Span, ...] = ()
    kind: BlockKind = BlockKind.PROSE

    def within(self, span: Span) -> list[Mention]:
        """The mentions inside a run of the text."""
        return [m for m in self.mentions if span.start <= m.start and m.end <= span.end]


@dataclass
class Findings:
    """Collects what one document says; `add` quotes it or drops it."""

    document: Document
    gates: Gates
    quoter: Quoter
    statements: list[Statement] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)

    def add(
        self,
        passage: Passage,
        sentence: Span,
        rule: str,
        type_: str,
        source: Token,
        target: Token,
        *,
        confidence: float,
        safe: bool = False,
        negative: bool = False,
        action: str = "",
    ) -> bool:
        """Keeps the statement if its ends may be joined and the file shows it; says whether it did."""
        if not self.gates.allows(type_, source.concept, target.concept):
            return False
        evidence = self._evidence(passage, sentence, rule, confidence, source, target)
        if evidence is None:
            return False
        qualifiers = dict(_qualifiers(passage.text[sentence.start : sentence.end], type_))
        if action:
            qualifiers["action"] = action
        self.statements.append(
            Statement(
                source.concept, type_, target.concept, negative, safe, evidence, tuple(sorted(qualifiers.items()))
            )
        )
        return True

    def define(self, passage: Passage, sentence: Span, concept: Token, score: float) -> None:
        """Keeps a sentence as a definition of the concept named in it."""
        evidence = self._evidence(passage, sentence, "definition", min(0.95, score), concept)
        if evidence is not None:
            names = sorted({m.concept_id for m in passage.within(sentence)} - {concept.concept})
            self.definitions.append(Definition(concept.concept, score, evidence, tuple(names)))

    def _evidence(
        self, passage: Passage, sentence: Span, rule: str, confidence: float, *ends: Token
    ) -> Evidence | None:
        runs = [Span(end.start, end.end) for end in ends]
        quote = self.quoter.quote(passage.text, passage.line_map, sentence, runs)
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
    for name, value, pattern in _QUALIFIERS:
        if pattern.search(text) and not (value == "possible" and type_ in {"operates_on", "is_a"}):
            yield name, value
    if version := _VERSION.search(text):
        yield "version", version[0]


def passages(document: Document, section: Section, finder: MentionFinder) -> Iterable[Passage]:
    """The heading and the blocks of a section that hold text, each with its mentions."""
    around = f"{document.title} {' '.join(section.breadcrumbs)} {section.heading} {section.text[:6000]}"
    path = f"{document.path} {section.heading}"
    if section.heading:
        mentions = finder.find(section.heading, path, around)
        yield Passage(section, section.heading, (section.line,), mentions, kind=BlockKind.QUOTE)
    for block in section.blocks:
        if block.kind is BlockKind.CODE:
            continue
        mentions = finder.find(block.text, path, around)
        yield _passage(section, block, mentions, finder)


def _passage(section: Section, block: Block, mentions: Sequence[Mention], finder: MentionFinder) -> Passage:
    kept = tuple(m for m in mentions if _named(m, block, finder))
    lines = block.line_map or tuple(range(block.line, block.line + block.text.count("\n") + 1))
    return Passage(section, block.text, lines, kept, block.code_spans, block.bold_spans, block.kind)


def _named(mention: Mention, block: Block, finder: MentionFinder) -> bool:
    """A name inside code counts where it is all of the code, its file name, or the command that the code runs."""
    for run in block.code_spans:
        if run.start <= mention.start and mention.end <= run.end:
            whole = block.text[run.start : run.end].strip()
            if mention.label == whole or whole == f"{mention.label}/":
                return True
            kind = finder.vocabulary.concepts[mention.concept_id].kind
            if kind in PREFIXED_KINDS:
                return whole.startswith(mention.label)
            return kind == "file" and whole.endswith(mention.label)
    return True
