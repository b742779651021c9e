"""A small vocabulary, and documents made of a few lines, for the tests of the concept graph."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.model import Block, BlockKind, Document, Section
from index.graph.curation import Curation
from index.graph.evidence import DocumentEvidence
from index.graph.mentions import MentionFinder
from index.graph.relate import extract
from index.graph.store import ConceptGraph, build_graph
from index.graph.vocabulary import Vocabulary, load_vocabulary

VOCABULARY = """
[kinds]
object = { zh = "对象", en = "object" }
file = { zh = "文件", en = "file" }
instruction = { zh = "指令", en = "instruction" }
command = { zh = "命令", en = "command" }
service = { zh = "服务", en = "service" }
driver = { zh = "驱动", en = "driver" }
software = { zh = "软件", en = "software" }
kernel-feature = { zh = "内核特性", en = "kernel feature" }
resource = { zh = "资源", en = "resource" }
property = { zh = "属性", en = "property" }
mechanism = { zh = "机制", en = "mechanism" }
organization = { zh = "组织", en = "organization" }

[concepts.docker]
kind = "software"
pref_label = { zh = "Docker", en = "Docker" }
[concepts.image]
kind = "object"
pref_label = { zh = "镜像", en = "image" }
alt_labels = ["Docker 镜像"]
hidden_labels = ["映像檔"]
not_in = ["镜像站", "镜像源"]
[concepts.container]
kind = "object"
pref_label = { zh = "容器", en = "container" }
alt_labels = ["Docker 容器"]
[concepts.registry]
kind = "service"
pref_label = { zh = "注册服务器", en = "registry" }
alt_labels = ["Docker Registry"]
[concepts.repository]
kind = "object"
pref_label = { zh = "仓库", en = "repository" }
[concepts.tag]
kind = "property"
pref_label = { zh = "标签", en = "tag" }
context = ["镜像", "仓库"]
[concepts.label-instruction]
kind = "instruction"
pref_label = { zh = "LABEL 指令", en = "LABEL" }
broader = ["dockerfile-instruction"]
[concepts.dockerfile-instruction]
kind = "instruction"
pref_label = { zh = "Dockerfile 指令", en = "Dockerfile instruction" }
alt_labels = ["指令"]
[concepts.kubernetes-label]
kind = "property"
pref_label = { zh = "Kubernetes 标签", en = "Kubernetes label" }
alt_labels = ["标签"]
context = ["Pod", "Kubernetes"]
path_hints = ["13_kubernetes"]
[concepts.dockerfile]
kind = "file"
pref_label = { zh = "Dockerfile", en = "Dockerfile" }
[concepts.daemon-json]
kind = "file"
pref_label = { zh = "daemon.json", en = "daemon.json file" }
[concepts.docker-run]
kind = "command"
pref_label = { zh = "docker run", en = "docker run command" }
[concepts.docker-rm]
kind = "command"
pref_label = { zh = "docker rm", en = "docker rm command" }
[concepts.namespace]
kind = "kernel-feature"
pref_label = { zh = "命名空间", en = "namespace" }
[concepts.pid-namespace]
kind = "kernel-feature"
pref_label = { zh = "PID 命名空间", en = "PID namespace" }
broader = ["namespace"]
[concepts.cgroups]
kind = "kernel-feature"
pref_label = { zh = "控制组", en = "cgroups" }
[concepts.cpu]
kind = "resource"
pref_label = { zh = "CPU", en = "CPU usage" }
[concepts.memory]
kind = "resource"
pref_label = { zh = "内存", en = "memory" }
[concepts.process]
kind = "object"
pref_label = { zh = "进程", en = "process" }
[concepts.isolation]
kind = "mechanism"
pref_label = { zh = "隔离", en = "isolation" }
[concepts.storage-driver]
kind = "driver"
pref_label = { zh = "存储驱动", en = "storage driver" }
[concepts.overlay2]
kind = "driver"
pref_label = { zh = "overlay2", en = "overlay2 driver" }
broader = ["storage-driver"]
[concepts.aufs]
kind = "driver"
pref_label = { zh = "aufs", en = "aufs driver" }
broader = ["storage-driver"]
[concepts.image-store]
kind = "driver"
pref_label = { zh = "containerd 镜像存储", en = "containerd image store" }
[concepts.virtual-machine]
kind = "object"
pref_label = { zh = "虚拟机", en = "virtual machine" }
[concepts.kernel]
kind = "software"
pref_label = { zh = "内核", en = "kernel" }
[concepts.runc]
kind = "software"
pref_label = { zh = "runc", en = "runC" }
[concepts.mirror]
kind = "service"
pref_label = { zh = "镜像加速器", en = "registry mirror" }
alt_labels = ["镜像站", "镜像源"]
"""

Says = Callable[..., list[tuple[str, str, str]]]
Made = Callable[..., ConceptGraph]
KINDS = {"prose": BlockKind.PROSE, "list": BlockKind.LIST, "table": BlockKind.TABLE, "diagram": BlockKind.DIAGRAM}


@pytest.fixture(scope="session")
def vocabulary_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small vocabulary as a file."""
    path = tmp_path_factory.mktemp("vocabulary") / "small.toml"
    path.write_text(VOCABULARY, encoding="utf-8")
    assert tomllib.loads(VOCABULARY)
    return path


@pytest.fixture(scope="session")
def vocabulary(vocabulary_file: Path) -> Vocabulary:
    return load_vocabulary(vocabulary_file)


@pytest.fixture(scope="session")
def finder(vocabulary: Vocabulary) -> MentionFinder:
    return MentionFinder(vocabulary)


def document(
    text: str, heading: str = "", kind: str = "prose", source: str = "notes", name: str = "page.md"
) -> Document:
    """A document of one section with one block; its lines are those of `text` below the heading."""
    lines = [f"## {heading}" if heading else "", "", *text.split("\n")]
    block = Block(KINDS[kind], text, 3, tuple(range(3, 3 + text.count("\n") + 1)))
    identity = f"{source}:{name}"
    section = Section(f"{identity}#L1", identity, 2, heading, (), "", 1, 0, (block,))
    return Document(identity, source, name, "", "", "zh", None, (), "", (section,), lines=tuple(lines))


@pytest.fixture(scope="session")
def document_of() -> Callable[..., Document]:
    """Makes a document of one block."""
    return document


@pytest.fixture(scope="session")
def says(finder: MentionFinder) -> Says:
    """What a text says, as sorted (source, type, target); a denied relation's type begins with `not `."""

    def read(text: str, heading: str = "", kind: str = "prose") -> list[tuple[str, str, str]]:
        found = extract(document(text, heading, kind), finder).statements
        return sorted({(s.source, ("not " if s.negative else "") + s.type, s.target) for s in found})

    return read


@pytest.fixture(scope="session")
def evidence_of(finder: MentionFinder) -> Callable[..., DocumentEvidence]:
    """The evidence of a document made of one block."""

    def read(text: str, **where: str) -> DocumentEvidence:
        return extract(document(text, **where), finder)

    return read


@pytest.fixture(scope="session")
def made(finder: MentionFinder, vocabulary: Vocabulary) -> Made:
    """The graph of several one-block documents."""

    def build(*texts: str, curation: Curation | None = None) -> ConceptGraph:
        parts = [extract(document(text, name=f"{n}.md"), finder) for n, text in enumerate(texts)]
        return build_graph(parts, vocabulary, curation)

    return build
