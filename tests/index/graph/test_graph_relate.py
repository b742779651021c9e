"""What sentences say, and what they must not be taken to say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.graph.evidence import DocumentEvidence
from index.graph.shortened_evidence import lengthened, shortened

Says = Callable[..., list[tuple[str, str, str]]]

SAID = [
    ("容器是镜像的运行实例。", ("container", "instance_of", "image")),
    ("注册服务器中可以包含几十个仓库；", ("registry", "contains", "repository")),
    ("这个仓库会包含若干标签。", ("repository", "contains", "tag")),
    ("这个标签指向某个镜像。", ("tag", "identifies", "image")),
    ("注册服务器是保存和分发镜像的服务。", ("image", "stored_in", "registry")),
    ("注册服务器是保存和分发镜像的服务。", ("registry", "distributes", "image")),
    ("用这份 Dockerfile 构建镜像。", ("image", "created_from", "dockerfile")),
    ("使用 docker rm 命令删除多余的容器。", ("docker-rm", "operates_on", "container")),
    ("如果要启动容器，可以使用 docker run 命令。", ("docker-run", "operates_on", "container")),
    ("从仓库中拉取镜像。", ("repository", "distributes", "image")),
    ("将镜像推送到仓库中。", ("image", "stored_in", "repository")),
    ("控制组负责 CPU 的限制。", ("cgroups", "limits", "cpu")),
    ("镜像由多个仓库组成。", ("image", "contains", "repository")),
    ("容器与虚拟机的区别", ("container", "differs_from", "virtual-machine")),
    ("与虚拟机相比，容器占的地方小。", ("container", "differs_from", "virtual-machine")),
    ("命名空间是内核自带的机制。", ("kernel", "provides", "namespace")),
    ("常见的存储驱动（如 overlay2、aufs）都可以。", ("overlay2", "is_a", "storage-driver")),
    ("常见的存储驱动（如 overlay2、aufs）都可以。", ("aufs", "is_a", "storage-driver")),
    ("overlay2、aufs 等存储驱动", ("aufs", "is_a", "storage-driver")),
    ("容器不包含内核。", ("container", "not contains", "kernel")),
    ("容器共享内核。", ("container", "shares", "kernel")),
    ("PID 命名空间很重要。", ("pid-namespace", "is_a", "namespace")),
    ("容器由 runc 创建。", ("runc", "creates", "container")),
    ("Docker 使用命名空间，并管理容器。", ("docker", "manages", "container")),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_a_sentence_says_so(says: Says, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in says(text)


UNSAID = [
    ("管理镜像的容器很多。", ("docker", "manages", "container"), "an object inside a relative clause"),
    ("容器镜像的大小不包含内核版本。", ("container", "not contains", "kernel"), "a modifier taken for the head"),
    ("Docker 管理镜像，容器使用内核。", ("docker", "uses", "kernel"), "a new subject behind a comma"),
    ("不应使用虚拟机运行容器。", ("container", "runs_on", "virtual-machine"), "advice is no fact"),
    ("如果容器使用虚拟机，速度会变慢。", ("container", "uses", "virtual-machine"), "a condition is no fact"),
    ("为什么容器使用虚拟机？", ("container", "uses", "virtual-machine"), "a question is no fact"),
    ("Docker 的特性不仅包含镜像。", ("docker", "not contains", "image"), "不仅 denies nothing"),
    ("命名空间负责进程的隔离，包括 CPU 和内存。", ("namespace", "contains", "cpu"), "包括 speaks of the object"),
    ("容器内的进程是主要的，它使用 CPU。", ("container", "uses", "cpu"), "what is inside is another subject"),
]


@pytest.mark.parametrize(("text", "wrong", "why"), UNSAID)
def test_a_sentence_does_not_say_so(says: Says, text: str, wrong: tuple[str, str, str], why: str) -> None:
    assert wrong not in says(text), why


def test_cells_of_a_table_are_not_joined_across_the_bar(says: Says) -> None:
    table = "名称 | 甲 | 乙\n其他 | 使用镜像 | 容器"
    assert says(table, kind="table") == []


def test_the_first_cell_is_the_subject_of_a_description(says: Says) -> None:
    table = "名称 | 说明\ncgroups | 限制 CPU 和内存"
    assert ("cgroups", "limits", "memory") in says(table, kind="table")


def test_a_command_in_any_cell_is_the_subject_of_the_others(says: Says) -> None:
    assert ("docker-rm", "operates_on", "container") in says("操作 | 命令\n删除容器 | docker rm", kind="table")


def test_the_columns_of_a_comparison_differ(says: Says) -> None:
    table = "特性 | 容器 | 虚拟机\n大小 | 小 | 大"
    assert ("container", "differs_from", "virtual-machine") in says(table, kind="table")


def test_a_glossary_line_says_what_its_term_is(says: Says) -> None:
    line = "Container (容器)：镜像的一个实例，拥有自己的命名空间。"
    assert ("container", "instance_of", "image") in says(line, kind="list")
    assert ("container", "contains", "namespace") in says(line, kind="list")


def test_a_heading_lends_its_concept_to_sentences_without_a_subject(says: Says) -> None:
    assert ("runc", "creates", "container") in says("用来创建容器的小工具。", heading="runc")
    assert ("runc", "creates", "container") not in says("用来创建容器的小工具。", heading="安装 runc 的步骤")


def test_arrows_and_boxes_of_diagrams_are_read(says: Says) -> None:
    diagram = 'flowchart LR\n  subgraph R["注册服务器"]\n    A["仓库"]\n  end\n  D["Docker"] -->|管理| C["容器"]'
    found = says(diagram, kind="diagram")
    assert ("registry", "contains", "repository") in found
    assert ("docker", "manages", "container") in found


def test_names_inside_code_are_no_concepts(says: Says) -> None:
    assert says("运行 https://docker.example/image 和 container_id=1") == []


@pytest.mark.parametrize(
    "text", ["", "，，，", "（（（", "|||", "镜像" * 4000, "的" * 5000, "容器使用" * 2000, "\ud800镜像"]
)
def test_any_text_is_read_without_an_error_and_in_bounded_time(says: Says, text: str) -> None:
    says(text)


def test_qualifiers_tell_version_time_and_advice(evidence_of: Callable[..., DocumentEvidence]) -> None:
    (statement,) = evidence_of("最初，Docker 1.11 使用虚拟机。").statements
    assert dict(statement.qualifiers) == {"temporal": "past", "version": "1.11"}


def test_every_statement_is_quoted_with_spans_on_both_labels(evidence_of: Callable[..., DocumentEvidence]) -> None:
    for text, _ in SAID:
        for statement in evidence_of(text).statements:
            e = statement.evidence
            assert e.quote in text
            assert e.source_span
            assert e.target_span
            assert e.quote[e.source_span.start : e.source_span.end].strip()
            assert e.quote[e.target_span.start : e.target_span.end].strip()


def test_evidence_survives_json(evidence_of: Callable[..., DocumentEvidence]) -> None:
    found = evidence_of("容器是镜像的运行实例。Docker CE 18.09 默认使用 overlay2。")
    assert DocumentEvidence.from_dict(lengthened(shortened(found.to_dict()))) == found
