"""Questions to the graph: names, cards, what is near and why, ways, neighbourhoods, what to learn first."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from index.errors import AmbiguousLabel, NotFound
from index.graph.explore import GraphExplorer
from index.graph.link import ConceptLinker
from index.graph.model import Concept, Polarity, Relation, Status
from index.graph.rank import Together
from index.graph.store import ConceptGraph
from index.graph.vocabulary import Vocabulary

Made = Callable[..., ConceptGraph]
TEXTS = (
    "使用 Dockerfile 构建镜像。然后用 Dockerfile 来构建镜像。",
    "容器是镜像的运行实例。",
    "注册服务器中可以包含几十个仓库；这个仓库会包含若干标签；这个标签指向某个镜像。",
    "注册服务器是保存和分发镜像的服务。",
    "命名空间是内核提供的机制。Docker 管理容器。Docker 负责管理容器。",
    "容器与虚拟机的区别",
    "镜像和标签在仓库中。镜像与标签都在仓库里。",
)


@pytest.fixture(scope="module")
def explorer(made: Made) -> GraphExplorer:
    return GraphExplorer(made(*TEXTS))


@pytest.mark.parametrize("name", ["image", "镜像", "鏡像", "Docker 镜像", "docker镜像", "IMAGE", "映像檔", " 镜像 "])
def test_a_concept_is_found_by_its_id_and_by_any_label(explorer: GraphExplorer, name: str) -> None:
    assert explorer.resolve(name).id == "image"


def test_an_unknown_name_is_answered_with_the_nearest(explorer: GraphExplorer) -> None:
    with pytest.raises(NotFound) as caught:
        explorer.resolve("镜象仓库")
    assert "仓库" in caught.value.nearest
    with pytest.raises(NotFound) as strange:
        explorer.resolve("独角兽")
    assert strange.value.nearest == (), "parts of long labels in common make nothing near"


def test_a_label_of_several_concepts_is_answered_with_all_of_them(explorer: GraphExplorer, made: Made) -> None:
    assert explorer.resolve("标签").id == "tag", "it is the preferred label of one"
    graph = made()
    shared = {"a": graph.concepts["tag"], "b": graph.concepts["kubernetes-label"]}
    concepts = {key: type(c)(key, c.kind, {"zh": key}, ("共有",)) for key, c in shared.items()}
    with pytest.raises(AmbiguousLabel) as caught:
        GraphExplorer(ConceptGraph(concepts=concepts, relations={}, facts={})).resolve("共有")
    assert caught.value.candidates == ("a", "b")


@pytest.mark.parametrize("name", ["", " ", "\x00", "x" * 5000, "%%%", "鏡" * 300])
def test_no_name_is_an_error_other_than_not_found(explorer: GraphExplorer, name: str) -> None:
    with pytest.raises(NotFound):
        explorer.resolve(name)


def test_a_card_groups_relations_by_type_and_direction(explorer: GraphExplorer) -> None:
    card = explorer.card("镜像")
    groups = {(group["name"], item["concept"]["id"]) for group in card["relations"] for item in group["items"]}
    assert {("has_instance", "container"), ("stored_in", "registry"), ("identified_by", "tag")} <= groups
    sentences = [item["sentence"] for group in card["relations"] for item in group["items"]]
    assert "镜像 的运行实例是 容器" in sentences
    assert card["mentions"] > 0
    assert card["sections"][0]["id"].startswith("notes:")


def test_related_concepts_say_why(explorer: GraphExplorer) -> None:
    found = explorer.related("镜像", 5)["related"]
    assert len(found) == 5
    assert [row["score"] for row in found] == sorted((row["score"] for row in found), reverse=True)
    nearest = next(row for row in found if row["concept"]["id"] == "container")
    assert nearest["because"]["parts"]["relations"][0]["id"] == "container--instance_of--image"
    assert nearest["because"]["text"].startswith("容器 是 镜像 的运行实例")
    assert nearest["because"]["evidence"]["quote"] == TEXTS[1]
    assert nearest["because"]["path"][0]["direction"] == "backward"


def test_a_long_way_is_no_reason_beside_a_better_one() -> None:
    ids = ["a", "b", "c", "d", "e"]
    rows = [
        Relation(f"{x}--uses--{y}", x, "uses", y, Polarity.POSITIVE, 0.9, Status.ACCEPTED, ())
        for x, y in itertools.pairwise(ids)
    ]
    concepts = {key: Concept(key, "object", {"zh": key.upper()}) for key in ids}
    relations = {row.id: row for row in rows}
    alone = ConceptGraph(concepts=concepts, relations=relations, facts={})
    beside = replace(alone, together=(Together("a", "e", 3, 20.0),))
    why = [_because(graph, "a", "e") for graph in (alone, beside)]
    assert [len(because["path"]) for because in why] == [4, 4]
    assert why[0]["text"] == "A 使用 B，B 使用 C，C 使用 D，D 使用 E"
    assert why[1]["text"] == "在 3 个句子中一起出现"
    assert _because(beside, "a", "d")["text"] == "A 使用 B，B 使用 C，C 使用 D"


def _because(graph: ConceptGraph, start: str, end: str) -> dict[str, Any]:
    found = GraphExplorer(graph).related(start, 10)["related"]
    because: dict[str, Any] = next(row for row in found if row["concept"]["id"] == end)["because"]
    return because


def test_related_concepts_can_be_held_to_types_of_relation(explorer: GraphExplorer) -> None:
    found = explorer.related("镜像", 10, ("instance_of",))["related"]
    assert [row["concept"]["id"] for row in found] == ["container"]


def test_a_path_is_said_step_by_step(explorer: GraphExplorer) -> None:
    best = explorer.paths("容器", "标签", 2)["paths"][0]
    assert best["text"] == "容器 是 镜像 的运行实例；镜像 由 标签 标识"
    assert [step["evidence"]["line"] for step in best["steps"]] == [3, 3]


def test_a_neighbourhood_holds_its_centre_and_no_more_than_asked(explorer: GraphExplorer) -> None:
    around = explorer.neighborhood("镜像", depth=2, limit=4)
    ids = [concept["id"] for concept in around["concepts"]]
    assert "image" in ids
    assert len(ids) == 4
    assert around["truncated"]
    assert all(r["source"] in ids and r["target"] in ids for r in around["relations"])


def test_what_a_concept_presupposes_comes_before_it(explorer: GraphExplorer) -> None:
    steps = [step["concept"]["id"] for step in explorer.learning_order("容器")["steps"]]
    assert steps[-1] == "container"
    assert steps.index("dockerfile") < steps.index("image") < steps.index("container")


def test_concepts_are_searched_by_any_label(explorer: GraphExplorer) -> None:
    found = explorer.search("镜像", limit=2)
    assert found["total"] > 2
    assert found["concepts"][0]["id"] == "image"
    assert explorer.search(kind="driver")["total"] == 4
    assert explorer.search("没有这个")["concepts"] == []


def test_a_query_is_linked_to_concepts_even_without_context(made: Made, vocabulary: Vocabulary) -> None:
    linker = ConceptLinker(made(*TEXTS), vocabulary)
    assert [(link.concept_id, link.label) for link in linker.link("Docker 镜像的标签")] == [
        ("image", "Docker 镜像"),
        ("tag", "标签"),
    ]
    assert [link.concept_id for link in linker.link("标签")] == ["tag"], "the most mentioned bearer"
    assert linker.link("") == ()
