"""Reads what Markdown's structure says: headings as topics, glossary lines, enumerations under a lead."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import BlockKind, Span
from index.graph.clauses import Token, sentences
from index.graph.definitions import definitions
from index.graph.diagrams import read_diagram
from index.graph.findings import Claim, Findings
from index.graph.links import read_links
from index.graph.mentions import Mention
from index.graph.passage import Part, Passage
from index.graph.prose import Topic, read_text
from index.graph.tables import read_table

GLOSSARY = re.compile(r"[^：:，。\n]{0,8}?(?:[（(][^）)\n]{0,60}[)）])?\s*(?:：|:(?=\s)|——|--(?=\s)|—)\s*")
LEAD = re.compile(r"[：:]\s*$")
TOPICAL = re.compile(
    r"^[\s\d.、:：()（）]*(?:什么是|一句话理解|认识|理解|关于|初识)?\s*M\s*"
    r"(?:简介|介绍|概述|概念|基本概念|是什么|的?(?:作用|特点|特性|优势|原理|本质|功能|定义|组成|用途|核心功能|职责))?"
    r"\s*[?？]?(?:[（(][^）)]*[)）])?\s*$"
)
LISTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"包含|包括|组成|分为|含有|构成"), "contains"),
    (re.compile(r"提供"), "provides"),
    (re.compile(r"支持"), "supports"),
    (re.compile(r"基于|依赖|使用|利用|采用"), "uses"),
)


@dataclass(frozen=True, slots=True)
class Lead:
    """What an enumeration hangs on: the topic of the sentence before it, and that sentence."""

    topic: Topic
    text: str


def read_passage(passage: Passage, findings: Findings) -> None:
    """Reads a section's heading and blocks in order."""
    _read_suffixes(passage, findings)
    for found in definitions(passage, findings.gates.kind):
        findings.define(passage, found.span, token(found.mention), found.score)
    read_links(passage, findings)
    topic: Topic | None = None
    lead: Lead | None = None
    for number, part in enumerate(passage.parts):
        if part.kind is None:
            read_text(passage, part.span, findings)
            topic = _heading_topic(passage, part)
        elif part.kind is BlockKind.TABLE:
            read_table(passage, part, findings)
        elif part.kind is BlockKind.LIST:
            direct = topic._replace(defines=True) if topic and number == 1 else topic
            _read_list(passage, part, findings, direct, lead)
        elif part.kind is BlockKind.DIAGRAM:
            read_diagram(passage, part, findings)
        else:
            lead = _read_prose(passage, part, findings, topic if number == 1 else None)
            continue
        lead = None


def _read_suffixes(passage: Passage, findings: Findings) -> None:
    """`PID Namespace` is a `Namespace`: a label that ends in the label of a concept above its own."""
    for mention in passage.mentions:
        genus = findings.suffix(mention)
        if genus is None:
            continue
        length, concept_id = genus
        tail = mention.label[-length:]
        target = Token("m", mention.end - length, mention.end, tail, concept_id)
        end = passage.text.find("\n", mention.start)
        line = Span(passage.line_starts[passage.row(mention.start)], end if end >= 0 else len(passage.text))
        sentence = next(
            (s for s in _sentences(passage, line) if s.start <= mention.start < s.end), Span(mention.start, mention.end)
        )
        findings.add(passage, sentence, Claim("suffix", "is_a", 0.8, safe=True), token(mention), target)


def _sentences(passage: Passage, run: Span) -> list[Span]:
    found = sentences(passage.text[run.start : run.end])
    return [Span(run.start + s.start, run.start + s.end) for s in found]


def _heading_topic(passage: Passage, heading: Part) -> Topic | None:
    """The concept that a section is about, where its heading says nothing else."""
    mentions = passage.within(heading.span)
    if len({mention.concept_id for mention in mentions}) != 1:
        return None
    first = mentions[0]
    text = passage.text[heading.span.start : heading.span.end]
    shape = text[: first.start - heading.span.start] + "M" + text[first.end - heading.span.start :]
    return Topic(token(first), above=True) if TOPICAL.match(shape) else None


def token(mention: Mention) -> Token:
    """A mention as rules take it."""
    return Token("m", mention.start, mention.end, mention.label, mention.concept_id)


def _read_prose(passage: Passage, part: Part, findings: Findings, topic: Topic | None) -> Lead | None:
    """Reads a paragraph; returns the lead it is, if an enumeration may follow."""
    text = passage.text[part.span.start : part.span.end]
    if _read_glossary(passage, part.span, findings):
        return None
    defines = topic is not None and passage.row(part.span.start) <= passage.row(topic.subject.start) + 1
    opening = Topic(topic.subject, above=True, defines=True) if topic and defines else topic
    left = read_text(passage, part.span, findings, opening)
    if not LEAD.search(text):
        return None
    return Lead(Topic(left.subject, above=True), text) if left else None


def _read_list(passage: Passage, part: Part, findings: Findings, topic: Topic | None, lead: Lead | None) -> None:
    for line in passage.lines(part.span):
        if lead is not None:
            _read_listed(passage, line, findings, lead)
        if not _read_glossary(passage, line, findings):
            read_text(passage, line, findings, lead.topic if lead else topic)


def _read_listed(passage: Passage, line: Span, findings: Findings, lead: Lead) -> None:
    """`X 包含：` and below it `- Y`: an item that is, or begins as, a term."""
    first = next((m for m in passage.within(line)), None)
    if first is None or first.start - line.start > 2:
        return
    rest = passage.text[first.end : line.end]
    if rest.strip() and not GLOSSARY.match(rest) and not re.match(r"\s*[（(，,。；;]", rest):
        return
    for pattern, type_ in LISTS:
        if pattern.search(lead.text[-40:]):
            findings.add(passage, line, Claim(f"list.{type_}", type_, 0.7), lead.topic.subject, token(first))
            return


def _read_glossary(passage: Passage, line: Span, findings: Findings) -> bool:
    """`术语（Term）：说明`: the rest of the line says what the term is."""
    first = next((m for m in passage.within(line)), None)
    if first is None or first.start - line.start > 3:
        return False
    match = GLOSSARY.match(passage.text, first.end, line.end)
    if match is None or match.end() >= line.end:
        return False
    read_text(passage, Span(match.end(), line.end), findings, Topic(token(first), above=False, defines=True))
    return True
