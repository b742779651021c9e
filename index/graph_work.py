"""The building of the concept graph, in any process: from kept evidence to the bytes of its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from index.evidence_store import EvidenceStore
from index.graph.curation import Curation
from index.graph.model import FILE
from index.graph.vocabulary import Vocabulary

if TYPE_CHECKING:
    from index.graph.concept_graph import ConceptGraph
    from index.processes import Crew
    from index.search_files import Spelling
    from index.suggest import NamedConcept


@dataclass(frozen=True, slots=True)
class BuiltGraph:
    """What search files need of a graph (its concepts, and how their labels are spelt), and how much there is in it."""

    live: Sequence[NamedConcept]
    spelling: Spelling
    concepts: int
    relations: int


@dataclass
class GraphWork:
    """The work, as a picklable function: first of the ids of all documents, then, of None, the bytes of the graph's
    file, which nobody has to wait for meanwhile. It writes nothing."""

    evidence: Path
    vocabulary: Vocabulary
    curation: Curation
    _graph: ConceptGraph | None = field(default=None, init=False)

    def __call__(self, document_ids: Sequence[str] | None) -> BuiltGraph | bytes:
        """Raises `StoreDamaged` where the evidence is not what was written."""
        if document_ids is None:
            assert self._graph is not None, "it is built first"
            return self._graph.packed()
        from index.graph.store import build_graph
        from index.named_concepts import live_concepts
        from index.search_files import spelt_labels

        with closing(EvidenceStore(self.evidence, writable=False)) as kept:
            self._graph = graph = build_graph(kept.read(document_ids), self.vocabulary, self.curation)
        live = live_concepts(graph)
        return BuiltGraph(live, spelt_labels(live), len(graph.concepts), len(graph.relations))


def save_last(graph: Iterator[BuiltGraph | bytes], folder: Path, workers: Crew) -> None:
    """Writes the graph's file into a new folder when it comes, after which nothing more is asked of `workers`."""
    packed = next(graph)
    assert isinstance(packed, bytes)
    folder.mkdir()
    (folder / FILE).write_bytes(packed)
    workers.dismiss()
