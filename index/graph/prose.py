"""Reads sentences: splits them into clauses, lends subjects, and applies the rules of `index.graph.patterns`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import Span
from index.graph.clauses import Clause, Token, borrowing, clauses, merge_compounds, sentences, tokens, without_brackets
from index.graph.lexicon import Verb, verb, words
from index.graph.passage import Findings, Passage
from index.graph.patterns import BRACKET_KINDS, CHAIN, CLAUSE_RULES, SENTENCE_RULES, Rule

STARTS_WITH_VERB = re.compile(r"^[sa]{0,4}[n!]?[agl]{0,3}(?:[wzfptk][qxmohHldcP]{1,6}a?)?(?:[vbBjyn])")
STARTS_WITH_PRONOUN = re.compile(r"^[sa]{0,3}r")
LEADING_SUBJECT = re.compile(r"^[saqgr]{0,4}(?:[qxhoHP]{1,3}d)?q{0,2}(?P<s>m)(?![d])")
BORROWED_DISCOUNT = 0.9
UNANCHORED_FACTS = re.compile(r"[?!i]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence being read: its span in the passage's text and where the passage stands."""

    passage: Passage
    span: Span
    findings: Findings


def read_text(passage: Passage, span: Span, findings: Findings, topic: Token | None = None) -> Token | None:
    """Reads all sentences in a run of the text; returns the subject that the last one leaves behind."""
    for sentence in sentences(passage.text[span.start : span.end]):
        whole = Span(span.start + sentence.start, span.start + sentence.end)
        topic = read_sentence(Reading(passage, whole, findings), topic)
    return topic


def read_sentence(reading: Reading, topic: Token | None) -> Token | None:
    """Reads one sentence, with `topic` as the subject it may lack; returns the subject it leaves behind."""
    mentions = reading.passage.within(reading.span)
    if not mentions:
        return None
    code = [run for run in reading.passage.code if reading.span.start <= run.start < reading.span.end]
    found = _settle(tokens(reading.passage.text, reading.span, mentions, code))
    outside, brackets = without_brackets(found)
    for owner, inside in brackets:
        if owner is not None:
            _read_bracket(reading, owner, inside)
    outside, pairs = merge_compounds(outside, reading.findings.gates.narrower)
    for kind, genus in pairs:
        _state(reading, "apposition", "is_a", kind, genus, 0.8, safe=True)
    _apply_sentence_rules(reading, outside)
    return _read_clauses(reading, outside, topic)


def _settle(found: list[Token]) -> list[Token]:
    """A mention whose label is also a verb (隔离, 监控) is the verb when an object follows."""
    table = words()
    settled = []
    for place, token in enumerate(found):
        entry = table.get(token.word) if token.tag == "m" else None
        following = found[place + 1].tag if place + 1 < len(found) else ""
        if entry and entry[0] == "v" and following and following in "mqo":
            token = Token("v", token.start, token.end, entry[1])
        settled.append(token)
    return settled


def _read_bracket(reading: Reading, owner: Token, inside: Sequence[Token]) -> None:
    """`Y（如 A、B）` lists kinds of Y; `Y（包含 A）` says something of Y."""
    tags = "".join(token.tag for token in inside)
    if any(token.concept == owner.concept for token in inside):
        return
    if tags.startswith("u") and (listed := BRACKET_KINDS.match(tags)):
        for token in _mentions(inside, listed.span("s")):
            _state(reading, "such_as.bracket", "is_a", token, owner, 0.75)
    elif STARTS_WITH_VERB.match(tags):
        for clause in clauses(inside):
            _read_clause(reading, replace(borrowing(clause, owner), bracket=True))


def _read_clauses(reading: Reading, found: Sequence[Token], topic: Token | None) -> Token | None:
    subject = topic
    first = True
    for clause in clauses(found):
        conditional = "i" in clause.tags[:3] or clause.tags.endswith("T")
        if subject is not None and not conditional and _lacks_subject(clause):
            _read_clause(reading, borrowing(clause, subject), lent=True, first=first)
        else:
            _read_clause(reading, replace(clause, conditional=conditional))
            if leading := LEADING_SUBJECT.match(clause.tags):
                subject = None if conditional else clause.tokens[leading.start("s")]
            elif not re.match(r"^[sazpwfa]", clause.tags):
                subject = None
        first = False
    return subject


def _lacks_subject(clause: Clause) -> bool:
    return bool(STARTS_WITH_VERB.match(clause.tags) or STARTS_WITH_PRONOUN.match(clause.tags))


def _read_clause(reading: Reading, clause: Clause, *, lent: bool = False, first: bool = False) -> None:
    tags = clause.tags
    if "m" not in tags:
        return
    for rule in CLAUSE_RULES:
        for match in rule.pattern.finditer(tags):
            _apply(reading, rule, clause.tokens, match, lent=lent, clause=clause)


def _apply_sentence_rules(reading: Reading, found: Sequence[Token]) -> None:
    tags = "".join(token.tag for token in found)
    for rule in SENTENCE_RULES:
        for match in rule.pattern.finditer(tags):
            _apply(reading, rule, found, match)


def _apply(
    reading: Reading, rule: Rule, found: Sequence[Token], match: re.Match[str], *, lent: bool = False,
    clause: Clause | None = None,
) -> None:  # fmt: skip
    """Turns a match into statements: every source with every target, for every verb."""
    groups = match.groupdict()
    before = "".join(token.tag for token in found[: match.end("o")])
    if "?" in before or "!" in before or (clause is not None and clause.conditional):
        return
    if lent and "g" in before:
        return
    negative = bool(groups.get("n"))
    confidence = rule.confidence * (BORROWED_DISCOUNT if lent else 1.0) * (0.7 if groups.get("weak") else 1.0)
    confidence *= 0.85 if "g" in before else 1.0
    safe = rule.safe and not groups.get("weak")
    for name, relation in _relations(rule, found, match):
        for source in _mentions(found, match.span("s")):
            for target in _mentions(found, match.span("o")):
                ends = (target, source) if rule.swap != relation.swap else (source, target)
                if not reading.findings.gates.tests[rule.ends](source.concept, target.concept):
                    continue
                _state(reading, name, relation.type, *ends, confidence, safe=safe, negative=negative,
                       action=relation.action)  # fmt: skip
    if rule.name == "verb":
        _chain(reading, rule, found, match, confidence)


def _relations(rule: Rule, found: Sequence[Token], match: re.Match[str]) -> Iterator[tuple[str, Verb]]:
    """The relations that a match asserts, each with the name of the rule as evidence gives it."""
    classes = [t.word for t in found[slice(*match.span("v"))] if t.tag == "v"] if "v" in match.groupdict() else []
    for name in classes:
        if (rule.verbs and name not in rule.verbs) or name in rule.without:
            continue
        if rule.type:
            yield rule.name, Verb(rule.type)
            return
        yield f"{rule.name}.{name}", verb(name)
    if not classes and rule.type and not rule.verbs:
        yield rule.name, Verb(rule.type)


def _chain(reading: Reading, rule: Rule, found: Sequence[Token], match: re.Match[str], confidence: float) -> None:
    """Further verb phrases of the same subject."""
    at = match.end()
    for _ in range(3):
        rest = found[at:]
        further = CHAIN.match("".join(token.tag for token in rest))
        if further is None:
            return
        for name, relation in _relations(rule, rest, further):
            for source in _mentions(found, match.span("s")):
                for target in _mentions(rest, further.span("o")):
                    ends = (target, source) if relation.swap else (source, target)
                    _state(reading, name, relation.type, *ends, confidence * 0.9, action=relation.action)
        at += further.end()


def _mentions(found: Sequence[Token], span: tuple[int, int]) -> list[Token]:
    return [token for token in found[span[0] : span[1]] if token.tag == "m"]


def _state(
    reading: Reading, rule: str, type_: str, source: Token, target: Token, confidence: float, *, safe: bool = False,
    negative: bool = False, action: str = "",
) -> None:  # fmt: skip
    reading.findings.add(
        reading.passage, reading.span, rule, type_, source, target,
        confidence=confidence, safe=safe, negative=negative, action=action,
    )  # fmt: skip
