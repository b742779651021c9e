"""The features of the final order: what each says, and that the weights are about just these."""

from __future__ import annotations

import numpy as np
import pytest

from index import ranking
from index.engines.memory import MemoryIndex
from index.model import Hit, SearchRequest
from index.ports import AnalyzedDocument, AnalyzedSection
from index.profile import Profiles, build_profiles
from index.query.ast import Substring
from index.query.need import Alternative, Need
from index.rerank import Asked, Features, column, features, nearness
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS
from index.search import Searcher

IDS = ("a:p#L1", "a:p#L2", "a:p#L3", "a:p#L4")
TEXTS = (
    {"heading": "什么是 镜像", "prose": "镜像 是 只读 的 模板 由 层 构成 里面 有 程序 和 它 的 库 还有 默认 参数"},
    {"heading": "删除", "prose": "删除 镜像 之前 先 停止 容器 再 清理 卷 最后 看 磁盘 还 剩下 多少 空间 可用"},
    {"heading": "命令", "code": "docker image rm 镜像"},
    {"heading": "表", "table": "image | 只读"},
)


def section(name: str, texts: dict[str, str]) -> AnalyzedSection:
    return AnalyzedSection(
        name, "a:p", "a", (), (), "",
        tuple(tuple(texts.get(field, "").split()) for field in TEXT_FIELDS),
        tuple(texts.get(field, "").replace(" ", "") for field in VISIBLE_FIELDS),
    )  # fmt: skip


@pytest.fixture(scope="module")
def document() -> AnalyzedDocument:
    return AnalyzedDocument("a:p", "1", tuple(section(name, t) for name, t in zip(IDS, TEXTS, strict=True)))


@pytest.fixture(scope="module")
def index(document: AnalyzedDocument) -> MemoryIndex:
    index = MemoryIndex()
    with index.writer() as writer:
        writer.put(document)
    return index


@pytest.fixture(scope="module")
def found(index: MemoryIndex, document: AnalyzedDocument) -> Features:
    profiles: Profiles = build_profiles([document])
    image = Need("镜像", (("镜像", 1.0),), (Alternative("image", ("image",), ranking.EQUIVALENT),), (1.0,))
    delete = Need("删除", (("删除", 1.0),), (), (3.0,))
    asked = Asked(
        needs=(delete, image),
        run="删除镜像",
        about=[nearness(IDS[:2])],
        introductions=[IDS[0]],
        definition=Substring("什么是镜像", 1.0, ("heading",)),
        pieces=("删除镜像", "镜像之前先停止", "停止别的"),
    )
    return features(index, profiles, asked, [Hit(name, 4.0 - place) for place, name in enumerate(IDS)])


def test_every_weight_has_its_feature_and_every_feature_its_weight(found: Features) -> None:
    assert found.values.keys() == ranking.RERANK.keys()


def test_features_lie_roughly_between_nothing_and_one(found: Features) -> None:
    for name, values in found.values.items():
        assert values.shape == (len(IDS),), name
        assert np.isfinite(values).all(), name
        assert values.min() >= -1.01, name
        assert values.max() <= 1.26, name


def test_a_feature_says_what_its_name_says(found: Features) -> None:
    values = {name: row.tolist() for name, row in found.values.items()}
    assert values["cover"] == pytest.approx([0.25, 1.0, 0.25, 0.25]), "by what each need weighs"
    assert values["run"] == [0, 1, 0, 0]
    assert values["pasted"] == pytest.approx([0, 2 / ranking.TELLING_PIECES, 0, 0])
    assert values["words"][1] == 1
    assert values["defines"] == [1, 0, 0, 0]
    assert values["introduces"] == [1, 0, 0, 0]
    assert values["about"] == pytest.approx([1, 0.8, 0, 0])
    assert values["in_code"] == [0, 0, 1, 0]
    assert values["empty"] == [0, 0, 1, 1]
    assert values["other"][2] > 0
    assert values["other"][0] == 0


def test_it_says_by_what_each_need_was_met(found: Features) -> None:
    assert (found.own > 0).tolist() == [[False, True, False, False], [True, True, True, False]]
    assert (found.other > 0).tolist() == [[False] * 4, [False, False, True, True]]


def test_the_score_is_the_weighted_sum(found: Features) -> None:
    expected = sum(weight * found.values[name] for name, weight in ranking.RERANK.items())
    assert found.score(column(ranking.RERANK)) == pytest.approx(expected, rel=1e-4)


def test_nothing_known_of_a_query_gives_zeros(index: MemoryIndex, document: AnalyzedDocument) -> None:
    need = Need("没有", (("没有", 1.0),), (), (0.0,))
    found = features(index, build_profiles([document]), Asked((need,), "没有"), [Hit(IDS[0], 0.0)])
    assert found.values["words"].tolist() == found.values["cover"].tolist() == [0]


def test_explanations_name_only_features_and_needs(searcher: Searcher) -> None:
    response = searcher.search(SearchRequest("怎么删除虚悬镜像", explain=True))
    assert response.hits
    for hit in response.hits:
        names = [name for name, _ in hit.explanation]
        assert all(name in ranking.RERANK or name.startswith(("words:", "concept:")) for name in names)
        parts = sum(amount for name, amount in hit.explanation if name in ranking.RERANK)
        assert parts == pytest.approx(hit.score, abs=0.01)
