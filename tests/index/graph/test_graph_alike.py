"""Names that hang together, and what they are worth in rankings."""

from __future__ import annotations

from index.graph.alike import CONTAINED, alike
from index.graph.explore import GraphExplorer
from index.graph.model import Concept
from tests.index.graph.conftest import Made


def _concepts(**labels: str) -> list[Concept]:
    return [Concept(identifier, "object", {"zh": zh}) for identifier, zh in labels.items()]


def test_a_name_inside_another_joins_the_two() -> None:
    pairs = alike(_concepts(image="镜像", registry="镜像仓库", volume="数据卷"))
    assert pairs.keys() == {("image", "registry")}
    assert pairs["image", "registry"] >= CONTAINED


def test_a_name_inside_many_says_less_of_each() -> None:
    many = alike(_concepts(a="镜像", b="镜像仓库", c="镜像标签", d="镜像摘要"))
    few = alike(_concepts(a="镜像", b="镜像仓库", c="标签", d="摘要"))
    assert many["a", "b"] < few["a", "b"]


def test_latin_names_count_as_whole_words() -> None:
    pairs = alike(_concepts(run="run", command="docker run", runtime="runtime"))
    assert set(pairs) == {("command", "run")}


def test_the_order_in_which_concepts_come_does_not_matter() -> None:
    concepts = _concepts(a="PID 命名空间", b="用户命名空间", c="命名空间", d="控制组")
    assert list(alike(concepts).items()) == list(alike(concepts[::-1]).items())


def test_a_shared_name_alone_makes_concepts_related_and_is_the_reason_given(made: Made) -> None:
    graph = made("PID 命名空间隔离进程。\n容器共享内核。")
    found = {row["concept"]["id"]: row["because"] for row in GraphExplorer(graph).related("namespace", 5)["related"]}
    assert found["pid-namespace"]["parts"]["names"] is True
