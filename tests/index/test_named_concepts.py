"""Which concepts of a graph are completed to."""

from __future__ import annotations

from index.graph.concept_graph import ConceptGraph
from index.graph.model import Concept, Status
from index.named_concepts import live_concepts


def test_concepts_are_completed_to_that_sections_name_and_nobody_rejected() -> None:
    concepts = (
        Concept("image", "object", {"zh": "镜像"}),
        Concept("portainer", "software", {"en": "Portainer"}),
        Concept("snapshot", "object", {"zh": "快照"}, status=Status.DEPRECATED),
    )
    sections = {"image": ("notes:a.md#L1",), "snapshot": ("notes:a.md#L1",)}
    graph = ConceptGraph({concept.id: concept for concept in concepts}, {}, {}, sections_of=sections)
    assert [named.shown for named in live_concepts(graph)] == ["镜像"]
