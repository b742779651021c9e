"""The forty mixed queries of the comparison: what kind each is, and what is typed."""

from __future__ import annotations

from dataclasses import dataclass

from index.analysis.analyzer import terms
from index.analysis.fold import visible
from index.query.ast import Node, Or, Prefix, Substring, Term

WORDS = (
    *("镜像", "容器", "仓库", "网络", "数据卷", "安装", "部署", "安全", "权限", "日志"),
    *("镜像 构建", "容器 网络", "数据 持久化", "多阶段 构建", "私有 仓库", "服务 发现", "资源 限制", "镜像 加速"),
    *("集群 管理", "日志 驱动", "docker compose 命令", "Dockerfile 指令", "kubernetes 集群 部署"),
    *("Ubuntu 安装 docker", "nginx 镜像", "etcd 键值 存储", "buildx 多架构 镜像", "CMD 与 ENTRYPOINT 区别"),
)
PHRASES = (
    *("多阶段构建", "容器网络", "数据卷容器", "docker run", "镜像仓库", "docker compose up", "使用 Dockerfile 构建"),
    "存储驱动",
)
PREFIXES = ("dock", "kube", "镜", "conta")
#: A mistyped word and how many edits away the right one may be.
MISTYPED = (("dockre", 1), ("kubernets", 1), ("contianer", 2), ("registy", 1))
SUBSTRINGS = ("像构", "构建镜像的", "ocker-comp", "容", "r/lib/dock", "的镜像", "erfile 指", "建")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query for all engines: its kind, its terms or text, and the tree for ours."""

    kind: str
    terms: tuple[str, ...]
    node: Node


def word_queries() -> list[Asked]:
    """Queries of words, analysed as the index is."""
    return [Asked("words", found, Or(tuple(map(Term, found)))) for found in map(_distinct, WORDS)]


def phrase_queries() -> list[Asked]:
    """Phrases: for engines with positions the words in a row, for ours the text."""
    return [Asked("phrase", terms(text), Substring(visible(text).text)) for text in PHRASES]


def prefix_queries() -> list[Asked]:
    """Beginnings of words."""
    return [Asked("prefix", (text,), Prefix(text)) for text in PREFIXES]


def substring_queries() -> list[Asked]:
    """Texts that begin and end anywhere."""
    return [Asked("substring", (text,), Substring(visible(text).text)) for text in SUBSTRINGS]


def _distinct(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms(text)))
