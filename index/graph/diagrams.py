"""Reads mermaid diagrams: boxes inside boxes, and arrows whose label is a verb."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Span
from index.graph.clauses import Token, tokens
from index.graph.findings import Claim, Findings
from index.graph.lexicon import VERB_TAG, verb
from index.graph.passage import Part, Passage

MOST_BESIDE = 16
"""Characters that a box's label may hold beside its concept."""
SUBGRAPH = re.compile(r"\s*subgraph\s+(.+)")
END = re.compile(r"\s*end\s*$")
NODE = re.compile(r"(?P<id>\w+)[\[({]{1,3}[\"]?(?P<label>[^\]\")}\n]{1,120})[\"]?[\])}]{1,3}")
EDGE = re.compile(
    r"(?P<a>\w+)\s*(?:--+>|==+>|-\.+->)\s*(?:\|[\"]?(?P<after>[^|\"\n]{1,60})[\"]?\|\s*)?(?P<b>\w+)"
    r"|(?P<c>\w+)\s*--\s*[\"]?(?P<between>[^->\"\n]{1,60}?)[\"]?\s*--+>\s*(?P<d>\w+)"
)


@dataclass(frozen=True, slots=True)
class Node:
    """A box and the first concept that its label names; `box` is the concept of the box around it."""

    concept: Token
    box: Token | None


def read_diagram(passage: Passage, part: Part, findings: Findings) -> None:
    """Reads one mermaid block; other diagrams hold no boxes and give nothing."""
    nodes: dict[str, Node] = {}
    boxes: list[Token | None] = []
    for line in passage.lines(part.span):
        text = passage.text[line.start : line.end]
        if opening := SUBGRAPH.match(text):
            boxes.append(_concept(passage, line, opening.start(1)))
        elif END.match(text):
            boxes = boxes[:-1]
        else:
            for match in NODE.finditer(text):
                _read_node(passage, line, match, boxes, nodes, findings)
            for match in EDGE.finditer(NODE.sub(lambda m: m["id"].ljust(len(m[0])), text)):
                _read_edge(passage, line, match, nodes, findings)


def _read_node(
    passage: Passage, line: Span, match: re.Match[str], boxes: list[Token | None], nodes: dict[str, Node],
    findings: Findings,
) -> None:  # fmt: skip
    concept = _concept(passage, line, match.start("label"), match.end("label"))
    if concept is None:
        return
    box = boxes[-1] if boxes else None
    nodes.setdefault(match["id"], Node(concept, box))
    if box is not None and findings.gates.possessive(box.concept, concept.concept):
        findings.add(passage, line, Claim("diagram.inside", "contains", 0.5), box, concept)


def _read_edge(passage: Passage, line: Span, match: re.Match[str], nodes: dict[str, Node], findings: Findings) -> None:
    start, end = nodes.get(match["a"] or match["c"]), nodes.get(match["b"] or match["d"])
    name = "after" if match["after"] else "between"
    if start is None or end is None or not match[name]:
        return
    span = Span(line.start + match.start(name), line.start + match.end(name))
    verbs = [token.word for token in tokens(passage.text, span, (), ()) if token.tag == VERB_TAG]
    if not verbs:
        return
    relation = verb(verbs[0])
    ends = (end.concept, start.concept) if relation.swap else (start.concept, end.concept)
    claim = Claim(f"diagram.{verbs[0]}", relation.type, 0.65, action=relation.action)
    findings.add(passage, line, claim, *ends)


def _concept(passage: Passage, line: Span, start: int, end: int | None = None) -> Token | None:
    """The one concept that a label names, where it says little else and does not speak of its inside."""
    stop = line.end if end is None else line.start + end
    mentions = passage.within(Span(line.start + start, stop))
    if not mentions or len({m.concept_id for m in mentions}) != 1:
        return None
    mention = mentions[-1]
    rest = stop - (line.start + start) - sum(m.end - m.start for m in mentions)
    if rest > MOST_BESIDE or passage.text[mention.end : mention.end + 2].lstrip()[:1] in "内的中里":
        return None
    return Token("m", mention.start, mention.end, mention.label, mention.concept_id)
