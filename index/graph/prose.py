"""Reads sentences: splits them into clauses, lends subjects, and applies the rules of `index.graph.patterns`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from corpus.model import Span
from index.graph.clauses import (
    Clause,
    Token,
    borrowing,
    clauses,
    merge_compounds,
    sentences,
    settle_verbs,
    tags_of,
    tokens,
    without_brackets,
)
from index.graph.findings import Claim, Findings
from index.graph.lexicon import Verb, verb
from index.graph.passage import Passage
from index.graph.patterns import BRACKET_KINDS, CHAIN, Rule, in_clause, in_sentence

STARTS_WITH_VERB = re.compile(r"^[sa]{0,4}[n!]?[agl]{0,3}(?:[wzfptk][qxmohHldcP]{1,6}a?)?(?:[vbBjyn])")
STARTS_WITH_PRONOUN = re.compile(r"^[sa]{0,3}r")
LEADING_SUBJECT = re.compile(r"^[saqgr]{0,4}(?:[qxhoHP]{1,3}d)?q{0,2}(?P<s>m)(?!l?d)")
INTRODUCES = re.compile(r"v[qxh]{0,3}(?P<s>m(?:cm)*)[hP]?$")
WITHIN_SENTENCE, FROM_ABOVE, WEAK = 0.92, 0.85, 0.6
IMPERATIVE = """
uses has runs creates builds configures stores exposes shares replaces connects_to depends_on works_with identifies
installs deploys deletes starts stops restarts enters downloads uploads exports imports loads saves tags searches
displays mounts scans signs verifies copies filters processes collects updates
"""
"""Verbs that, without a subject, more often tell the reader what to do than what the topic does."""


class Topic(NamedTuple):
    """A subject that a sentence may lack. `above`: it stands in a heading, a lead or a table's first cell, not in the
    text before; `defines`: the sentence says what it is (`术语：说明`)."""

    subject: Token
    above: bool = False
    defines: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence being read: its span in the passage's text and where its findings go."""

    passage: Passage
    span: Span
    findings: Findings

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage.text[self.span.start : self.span.end]

    def state(self, claim: Claim, source: Token, target: Token) -> None:
        """Keeps a claim about two mentions."""
        self.findings.add(self.passage, self.span, claim, source, target)


def read_text(passage: Passage, span: Span, findings: Findings, topic: Topic | None = None) -> Topic | None:
    """Reads all sentences in a run of the text; returns the topic that the last one leaves behind."""
    for sentence in sentences(passage.text[span.start : span.end]):
        whole = Span(span.start + sentence.start, span.start + sentence.end)
        left = read_sentence(Reading(passage, whole, findings), topic)
        topic = Topic(left.subject, True, left.defines) if left else None
    return topic


def read_sentence(reading: Reading, topic: Topic | None) -> Topic | None:
    """Reads one sentence, with `topic` as the subject it may lack; returns the topic it leaves behind."""
    mentions = reading.passage.within(reading.span)
    if not mentions:
        return None
    code = [run for run in reading.passage.code if reading.span.start <= run.start < reading.span.end]
    found = settle_verbs(tokens(reading.passage.text, reading.span, mentions, code))
    outside, brackets = without_brackets(found)
    for owner, inside in brackets:
        _read_bracket(reading, owner, outside, inside, topic)
    outside, pairs = merge_compounds(outside, reading.findings.gates.narrower)
    for kind, genus in pairs:
        reading.state(Claim("apposition", "is_a", 0.8, safe=True), kind, genus)
    tags = tags_of(outside)
    for rule, match in in_sentence(tags):
        _apply(reading, rule, Clause(outside, tags), match)
    return _read_clauses(reading, outside, topic)


def _read_bracket(
    reading: Reading, owner: Token | None, outside: Sequence[Token], inside: Sequence[Token], topic: Topic | None
) -> None:
    """`Y（如 A、B）` lists kinds of Y; `Y（包含 A）` says something of Y."""
    tags = tags_of(inside)
    if tags.startswith("u") and (listed := BRACKET_KINDS.match(tags)):
        for token in _mentions(inside, listed.span("s")):
            above = [topic.subject, *outside] if topic else outside
            genus = _genus(reading, token, owner, above)
            if genus is not None:
                reading.state(Claim("such_as.bracket", "is_a", 0.75), token, genus)
    elif owner and STARTS_WITH_VERB.match(tags) and all(token.concept != owner.concept for token in inside):
        for clause in clauses(inside):
            _read_clause(reading, borrowing(clause, owner), WITHIN_SENTENCE)


def _genus(reading: Reading, kind: Token, owner: Token | None, outside: Sequence[Token]) -> Token | None:
    """What a listed concept is a kind of: what the bracket stands behind, or what the vocabulary puts above it."""
    gates = reading.findings.gates
    known = [t for t in outside if t.tag == "m" and t.start < kind.start and gates.narrower(kind.concept, t.concept)]
    return known[-1] if known else owner


def _read_clauses(reading: Reading, found: Sequence[Token], topic: Topic | None) -> Topic | None:
    for number, clause in enumerate(clauses(found)):
        if topic is not None and topic.defines and (number == 0 or _is_a_kind(clause)):
            copula = Token("b", topic.subject.end, topic.subject.end, "是")
            share = FROM_ABOVE if topic.above else 1.0
            said = Clause((topic.subject, copula, *clause.tokens), f"{topic.subject.tag}b{clause.tags}", borrowed=True)
            _read_clause(reading, said, share)
        conditional = "i" in clause.tags[:3] or clause.tags.endswith("T")
        if number and _goes_on_about_object(clause):
            continue
        if topic is not None and not conditional and _lacks_subject(clause):
            above = topic.above and not topic.defines
            if not (above and _tells_reader(clause, reading, topic)):
                share = FROM_ABOVE if topic.above else WITHIN_SENTENCE
                _read_clause(reading, borrowing(clause, topic.subject), share)
            topic = _introduced(clause, topic)
            continue
        _read_clause(reading, clause._replace(conditional=True) if conditional else clause, 1.0)
        if leading := LEADING_SUBJECT.match(clause.tags):
            if topic is None or not topic.defines or number:
                own = Topic(clause.tokens[leading.start("s")])
                topic = None if conditional else _introduced(clause, own)
        elif clause.tags[:1] not in tuple("sazpwf") and not (topic and topic.defines):
            topic = None
    return Topic(topic.subject, topic.above) if topic else None


def _is_a_kind(clause: Clause) -> bool:
    """`…，一种分层的文件系统`: a further definition of the same term."""
    return clause.tokens[0].tag == "q" and clause.tokens[0].word[:1] == "一"


def _introduced(clause: Clause, topic: Topic) -> Topic | None:
    """`Docker 提供了 X 命令，…`: what follows is about X; of several things it could be any."""
    match = INTRODUCES.search(clause.tags)
    if match is None or clause.tokens[match.start()].word != "provides":
        return topic
    listed = _mentions(clause.tokens, match.span("s"))
    return Topic(listed[0]) if len(listed) == 1 else None


def _goes_on_about_object(clause: Clause) -> bool:
    """`…的隔离，包括网卡和路由表`: a bare 包括 in a later clause speaks of what stands just before it."""
    first = clause.tokens[0]
    return first.tag == "v" and first.word == "contains"


def _lacks_subject(clause: Clause) -> bool:
    return bool(STARTS_WITH_VERB.match(clause.tags) or STARTS_WITH_PRONOUN.match(clause.tags))


def _tells_reader(clause: Clause, reading: Reading, topic: Topic) -> bool:
    """Whether a clause without a subject is an instruction to the reader rather than about the topic."""
    first = next((t for t in clause.tokens if t.tag not in "sal"), None)
    if first is None or first.tag in "!g":
        return True
    if first.tag not in "vw" or reading.findings.gates.acts(topic.subject.concept):
        return False
    return first.tag == "w" or first.word in IMPERATIVE.split()


def _read_clause(reading: Reading, clause: Clause, share: float) -> None:
    """Applies all rules to a clause; `share` is how much its subject can be trusted."""
    for rule, match in in_clause(clause.tags) if clause.tags.count("m") > 1 else ():
        _apply(reading, rule, clause, match, share)


def _apply(reading: Reading, rule: Rule, clause: Clause, match: re.Match[str], share: float = 1.0) -> None:
    """Turns a match into claims: every source with every target, for every verb."""
    groups = match.groupdict()
    before = clause.tags[: match.end("o")]
    if rule.cue and not rule.cue.search(reading.text):
        return
    if rule.denials and clause.tokens[match.start("n")].word not in rule.denials:
        return
    if rule.under and clause.tokens[match.start("u")].word not in rule.under:
        return
    if "?" in before or "!" in before or clause.conditional or (clause.borrowed and "g" in before):
        return
    weak = bool(groups.get("weak"))
    confidence = rule.confidence * share * (WEAK if weak else 1.0) * (0.85 if "g" in before else 1.0)
    claim = Claim(rule.name, "", confidence, rule.safe and not weak, bool(groups.get("n")))
    subjects = "s" if groups["s"] is not None else "t"
    sources, targets = _mentions(clause.tokens, match.span(subjects)), _mentions(clause.tokens, match.span("o"))
    for name, relation in _relations(rule, clause.tokens, match):
        _claim_all(reading, rule, claim._replace(rule=name), relation, sources, targets)
    if rule.name == "verb":
        _chain(reading, rule, clause.tokens[match.end() :], sources, claim)


def _claim_all(
    reading: Reading, rule: Rule, claim: Claim, relation: Verb, sources: Sequence[Token], targets: Sequence[Token]
) -> None:
    gates = reading.findings.gates
    for source, target in product(sources, targets):
        if gates.tests[rule.ends](source.concept, target.concept):
            told = gates.told(relation, source.concept)
            ends = (target, source) if rule.swap != told.swap else (source, target)
            reading.state(claim._replace(type=told.type, action=told.action), *ends)


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


def _chain(reading: Reading, rule: Rule, rest: Sequence[Token], sources: Sequence[Token], claim: Claim) -> None:
    """Further verb phrases of the same subject."""
    for _ in range(3):
        further = CHAIN.match("".join(token.tag for token in rest))
        if further is None:
            return
        targets = _mentions(rest, further.span("o"))
        for name, relation in _relations(rule, rest, further):
            weaker = claim._replace(rule=name, confidence=claim.confidence * 0.9, negative=False, safe=False)
            _claim_all(reading, rule, weaker, relation, sources, targets)
        rest = rest[further.end() :]


def _mentions(found: Sequence[Token], span: tuple[int, int]) -> list[Token]:
    return [token for token in found[span[0] : span[1]] if token.tag == "m"]
