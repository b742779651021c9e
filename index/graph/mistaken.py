"""What a concept may be mistaken for, as its card tells it: the other concepts, each with the reasons in Chinese."""

from __future__ import annotations

from index.graph.confusable import Confusion, Reason
from index.graph.model import Concept
from index.graph.related import say
from index.graph.store import ConceptGraph, Facts
from index.graph.views import Json, concept_brief, evidence_json

MOST = 6


def mistaken(graph: ConceptGraph, concept: Concept) -> list[Json]:
    """Up to six concepts, those with the strongest reasons first, of equals the more mentioned."""
    found: dict[str, list[Confusion]] = {}
    for confusion in graph.confusable.get(concept.id, ()):
        found.setdefault(confusion.other, []).append(confusion)
    order = list(Reason)
    ranked = sorted(
        found.items(),
        key=lambda row: (order.index(row[1][0].reason), -graph.facts.get(row[0], Facts()).mentions, row[0]),
    )
    return [
        {"concept": concept_brief(graph.concepts[other]), "reasons": [_reason(graph, c) for c in confusions]}
        for other, confusions in ranked[:MOST]
    ]


def _reason(graph: ConceptGraph, confusion: Confusion) -> Json:
    relation = graph.relations.get(confusion.relation)
    evidence = next(iter(relation.evidence), None) if relation else None
    return {
        "kind": confusion.reason.value,
        "text": _text(graph, confusion),
        "label": confusion.label,
        "other_label": confusion.other_label,
        "relation": confusion.relation,
        "evidence": evidence_json(evidence) if evidence else None,
    }


def _text(graph: ConceptGraph, confusion: Confusion) -> str:
    first, second = f"“{confusion.label}”", f"“{confusion.other_label}”"
    if confusion.reason is Reason.LABEL:
        return f"都可以叫{first}"
    if confusion.reason is Reason.SENSE:
        return f"{second}里的{first}另有所指"
    if confusion.reason is Reason.CONTRAST:
        relation = graph.relations.get(confusion.relation)
        return f"文中说：{say(graph, relation)}" if relation else ""
    return f"{first}与{second}" + ("读音相近" if confusion.reason is Reason.PINYIN else "拼写相近")
