"""What an export says of itself: generation, corpus, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.model import Source
from index.graph.store import ConceptGraph


@dataclass(frozen=True, slots=True)
class ExportMeta:
    """Where a graph comes from. `base` is the URI that concept URIs begin with."""

    generation: str = ""
    corpus_sha256: str = ""
    sources: Sequence[Source] = ()
    base: str = "https://xunmai.invalid/concepts/"
    cooccurrence: bool = False

    def head(self, graph: ConceptGraph) -> dict[str, Any]:
        """The members of the default JSON in front of concepts and relations."""
        return {
            "schema_version": 1,
            "generation": self.generation,
            "corpus": {
                "sha256": self.corpus_sha256,
                "sources": [{"name": source.name, "ref": source.ref} for source in self.sources],
            },
            "counts": {
                "concepts": len(graph.concepts),
                "relations": len(graph.relations),
                "evidence": sum(len(relation.evidence) for relation in graph.relations.values()),
            },
        }
