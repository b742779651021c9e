"""The building of the concept graph, in any process: from kept evidence to the bytes of its file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.evidence_store import EvidenceStore
from index.graph.curation import Curation
from index.graph.model import FILE
from index.graph.vocabulary import Vocabulary

if TYPE_CHECKING:
    from index.search_files import Spelling
    from index.suggest import NamedConcept


@dataclass(frozen=True, slots=True)
class BuiltGraph:
    """A graph as its file keeps it, what search files need of it (its concepts, and how their labels are spelt), and
    how much there is in it."""

    packed: bytes
    live: Sequence[NamedConcept]
    spelling: Spelling
    concepts: int
    relations: int

    def save(self, folder: Path) -> None:
        """Writes the graph's file into a new folder."""
        folder.mkdir()
        (folder / FILE).write_bytes(self.packed)


@dataclass(frozen=True, slots=True)
class GraphWork:
    """The work, as a picklable function of the ids of all documents; it writes nothing."""

    evidence: Path
    vocabulary: Vocabulary
    curation: Curation

    def __call__(self, document_ids: Sequence[str]) -> BuiltGraph:
        """Raises `StoreDamaged` where the evidence is not what was written."""
        from index.graph.store import build_graph
        from index.named_concepts import live_concepts
        from index.search_files import spelt_labels

        with closing(EvidenceStore(self.evidence, writable=False)) as kept:
            graph = build_graph(kept.read(document_ids), self.vocabulary, self.curation)
        live = live_concepts(graph)
        return BuiltGraph(graph.packed(), live, spelt_labels(live), len(graph.concepts), len(graph.relations))
