"""What both RDF formats say: a SKOS concept scheme, typed relations of our own, statements with their evidence.

`is_a` is a sub-property of `skos:broader`; other types are sub-properties of `skos:semanticRelation`, because SKOS
keeps `skos:related` and `skos:broader` apart while texts do not: `skos:related` is stated only for pairs that no chain
of broader concepts joins. Only accepted, positive relations are stated as triples; the others are told as statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from index.graph.model import Concept, Polarity, Relation, Status
from index.graph.store import ConceptGraph

PREFIXES: Mapping[str, str] = {
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xm": "https://xunmai.invalid/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Label:
    """A label and its language."""

    text: str
    language: str


@dataclass(frozen=True)
class Hierarchy:
    """Each concept's broader concepts, without cycles: the vocabulary's first, then accepted `is_a`."""

    broader: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, graph: ConceptGraph) -> Hierarchy:
        """Adds each link in turn unless it would close a cycle."""
        told: dict[str, list[str]] = {c.id: [] for c in graph.concepts.values()}
        links = [(c.id, b) for c in graph.concepts.values() for b in c.broader if b in told]
        links += [(r.source, r.target) for r in stated(graph) if r.type == "is_a"]
        for narrow, wide in links:
            if narrow != wide and wide not in told[narrow] and not _above(told, wide, narrow):
                told[narrow].append(wide)
        return cls({concept: tuple(sorted(wides)) for concept, wides in told.items()})

    def joined(self, a: str, b: str) -> bool:
        """Whether a chain of broader concepts leads from one to the other."""
        return _above(self.broader, a, b) or _above(self.broader, b, a)


def _above(broader: Mapping[str, Iterable[str]], narrow: str, wide: str) -> bool:
    seen, todo = {narrow}, [narrow]
    while todo:
        for parent in broader.get(todo.pop(), ()):
            if parent == wide:
                return True
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
    return False


def stated(graph: ConceptGraph) -> list[Relation]:
    """The relations that are stated as triples."""
    return [r for r in graph.relations.values() if r.status is Status.ACCEPTED and r.polarity is Polarity.POSITIVE]


def labels(concept: Concept) -> dict[str, list[Label]]:
    """prefLabel, altLabel, hiddenLabel: disjoint, as SKOS wants them."""
    taken: set[Label] = set()
    found: dict[str, list[Label]] = {}
    rows = (
        ("prefLabel", [Label(text, language) for language, text in concept.pref_label.items()]),
        ("altLabel", [Label(text, language_of(text)) for text in concept.alt_labels]),
        ("hiddenLabel", [Label(text, language_of(text)) for text in concept.hidden_labels]),
    )
    for name, row in rows:
        kept = [label for label in dict.fromkeys(row) if label not in taken]
        taken.update(kept)
        found[name] = kept
    return found


def language_of(text: str) -> str:
    """zh where a Chinese character stands in it, else en."""
    return "zh" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en"


def related_pairs(graph: ConceptGraph, hierarchy: Hierarchy) -> dict[str, list[str]]:
    """Each concept's `skos:related`, both ways."""
    found: dict[str, set[str]] = {}
    for r in stated(graph):
        if r.type != "is_a" and not hierarchy.joined(r.source, r.target):
            found.setdefault(r.source, set()).add(r.target)
            found.setdefault(r.target, set()).add(r.source)
    return {concept: sorted(others) for concept, others in found.items()}


def uri(base: str, identifier: str) -> str:
    """A concept's or statement's URI."""
    return base + quote(identifier, safe="-._~")
