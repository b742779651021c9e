"""Joins statements from all documents into relations, each with its evidence, weight and status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.graph.curation import Action, Curation, Decision
from index.graph.evidence import DocumentEvidence, Statement
from index.graph.model import Evidence, Polarity, Relation, Status
from index.graph.relations import TYPES

CAP = 0.95
"""No relation is more certain than this unless it was reviewed."""
ENOUGH = 2
"""Distinct sentences that make a relation accepted."""
MIN_EACH = 0.45
BY_NAME = frozenset({"suffix", "apposition"})
KEPT_EVIDENCE = 40

Key = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Combined:
    """Relations sorted by id, and the ids of those that curation rejected."""

    relations: tuple[Relation, ...]
    rejected: frozenset[str]


def combine(
    shards: Iterable[DocumentEvidence], curation: Curation, candidates: frozenset[str] = frozenset()
) -> Combined:
    """The relations that the statements of all documents make; those of `candidates` stay candidates."""
    groups: dict[Key, list[Statement]] = {}
    for shard in sorted(shards, key=lambda shard: shard.document_id):
        for statement in shard.statements:
            canonical = _canonical(statement)
            key = (canonical.source, canonical.type, canonical.target, canonical.negative)
            groups.setdefault(key, []).append(canonical)
    relations: list[Relation] = []
    rejected: set[str] = set()
    for key, statements in groups.items():
        identifier = relation_id(*key)
        decision = curation.by_relation.get(identifier)
        if decision and decision.action is Action.REJECT:
            rejected.add(identifier)
        else:
            relations.append(_held_back(_relation(key, statements, decision), candidates))
    return Combined(tuple(sorted(relations, key=lambda r: r.id)), frozenset(rejected))


def relation_id(source: str, type_: str, target: str, negative: bool) -> str:
    """How a relation is named: readable, and the same in every build."""
    return f"{source}--{type_}--{target}" + ("--not" if negative else "")


def _held_back(relation: Relation, candidates: frozenset[str]) -> Relation:
    """No relation is surer than the concepts it joins."""
    if relation.status is Status.ACCEPTED and not candidates.isdisjoint((relation.source, relation.target)):
        return replace(relation, status=Status.CANDIDATE)
    return relation


def _canonical(statement: Statement) -> Statement:
    """A symmetric relation is stored once: from the id that sorts first."""
    if not TYPES[statement.type].symmetric or statement.source <= statement.target:
        return statement
    e = statement.evidence
    turned = replace(e, source_span=e.target_span, target_span=e.source_span)
    return replace(statement, source=statement.target, target=statement.source, evidence=turned)


def _relation(key: Key, statements: Sequence[Statement], decision: Decision | None) -> Relation:
    source, type_, target, negative = key
    identifier = relation_id(source, type_, target, negative)
    best = _best_per_quote(statements)
    weight = _noisy_or(e.confidence for e in best)
    status = Status.ACCEPTED if _accepted(statements, best) else Status.CANDIDATE
    qualifiers = _qualifiers(statements, best[0])
    if decision:
        qualifiers |= {"reviewed": decision.reason, "reviewer": decision.author}
        status = Status.ACCEPTED if decision.action is Action.ACCEPT else Status.DEPRECATED
        weight = max(weight, CAP) if decision.action is Action.ACCEPT else weight
    return Relation(
        id=identifier,
        source=source,
        type=type_,
        target=target,
        polarity=Polarity.NEGATIVE if negative else Polarity.POSITIVE,
        weight=round(weight, 4),
        status=status,
        evidence=tuple(best[:KEPT_EVIDENCE]),
        qualifiers=qualifiers,
    )


def _best_per_quote(statements: Iterable[Statement]) -> list[Evidence]:
    """One piece of evidence a sentence: the most confident; strongest first.

    What a concept's name alone says is kept once, and only where no sentence says it.
    """
    best: dict[str, Evidence] = {}
    for statement in statements:
        e = statement.evidence
        known = best.get(e.quote)
        if known is None or e.confidence > known.confidence:
            best[e.quote] = e
    told = [e for e in best.values() if e.rule not in BY_NAME]
    named = [e for e in best.values() if e.rule in BY_NAME]
    kept = told or sorted(named, key=lambda e: (len(e.quote), e.source, e.path, e.line))[:1]
    return sorted(kept, key=lambda e: (-e.confidence, e.source, e.path, e.line, e.rule))


def _noisy_or(confidences: Iterable[float]) -> float:
    """1 - Π(1 - c): the chance that not all sentences err, were they independent; capped."""
    miss = 1.0
    for confidence in confidences:
        miss *= 1.0 - confidence
    return min(CAP, 1.0 - miss)


def _accepted(statements: Iterable[Statement], best: Sequence[Evidence]) -> bool:
    if any(statement.safe for statement in statements):
        return True
    return sum(e.confidence >= MIN_EACH for e in best) >= ENOUGH


def _qualifiers(statements: Sequence[Statement], best: Evidence) -> dict[str, str]:
    """What most statements are qualified by; the action is the one that the best sentence names."""
    counts: Counter[tuple[str, str]] = Counter(q for s in statements for q in s.qualifiers if q[0] != "action")
    chosen: dict[str, str] = {}
    for (name, value), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count * 2 >= len(statements):
            chosen.setdefault(name, value)
    told = next((s for s in statements if s.evidence == best), None)
    action = dict(told.qualifiers).get("action") if told else None
    return chosen | ({"action": action} if action else {})


def by_concept(relations: Iterable[Relation]) -> Mapping[str, tuple[Relation, ...]]:
    """Each concept's relations, in and out."""
    found: dict[str, list[Relation]] = {}
    for relation in relations:
        found.setdefault(relation.source, []).append(relation)
        found.setdefault(relation.target, []).append(relation)
    return {concept: tuple(rows) for concept, rows in found.items()}
