"""Checks vocabulary, curation and graph by the rules that qSKOS and Skosify name; `xunmai graph check` prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from index.graph.concept_graph import ConceptGraph, Facts
from index.graph.curation import Action, Curation, Decision
from index.graph.hierarchy import components, cycles, shortcuts
from index.graph.mentions import CASED_KINDS
from index.graph.model import Polarity, Relation, Status
from index.graph.relations import TYPES
from index.graph.vocabulary import Sense, Vocabulary, labels_of


class Severity(StrEnum):
    """error: something is wrong; warning: someone should look; info: it is so."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: about which concept or relation, and where it can be mended (`file`, `line` 0: nowhere)."""

    severity: Severity
    rule: str
    subject: str
    message: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        return f"{place}{self.severity}: {self.rule}: {self.subject}: {self.message}"


@dataclass(frozen=True)
class Checked:
    """What is checked."""

    graph: ConceptGraph
    vocabulary: Vocabulary
    curation: Curation

    def about(self, severity: Severity, rule: str, concept_id: str, message: str) -> Finding:
        """A finding about a concept, at its line of the vocabulary."""
        line = self.vocabulary.lines.get(concept_id, 0)
        return Finding(severity, rule, concept_id, message, self.vocabulary.name if line else "", line)


MOST_STALE = 20
"""Stale decisions that are told one by one."""
Rule = Callable[[Checked], Iterable[Finding]]


def check(graph: ConceptGraph, vocabulary: Vocabulary, curation: Curation) -> tuple[Finding, ...]:
    """All findings, errors first, then by rule and subject."""
    checked = Checked(graph, vocabulary, curation)
    found = [finding for rule in RULES for finding in rule(checked)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda f: (order.index(f.severity), f.rule, f.subject, f.message)))


def _hierarchical_cycles(c: Checked) -> Iterator[Finding]:
    broader = {concept.id: concept.broader for concept in c.graph.concepts.values()}
    for cycle in cycles(broader):
        yield c.about(Severity.ERROR, "hierarchical_cycles", cycle[0], " → ".join((*cycle, cycle[0])))
    for type_ in (t for t in TYPES.values() if t.hierarchical):
        links: dict[str, list[str]] = {}
        for relation in _accepted(c.graph, type_.id):
            links.setdefault(relation.source, []).append(relation.target)
        for cycle in cycles(links):
            message = f"{type_.id}: {' → '.join((*cycle, cycle[0]))}"
            yield c.about(Severity.WARNING, "hierarchical_cycles", cycle[0], message)


def _hierarchical_redundancy(c: Checked) -> Iterator[Finding]:
    broader = {concept.id: concept.broader for concept in c.graph.concepts.values()}
    for narrow, wide in shortcuts(broader):
        message = f"{wide} is broader by way of another concept already"
        yield c.about(Severity.INFO, "hierarchical_redundancy", narrow, message)


def _inconsistent_preferred_labels(c: Checked) -> Iterator[Finding]:
    owners: dict[tuple[str, str], list[str]] = {}
    for concept in c.graph.concepts.values():
        for language, label in concept.pref_label.items():
            owners.setdefault((language, label.casefold()), []).append(concept.id)
    for (language, label), ids in owners.items():
        if len(ids) > 1:
            message = f"the preferred label {label!r} ({language}) also belongs to {', '.join(ids[1:])}"
            yield c.about(Severity.WARNING, "inconsistent_preferred_labels", ids[0], message)


def _overlapping_labels(c: Checked) -> Iterator[Finding]:
    """A label of several concepts can be told apart where at most one of them needs no context, or by capitals."""
    told_by_case = {i for i, concept in c.graph.concepts.items() if concept.kind in CASED_KINDS}
    for label, ids in labels_of(c.graph.concepts.values()).items():
        free = [i for i in ids if i not in told_by_case and not c.vocabulary.senses.get(i, Sense()).context]
        if len(ids) > 1 and len(free) > 1:
            message = f"the label {label!r} also belongs to {', '.join(free[1:])}, and neither has context"
            yield c.about(Severity.WARNING, "overlapping_labels", free[0], message)


def _disjoint_labels(c: Checked) -> Iterator[Finding]:
    for concept in c.graph.concepts.values():
        listed = [*concept.alt_labels, *concept.hidden_labels]
        again = {label for label in listed if label in concept.pref_label.values() or listed.count(label) > 1}
        for label in sorted(again):
            message = f"{label!r} is listed more than once among its labels"
            yield c.about(Severity.WARNING, "disjoint_labels_violations", concept.id, message)


def _missing_labels(c: Checked) -> Iterator[Finding]:
    for concept in c.graph.concepts.values():
        missing = [language for language in ("zh", "en") if language not in concept.pref_label]
        if missing and concept.id in c.vocabulary.lines:
            message = f"no preferred label in {', '.join(missing)}"
            yield c.about(Severity.WARNING, "incomplete_language_coverage", concept.id, message)
        for label in concept.labels:
            if not label.strip() or not label.isprintable():
                yield c.about(Severity.ERROR, "unprintable_characters_in_labels", concept.id, repr(label))


def _orphans(c: Checked) -> Iterator[Finding]:
    parents = {wide for concept in c.graph.concepts.values() for wide in concept.broader}
    for concept in c.graph.concepts.values():
        facts = c.graph.facts.get(concept.id, Facts())
        linked = concept.id in c.graph.relations_of or concept.broader or concept.id in parents
        if not facts.mentions:
            yield c.about(Severity.INFO, "unmentioned_concepts", concept.id, "no document names it")
        elif not linked:
            yield c.about(Severity.INFO, "orphan_concepts", concept.id, "nothing is related to it")
        elif concept.definition is None:
            yield c.about(Severity.INFO, "undocumented_concepts", concept.id, "no sentence defines it")


def _relations(c: Checked) -> Iterator[Finding]:
    for relation in c.graph.relations.values():
        if not relation.evidence:
            yield Finding(Severity.ERROR, "relations_without_evidence", relation.id, "no sentence says so")
        if relation.source == relation.target:
            yield Finding(Severity.ERROR, "reflexive_relations", relation.id, "joins a concept to itself")
        if relation.type not in TYPES:
            yield Finding(Severity.ERROR, "unknown_relation_types", relation.id, f"{relation.type} is no known type")
        for end in (relation.source, relation.target):
            if end not in c.graph.concepts:
                yield Finding(Severity.ERROR, "broken_links", relation.id, f"{end} is no concept")


def _clashes(c: Checked) -> Iterator[Finding]:
    """Accepted relations that cannot both be so."""
    accepted = {r.id: r for r in c.graph.relations.values() if r.status is Status.ACCEPTED}
    for relation in accepted.values():
        opposite = accepted.get(f"{relation.id}--not")
        if opposite is not None:
            yield _at_decision(c, relation, "relation_clashes", f"is also denied: “{opposite.evidence[0].quote}”")
        turned = accepted.get(f"{relation.target}--{relation.type}--{relation.source}")
        directed = not TYPES[relation.type].symmetric and TYPES[relation.type].hierarchical
        if turned is not None and directed and relation.source < relation.target:
            yield _at_decision(c, relation, "relation_clashes", f"is also accepted the other way: {turned.id}")


def _at_decision(c: Checked, relation: Relation, rule: str, message: str) -> Finding:
    decision = c.curation.by_relation.get(relation.id)
    place = (c.curation.name, decision.line) if decision else ("", 0)
    return Finding(Severity.WARNING, rule, relation.id, message, *place)


def _clusters(c: Checked) -> Iterator[Finding]:
    """Groups of concepts that nothing joins to the largest one."""
    around: dict[str, set[str]] = {}
    for relation in c.graph.relations.values():
        around.setdefault(relation.source, set()).add(relation.target)
        around.setdefault(relation.target, set()).add(relation.source)
    groups = sorted(components(around), key=lambda group: (-len(group), group[0]))
    for group in groups[1:]:
        message = f"{len(group)} concepts hang together apart from the others: {', '.join(group[:6])}"
        yield c.about(Severity.INFO, "disconnected_concept_clusters", group[0], message)


def _stale_decisions(c: Checked) -> Iterator[Finding]:
    """Decisions that no longer apply to anything; where a whole source is missing, one finding stands for them."""
    last: dict[str, Decision] = {}
    stale: list[tuple[Decision, str]] = []
    for decision in c.curation.decisions:
        about = decision.relation or f"{decision.concept} {decision.label}".strip()
        earlier = last.get(about)
        if earlier is not None:
            message = f"also decided on line {earlier.line} ({earlier.action}); this one counts"
            yield Finding(Severity.WARNING, "repeated_decisions", about, message, c.curation.name, decision.line)
        last[about] = decision
        if problem := _stale(c, decision):
            stale.append((decision, problem))
    for decision, problem in stale[: 1 if len(stale) > MOST_STALE else MOST_STALE]:
        about = decision.relation or f"{decision.concept} {decision.label}".strip()
        more = f" (and {len(stale) - 1} more such decisions)" if len(stale) > MOST_STALE else ""
        yield Finding(Severity.WARNING, "stale_decisions", about, problem + more, c.curation.name, decision.line)


def _stale(c: Checked, decision: Decision) -> str:
    if decision.relation:
        if decision.relation in c.graph.relations or decision.relation in c.graph.rejected:
            return ""
        return f"no document says this any more, there is nothing to {decision.action}"
    if decision.concept not in c.graph.concepts:
        return "no such concept"
    original = c.vocabulary.concepts.get(decision.concept)
    if decision.action is Action.ALIAS and original and decision.label in original.labels:
        return "the vocabulary has this label itself"
    return ""


def _outdated(c: Checked) -> Iterator[Finding]:
    for o in c.graph.outdated:
        newer = f"{o.newer.source}:{o.newer.path}:{o.newer.line} says: “{o.newer.quote}”"
        message = f"“{o.statement.quote}” is out of date ({o.reason}); {newer}"
        yield Finding(Severity.WARNING, "outdated_statements", o.subject, message, o.statement.path, o.statement.line)


def _accepted(graph: ConceptGraph, type_: str) -> Iterator[Relation]:
    for relation in graph.relations.values():
        if relation.type == type_ and relation.status is Status.ACCEPTED and relation.polarity is Polarity.POSITIVE:
            yield relation


RULES: tuple[Rule, ...] = (
    _hierarchical_cycles,
    _hierarchical_redundancy,
    _inconsistent_preferred_labels,
    _overlapping_labels,
    _disjoint_labels,
    _missing_labels,
    _orphans,
    _relations,
    _clashes,
    _clusters,
    _stale_decisions,
    _outdated,
)
