"""Terms without a vocabulary: plurals are no concepts of their own, small words begin none."""

from __future__ import annotations

from collections.abc import Callable

from corpus.model import Document
from index.graph.concept_graph import ConceptGraph
from index.graph.harvest import harvest
from index.graph.mentions import MentionFinder
from index.graph.relate import extract
from index.graph.store import build_graph
from index.graph.vocabulary import Vocabulary

Documents = Callable[..., Document]


def _graph(document_of: Documents, *texts: str) -> ConceptGraph:
    finder = MentionFinder(Vocabulary())
    parts = [extract(document_of(text, name=f"{n}.md"), finder) for n, text in enumerate(texts)]
    return build_graph(parts, Vocabulary())


def _labels(graph: ConceptGraph) -> set[str]:
    return {label for concept in graph.concepts.values() for label in concept.labels}


def test_a_plural_is_another_name_of_the_singular(document_of: Documents) -> None:
    one = "ReplicaSet 管理副本。ReplicaSet 很常用。"
    many = "这些 ReplicaSets 都在运行。ReplicaSets 可以扩容。"
    graph = _graph(document_of, one, one, one, many, many, many)
    (concept,) = [c for c in graph.concepts.values() if "ReplicaSet" in c.labels]
    assert concept.pref_label == {"en": "ReplicaSet"}
    assert "replicasets" not in graph.concepts


def test_capitals_are_no_plural(document_of: Documents) -> None:
    text = "CAP 是定理。CAPS 是按键。CAP 与 CAPS 没有关系。"
    assert {"cap", "caps"} <= _graph(document_of, text, text, text).concepts.keys()


def test_no_term_begins_with_a_small_word(document_of: Documents) -> None:
    text = "The Deployment 会扩容。The Deployment 会滚动更新。Deployment 很常用，Deployment 也很稳定。"
    labels = _labels(_graph(document_of, text, text, text))
    assert "Deployment" in labels
    assert not {label for label in labels if label.startswith("The")}


def test_spellings_of_one_term_come_in_one_order(document_of: Documents) -> None:
    spelt = [f"{name} 管理副本。{name} 很常用。" for name in ("ReplicaSet", "REPLICASET", "Replicaset")]
    orders = [harvest(document_of("".join(texts))) for texts in (spelt, spelt[::-1])]
    assert orders[0] == orders[1]
    assert len(orders[0]) == len(spelt)
