"""Definitions: the sentence that says what a concept is is chosen, and what only mentions it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.model import Link, Span
from index.graph.evidence import DocumentEvidence
from index.graph.mentions import MentionFinder
from index.graph.model import Concept
from index.graph.relate import extract
from index.graph.vocabulary import Vocabulary
from tests.index.graph.conftest import Made, document

DEFINE = [
    ("镜像是一个特殊的文件系统，除了程序还有配置。", "image"),
    ("所谓命名空间，就是内核用来隔离资源的一种机制。", "namespace"),
    ("控制组（Control Groups）是 Linux 内核的一个特性，用来限制资源。", "cgroups"),
    ("简单地说，容器是独立运行的一组应用。", "container"),
    ("存储驱动指的是负责把各层叠在一起的组件。", "storage-driver"),
    ("在内核中，进程是正在运行的一个程序。", "process"),
]
DO_NOT = [
    "制作镜像有两条路：导入和构建。",
    "镜像是否安全取决于来源。",
    "容器是因为共享内核才启动得快。",
    "容器的隔离是一种重要的能力。",
    "镜像是只读的。",
    "容器是：",
    "镜像是现代交付的核心。",
    "我们把镜像推送到仓库。",
    "建议确认容器是您自己创建的那一个。",
]
LISTED = [
    ("镜像：带有运行所需一切的只读模板", True),
    ("命名空间（Namespace）：内核用来隔离资源的机制", True),
    ("第一个容器（第 1 章）：快速体验构建与启动的完整流程", False),
    ("更换宿主机的进程：先停止再启动", False),
    ("存储驱动：容器通常使用默认的那一个", False),
    ("镜像：建议使用具体的版本号而不是 latest", False),
    ("内存：7～30 天", False),
]


@pytest.mark.parametrize(("text", "concept"), DEFINE)
def test_a_sentence_that_says_what_its_subject_is_defines_it(
    text: str, concept: str, evidence_of: Callable[..., DocumentEvidence]
) -> None:
    assert [d.concept_id for d in evidence_of(text).definitions] == [concept]


@pytest.mark.parametrize("text", DO_NOT)
def test_a_sentence_that_only_speaks_of_a_concept_does_not_define_it(
    text: str, evidence_of: Callable[..., DocumentEvidence]
) -> None:
    assert evidence_of(text).definitions == ()


@pytest.mark.parametrize(("text", "defines"), LISTED)
def test_a_line_of_a_list_defines_where_its_term_is_the_concept_alone(
    text: str, defines: bool, evidence_of: Callable[..., DocumentEvidence]
) -> None:
    assert bool(evidence_of(text, kind="list").definitions) is defines


def test_the_definition_proper_goes_before_a_remark_in_reading_order(made: Made) -> None:
    graph = made(
        "制作镜像有两条路：\n镜像可以用于分发应用，也可以用于备份。", "镜像是一个特殊的文件系统，包含程序和配置。"
    )
    definition = graph.concepts["image"].definition
    assert definition is not None
    assert definition.quote == "镜像是一个特殊的文件系统，包含程序和配置。"


def test_a_row_defines_by_the_column_that_describes_and_not_by_another(
    evidence_of: Callable[..., DocumentEvidence],
) -> None:
    table = "组件 | 说明 | 版本\n镜像 | 用于创建容器的只读模板 | 2\n容器 进程 | 用于运行的只读模板 | 3"
    found = evidence_of(table, kind="table").definitions
    assert [(d.concept_id, d.evidence.quote) for d in found] == [("image", "镜像 | 用于创建容器的只读模板")]


def test_an_option_called_like_a_thing_does_not_define_the_thing() -> None:
    finder = MentionFinder(Vocabulary(concepts={"port": Concept("port", "object", {"en": "port"})}))
    plain = document("port：用于查找映射到的公共口", kind="list")
    block = replace(plain.sections[0].blocks[0], code_spans=(Span(0, 4),))
    coded = replace(plain, sections=(replace(plain.sections[0], blocks=(block,)),))
    assert extract(plain, finder).definitions != ()
    assert extract(coded, finder).definitions == ()


def test_a_link_to_a_page_tells_of_the_page(finder: MentionFinder) -> None:
    plain = document("镜像：各层怎样叠在一起的原理", kind="list")
    block = replace(plain.sections[0].blocks[0], links=(Link("镜像", "images.md#top", 3),))
    linked = replace(plain, sections=(replace(plain.sections[0], blocks=(block,)),))
    assert extract(plain, finder).definitions != ()
    assert extract(linked, finder).definitions == ()
