"""Completions after every keystroke: Chinese, pinyin, initials, English, other labels; and what is marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.completions import Completions
from index.query.lexicon import Lexicon
from index.suggest import NamedConcept, Suggester, build_completions

CONCEPTS = [
    NamedConcept("镜像", ("镜像", "image"), ("Docker 镜像", "映像檔"), 0.9),
    NamedConcept("容器", ("容器", "container"), ("应用容器",), 0.8),
    NamedConcept("仓库", ("仓库", "repository"), ("镜像仓库", "卷宗"), 0.7),
    NamedConcept("虚悬镜像", ("虚悬镜像", "dangling image"), (), 0.1),
    NamedConcept("重启策略", ("重启策略", "restart policy"), (), 0.1),
    NamedConcept("数据卷", ("数据卷", "volume"), ("卷",), 0.4),
]
HEADINGS = (
    "4.3 删除本地镜像", "第五章 操作容器", "镜像是什么", "镜像的来源", "启动容器", "Docker 容器", 
    "什么是 Docker Compose", "docker run", "", "绿色部署", "4.3.2 删除虚悬镜像",
)  # fmt: skip
WORDS = {"多阶段": 9, "镜像瘦身": 8, "偶尔": 1}


def headings() -> list[tuple[str, int, str]]:
    return [(heading, 2, f"https://example.org/p#s{i}") for i, heading in enumerate(HEADINGS, 1)]


@pytest.fixture(scope="module")
def completions() -> Completions:
    return build_completions(headings(), CONCEPTS, Lexicon(WORDS, {}, {}, {}))


@pytest.fixture(scope="module")
def suggester(completions: Completions) -> Suggester:
    return Suggester(completions)


@pytest.mark.parametrize(
    ("typed", "first", "marked"),
    [
        ("镜", "镜像", "镜"),
        ("镜像", "镜像", "镜像"),
        ("镜像 ", "镜像", "镜像"),
        ("鏡像", "镜像", "镜像"),
        ("映像檔", "镜像", None),
        ("映像", "镜像", None),
        ("j", "镜像", "镜"),
        ("jing", "镜像", "镜"),
        ("jingx", "镜像", "镜像"),
        ("jingxiang", "镜像", "镜像"),
        ("jing xiang", "镜像", "镜像"),
        ("jing'xiang", "镜像", "镜像"),
        ("jx", "镜像", "镜像"),
        ("rq", "容器", "容器"),
        ("ima", "镜像", None),
        ("IMAGE", "镜像", None),
        ("dang", "虚悬镜像", None),
        ("chongq", "重启策略", "重启"),
        ("lvse", "绿色部署", "绿色"),
        ("sjj", "数据卷", "数据卷"),
        ("卷", "数据卷", "卷"),
        ("docker rongqi", "Docker 容器", "容器"),
        ("dockerrong", "Docker 容器", "容"),
        ("docker 容", "Docker 容器", "Docker 容"),
        ("docker r", "docker run", "docker r"),
        ("comp", "什么是 Docker Compose", "Comp"),
        ("ＤＯＣＫＥＲ　ｒｕｎ", "docker run", "docker run"),
        ("删除本", "删除本地镜像", "删除本"),
        ("本地", "删除本地镜像", "本地"),
        ("多阶", "多阶段", "多阶"),
        ("什么是", "什么是 Docker Compose", "什么是"),
    ],
)
def test_what_is_typed_completes_to(suggester: Suggester, typed: str, first: str, marked: str | None) -> None:
    found = suggester.suggest(typed)
    assert found, f"help: {typed} leads nowhere; `_keys` says under which keys a label stands"
    assert found[0].text == first, f"help: {typed} completes to {[s.text for s in found]}; `WAYS` says in which order"
    marks = [first[start:end] for start, end in found[0].marks]
    assert marks == ([] if marked is None else [marked])


def test_other_labels_come_behind_what_is_shown(suggester: Suggester) -> None:
    texts = [suggestion.text for suggestion in suggester.suggest("镜像")]
    assert texts.index("仓库") > texts.index("镜像的来源"), "help: 镜像仓库 is another label of 仓库"


def test_no_kind_takes_the_whole_list(completions: Completions, suggester: Suggester) -> None:
    kinds = {suggestion.kind for suggestion in suggester.suggest("镜", limit=4)}
    assert len(kinds) > 1
    assert len(suggester.suggest("d", limit=3)) == 3


def test_headings_lead_to_where_they_stand_without_their_numbers(suggester: Suggester) -> None:
    suggestion = suggester.suggest("删除虚悬")[0]
    assert (suggestion.text, suggestion.kind, suggestion.url) == (
        "删除虚悬镜像",
        "heading",
        "https://example.org/p#s11",
    )
    assert suggester.suggest("操作容")[0].text == "操作容器"
    assert suggester.suggest("镜像")[0].url == ""


@pytest.mark.parametrize("typed", ["", " ", "？", "没有这样的词", "zzz", "\ud800", "\x00", "偶尔"])
def test_nothing_is_made_up(suggester: Suggester, typed: str) -> None:
    assert suggester.suggest(typed) == ()


def test_what_was_saved_is_what_is_loaded(completions: Completions, tmp_path: Path) -> None:
    completions.save(tmp_path / "completions.json")
    loaded = Completions.load(tmp_path / "completions.json")
    assert (loaded.entries, loaded.keys) == (completions.entries, completions.keys)
    assert Suggester(loaded).suggest("jing") == Suggester(completions).suggest("jing")


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=70) | st.text("aA1 镜", max_size=120),
    readings=st.sampled_from([{}, {"镜": "jing"}, {"镜": "p"}]),
)
def test_any_text_is_loaded_with_the_ways_to_it(
    tmp_path_factory: pytest.TempPathFactory, text: str, readings: dict[str, str]
) -> None:
    file = tmp_path_factory.mktemp("completions") / "file"
    made = build_completions(
        [(text, 1, "")], [NamedConcept(text, (text,), ("Ａ" + text,), 1.0)], Lexicon({}, {}, {}, {})
    )
    made.save(file, readings)
    assert Completions.load(file) == made


def test_what_was_found_before_is_found_again_without_looking(completions: Completions) -> None:
    lexicon = Lexicon(WORDS, {}, {}, {})
    changed = [*headings(), ("新的标题", 3, "https://example.org/p#new")]
    continued = build_completions(changed, CONCEPTS, lexicon, completions.ways())
    assert continued == build_completions(changed, CONCEPTS, lexicon)


@given(typed=st.text(st.characters(), max_size=60) | st.text(st.sampled_from("jingx 镜像容qrdocke'"), max_size=20))
def test_no_text_raises_and_marks_stay_inside(suggester: Suggester, typed: str) -> None:
    for suggestion in suggester.suggest(typed, limit=5):
        for start, end in suggestion.marks:
            assert 0 <= start < end <= len(suggestion.text)
