"""The graph of judged concepts and relations alone, with what the texts say of how they occur together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.analysis.fold import visible
from index.graph.concept_graph import ConceptGraph
from index.graph.model import Evidence, Polarity, Relation, Status
from index.graph.rank import Together
from index.graph.relations import TYPES
from index.graph.vocabulary import labels_of

OTHER_TYPE = "uses"
"""What a judged relation of a type of its own weighs like."""


def judged_graph(graph: ConceptGraph, folder: Path) -> ConceptGraph:
    """The concepts of `concepts.jsonl` that the graph has, joined by `relations.jsonl`; denials are left out."""
    ids = _ids(graph, folder / "concepts.jsonl")
    found: dict[str, Relation] = {}
    for row in _rows(folder / "relations.jsonl"):
        source, target = ids.get(row["source"]), ids.get(row["target"])
        if source and target and source != target and row["polarity"] == "positive":
            relation = _relation(row, source, target)
            known = found.get(relation.id)
            evidence = (*known.evidence, *relation.evidence) if known else relation.evidence
            found[relation.id] = replace(relation, evidence=evidence)
    kept = set(ids.values())
    return ConceptGraph(
        concepts={concept: graph.concepts[concept] for concept in sorted(kept)},
        relations={key: found[key] for key in sorted(found)},
        facts={concept: graph.facts[concept] for concept in kept},
        together=_among(graph.together, kept),
        beside=_among(graph.beside, kept),
    )


def _ids(graph: ConceptGraph, concepts: Path) -> dict[str, str]:
    """Judged id → the id in the graph, by the labels; the most mentioned bearer counts."""
    owners = labels_of(graph.concepts.values())
    ids = {}
    for row in _rows(concepts):
        labels = [visible(label).text for label in (row["zh"], row["en"], *row["aliases"])]
        found = Counter(owner for label in labels for owner in owners.get(label, ()))
        if found:
            ids[row["id"]] = max(found, key=lambda i: (found[i], graph.facts[i].mentions, i))
    return ids


def _relation(row: dict[str, Any], source: str, target: str) -> Relation:
    type_ = row["relation"] if row["relation"] in TYPES else OTHER_TYPE
    place = f"{row['path']}:{row['line']}"
    evidence = Evidence(place, row["corpus"], row["path"], row["line"], place, None, None, "judged", 1.0)
    identifier = f"{source}--{row['relation']}--{target}"
    return Relation(identifier, source, type_, target, Polarity.POSITIVE, 1.0, Status.ACCEPTED, (evidence,))


def _among(pairs: tuple[Together, ...], kept: set[str]) -> tuple[Together, ...]:
    return tuple(pair for pair in pairs if pair.a in kept and pair.b in kept)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())
