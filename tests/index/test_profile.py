"""Profiles: the shape of sections, and a space of meanings that is the same whenever it is made."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import profile
from index.ports import AnalyzedDocument, AnalyzedSection
from index.profile import EMPTY, Profiles, build_profiles
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

SUBJECTS = {
    "容器": "容器 进程 隔离 启动 停止 运行 内核",
    "网络": "网络 端口 网桥 地址 路由 域名 映射",
    "树": "树苗 浇水 施肥 移栽 阳光 土壤 园丁",
}


def section(name: str, heading: str, prose: str) -> AnalyzedSection:
    texts = {"heading": heading, "prose": prose}
    return AnalyzedSection(
        name, name.partition("#")[0], "a", (), (), "",
        tuple(tuple(texts.get(field, "").split()) for field in TEXT_FIELDS),
        tuple(texts.get(field, "") for field in VISIBLE_FIELDS),
    )  # fmt: skip


@pytest.fixture(scope="module")
def documents() -> Sequence[AnalyzedDocument]:
    """Three pages; each section of a page leaves out another of its subject's words."""
    made = []
    for page, (heading, words) in enumerate(SUBJECTS.items()):
        sections = []
        for number in range(7):
            kept = [word for place, word in enumerate(words.split()) if place != number]
            sections.append(section(f"a:{page}#L{number}", heading, " ".join(kept)))
        made.append(AnalyzedDocument(f"a:{page}", "1", (*sections, section(f"a:{page}#L9", heading, ""))))
    return made


@pytest.fixture(scope="module")
def profiles(documents: Sequence[AnalyzedDocument]) -> Profiles:
    return build_profiles(documents)


def test_every_section_has_its_row(profiles: Profiles) -> None:
    assert len(profiles.ids) == len(profiles.lengths) == len(profiles.vectors) == 24
    assert profiles.rows(["a:1#L0", "a:0#L0"]).tolist() == [profiles.ids.index("a:1#L0"), profiles.ids.index("a:0#L0")]
    with pytest.raises(KeyError):
        profiles.rows(["a:no#L1"])


def test_a_section_without_text_is_empty(profiles: Profiles) -> None:
    empty = {name for name, is_empty in zip(profiles.ids, profiles.empty, strict=True) if is_empty}
    assert empty == {name for name in profiles.ids if name.endswith("#L9") or len(SUBJECTS["树"]) < EMPTY}


def test_vectors_have_unit_length_or_none(profiles: Profiles) -> None:
    lengths = np.linalg.norm(profiles.vectors.at(slice(None)), axis=1)
    assert np.all((np.abs(lengths - 1) < 0.01) | (lengths < 0.01))


def test_sections_about_one_subject_are_near_and_others_far(profiles: Profiles) -> None:
    one, same, other = profiles.vectors.at(profiles.rows(["a:0#L0", "a:0#L6", "a:2#L6"]))
    assert one @ same > 0.5
    assert abs(one @ other) < 0.3


def test_a_query_points_to_its_subject_even_by_words_that_a_section_lacks(profiles: Profiles) -> None:
    direction = profiles.direction([(("浇水", 1.0),)])
    assert direction is not None
    nearness = profiles.vectors.at(slice(None)) @ direction
    lacking = int(profiles.rows(["a:2#L1"])[0])
    assert nearness[lacking] > 0.5
    assert profiles.ids[int(np.argmax(nearness))].startswith("a:2")
    assert profiles.direction([(("没有", 1.0),)]) is None


def test_the_same_documents_give_the_same_bytes_in_any_order(
    documents: Sequence[AnalyzedDocument], tmp_path: Path
) -> None:
    for name, order in (("one", documents), ("two", documents[::-1])):
        (tmp_path / name).mkdir()
        build_profiles(order).save(tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "two").iterdir())
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_they_go_to_another_process_to_be_saved_there(profiles: Profiles, tmp_path: Path) -> None:
    for name, made in (("here", profiles), ("there", pickle.loads(pickle.dumps(profiles)))):
        (tmp_path / name).mkdir()
        made.save(tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "here").iterdir())
    assert files
    for file in files:
        assert (tmp_path / "here" / file).read_bytes() == (tmp_path / "there" / file).read_bytes()


def test_what_was_saved_is_what_is_loaded(profiles: Profiles, tmp_path: Path) -> None:
    profiles.save(tmp_path)
    loaded = Profiles.load(tmp_path)
    assert list(loaded.ids) == list(profiles.ids)
    assert list(loaded.terms) == list(profiles.terms)
    assert np.array_equal(loaded.lengths, profiles.lengths)
    for name in ("vectors", "term_vectors"):
        before, after = getattr(profiles, name), getattr(loaded, name)
        assert np.array_equal(before.codes, after.codes)
        assert np.array_equal(before.scales, after.scales)


def test_too_little_text_has_no_space_of_meanings() -> None:
    for documents in ([], [AnalyzedDocument("a:p", "1", (section("a:p#L1", "镜像", "容器"),))]):
        profiles = build_profiles(documents)
        assert profiles.direction([(("镜像", 1.0),)]) is None
        assert len(profiles.vectors) == sum(len(document.sections) for document in documents)


@pytest.mark.parametrize("few", [0, profile.FEW])
def test_vectors_are_the_same_whether_they_were_worked_out_before_or_not(
    documents: Sequence[AnalyzedDocument], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "FEW", few)
    made = build_profiles(documents)
    rows = made.rows(["a:1#L0", "a:0#L3"])
    np.testing.assert_array_equal(made.vectors_at(rows), made.vectors.at(rows))
    assert made.vectors_at(rows).any()
