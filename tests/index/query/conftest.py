"""What a small set of documents knows, for tests of how queries are read."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import terms
from index.analysis.fold import visible
from index.ports import AnalyzedDocument, AnalyzedSection
from index.query.lexicon import build_lexicon, counted
from index.query.repair import Known
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

#: Heading and text of each section; twice where a word must stand in more than one.
SECTIONS = 2 * (
    ("镜像", "镜像是容器的模板。docker pull 从仓库拉取镜像。"),
    ("删除镜像", "docker image rm 删除镜像，docker image prune 删除虚悬镜像。"),
    ("数据卷", "数据卷独立于容器。docker volume create 创建数据卷。"),
    ("容器网络", "容器之间可以互相访问。运行程序，执行命令。bridge 网络，overlay2 存储驱动。"),
    ("Dockerfile 与 docker-compose", "用 Dockerfile 构建镜像，用 docker-compose 部署服务器集群。start stats compose"),
    ("命名空间与控制组", "命名空间隔离进程，kubernetes network container registry。"),
    ("重启策略与端口映射", "重启策略决定容器退出后是否重启。"),
    ("大大减小镜像", "分阶段的构建让镜像小得多。"),
)
LABELS = ("镜像", "容器", "数据卷", "私有仓库", "image")


def section(number: int, heading: str, prose: str) -> AnalyzedSection:
    """A section of these two texts."""
    texts = {"heading": heading, "prose": prose}
    return AnalyzedSection(
        id=f"a:page#L{number}",
        page="a:page",
        source="a",
        tags=(),
        concepts=(),
        date="",
        fields=tuple(terms(texts.get(field, "")) for field in TEXT_FIELDS),
        visible=tuple(visible(texts.get(field, "")).text for field in VISIBLE_FIELDS),
    )


@pytest.fixture(scope="session")
def document() -> AnalyzedDocument:
    """The sections above as one document."""
    return AnalyzedDocument("a:page", "1", tuple(section(i, h, p) for i, (h, p) in enumerate(SECTIONS, 1)))


@pytest.fixture(scope="session")
def known(document: AnalyzedDocument) -> Known:
    """What these documents know."""
    words = {term for each in document.sections for field in each.fields for term in field}
    texts = "\n".join(text for each in document.sections for text in each.visible)
    return Known(build_lexicon(counted([document]), LABELS), words.__contains__, lambda run: visible(run).text in texts)
