"""Marks and passages: what is marked, where a snippet is cut, and that no character is split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Block, BlockKind, Section
from index.analysis.fold import visible
from index.highlight import LONGEST_SNIPPET, SNIPPET, Highlighter
from index.query.need import Needle
from index.readable import MOST_KEPT, Body, body, readable


def shown(text: str, *needles: Needle) -> str:
    """A text with its marks in brackets."""
    marked = Highlighter(needles).mark(readable(text))
    parts, place = [], 0
    for start, end in marked.marks:
        parts += [text[place:start], "[", text[start:end], "]"]
        place = end
    return "".join(parts) + text[place:]


def section(*texts: str, kind: BlockKind = BlockKind.PROSE) -> Body:
    """The text of a section of these blocks."""
    blocks = tuple(Block(kind, text, 1) for text in texts)
    return body(Section("a:p#L1", "a:p", 2, "标题", (), "", 1, 0, blocks))


def word(text: str, weight: float = 1.0) -> Needle:
    return Needle(text, weight)


def term(text: str, weight: float = 1.0) -> Needle:
    return Needle(text, weight, whole=True)


def phrase(text: str) -> Needle:
    return Needle(text, 10.0, exact=True)


@pytest.mark.parametrize(
    ("text", "needles", "expected"),
    [
        ("删除镜像", [word("镜像")], "删除[镜像]"),
        ("删除镜像", [word("删除"), word("镜像")], "[删除镜像]"),
        ("删除本地镜像", [word("删除"), word("镜像")], "[删除]本地[镜像]"),
        ("虚悬镜像", [word("虚悬镜像"), word("镜像")], "[虚悬镜像]"),
        ("镜像像镜", [word("镜像"), word("像镜")], "[镜像像镜]"),
        ("啊啊啊", [word("啊啊")], "[啊啊啊]"),
        ("刪除鏡像", [word("镜像")], "刪除[鏡像]"),
        ("建立映像檔", [word("镜像")], "建立[映像檔]"),
        ("開放連接埠", [term("端口")], "開放[連接埠]"),
        ("Ｄｏｃｋｅｒ 镜像", [word("docker")], "[Ｄｏｃｋｅｒ] 镜像"),
        ("Docker images", [term("image")], "Docker [images]"),
        ("Docker classes", [term("class")], "Docker [classes]"),
        ("imagery", [term("image")], "imagery"),
        ("containerd 与 container", [term("container")], "containerd 与 [container]"),
        ("dockerfile", [word("docker")], "[docker]file"),
        ("mydocker", [word("docker")], "mydocker"),
        ("mydocker", [phrase("dock")], "my[dock]er"),
        ("docker run", [word("docker"), word("run")], "[docker] [run]"),
        ("docker  run", [phrase("docker run")], "[docker  run]"),
        ("Docker\n镜像", [phrase("docker镜像")], "[Docker\n镜像]"),
        ("COPY --from=a", [word("--from")], "COPY [--from]=a"),
        ("C++ 程序", [term("c++")], "[C++] 程序"),
        ("18.09 起", [term("18.09")], "[18.09] 起"),
        ("café", [word("caf")], "[caf]é"),
        ("cafe\u0301s", [phrase("cafe")], "[cafe\u0301]s"),
        ("e\u0301\u0302x", [phrase("e")], "[e\u0301\u0302]x"),
        ("👍🏽好", [phrase("👍")], "[👍🏽]好"),
        ("👨\u200d👩\u200d👧家", [phrase("👩")], "[👨\u200d👩\u200d👧]家"),
        ("❤\ufe0f", [phrase("❤")], "[❤\ufe0f]"),
        ("㎏", [phrase("g")], "[㎏]"),
        ("没有", [word("镜像")], "没有"),
        ("", [word("镜像")], ""),
        ("镜像", [], "镜像"),
    ],
)
def test_marks_cover_what_was_sought_and_nothing_else(text: str, needles: list[Needle], expected: str) -> None:
    assert shown(text, *needles) == expected, "help: `find` says what matches, `_merged` what becomes one mark"


def test_an_empty_needle_marks_nothing() -> None:
    assert shown("镜像", word("")) == "镜像"


def test_a_snippet_is_the_passage_with_the_best_cover() -> None:
    filler = "这里说的是完全不同的另一件事情，与所求毫无关系。" * 8
    text = f"{filler}先停止容器。再删除镜像，磁盘就空了。{filler}"
    marked = Highlighter([word("删除", 2.0), word("镜像", 2.0), word("磁盘")]).snippet(section(text))
    assert "再删除镜像，磁盘就空了。" in marked.text
    assert [marked.text[start:end] for start, end in marked.marks] == ["删除镜像", "磁盘"]
    assert marked.text.startswith("…")
    assert marked.text.endswith("…")
    assert len(marked.text) <= LONGEST_SNIPPET + 2


def test_a_snippet_begins_and_ends_at_sentence_borders() -> None:
    text = "第一句话在这里。" * 20 + "要找的镜像在这里！" + "最后一句话在这里。" * 20
    marked = Highlighter([word("镜像")]).snippet(section(text))
    assert marked.text.strip("…")[-1] in "。！"
    assert marked.text.strip("…").startswith(("第一句", "要找"))


def test_without_a_match_a_snippet_is_the_beginning() -> None:
    marked = Highlighter([word("没有")]).snippet(section("开头。" + "后面的话。" * 60))
    assert marked.text.startswith("开头。")
    assert marked.marks == ()
    assert len(marked.text) <= LONGEST_SNIPPET + 2


def test_a_short_section_is_shown_whole_and_an_empty_one_not_at_all() -> None:
    assert Highlighter([]).snippet(section("第一段。", "第二段。")).text == "第一段。 第二段。"
    assert Highlighter([word("镜像")]).snippet(section()).text == ""


def test_a_quoted_run_is_shown_whole_even_over_several_sentences() -> None:
    run = "它先停。再等十秒！然后才杀，" * 8
    text = "别的话。" * 60 + run + "别的话。" * 60
    marked = Highlighter([phrase(visible(run).text)]).snippet(section(text))
    assert [marked.text[start:end] for start, end in marked.marks] == [run]


def test_the_signs_for_what_was_left_out_are_not_marked() -> None:
    marked = Highlighter([phrase("...")]).snippet(section("很长的一句话。" * 40 + "省略……号" + "很长的一句话。" * 40))
    assert [marked.text[start:end] for start, end in marked.marks] == ["……"]


def test_code_is_told_from_prose() -> None:
    code = Highlighter([word("run")]).snippet(section("docker run\n    -d nginx", kind=BlockKind.CODE))
    assert code.text == "docker run -d nginx"
    assert code.code == ((0, len(code.text)),)


def test_a_long_line_is_cut_beside_the_match_and_not_inside_a_word() -> None:
    text = " ".join(f"option{number}" for number in range(100)) + " needle " + " ".join("word" for _ in range(100))
    marked = Highlighter([word("needle")]).snippet(section(text))
    words = marked.text.strip("…").split()
    assert "needle" in words
    assert set(words) <= set(text.split())
    assert len(marked.text) <= LONGEST_SNIPPET + 2


pieces = st.sampled_from(
    ["镜像", "删除", "docker ", "run", "。", "！\n", "\n\n", "   ", "e\u0301", "👨\u200d👩", "…", "长句子"]
)
texts = st.lists(pieces, max_size=120).map("".join)


@given(
    texts, st.lists(st.sampled_from(["镜像", "docker", "run", "子", "e", "...", "删除镜像"]), max_size=4), st.booleans()
)
def test_a_snippet_is_a_run_of_the_section(text: str, forms: list[str], exact: bool) -> None:
    marked = Highlighter([Needle(form, 1.0, exact=exact) for form in forms]).snippet(section(text))
    run = marked.text.removeprefix("…").removesuffix("…")
    assert visible(run).text in visible(text).text
    assert len(marked.text) <= max(SNIPPET, LONGEST_SNIPPET) + 2
    ends = [0, *(place for mark in marked.marks for place in mark), len(marked.text)]
    assert ends == sorted(ends)


@given(st.text(st.characters(), max_size=200), st.text(st.characters(), min_size=1, max_size=5))
def test_no_text_raises(text: str, needle: str) -> None:
    form = visible(needle).text.strip()
    for exact in (True, False):
        highlighter = Highlighter([Needle(form, 1.0, exact=exact)] if form else [])
        highlighter.mark(readable(text))
        highlighter.snippet(section(text))


def test_a_snippet_is_kept_for_queries_of_which_the_same_stands_in_the_section() -> None:
    body = section("删除镜像之前，先停止容器。", "查看镜像。" * 60)
    one = Highlighter([word("镜像"), word("仓库")]).snippet(body)
    assert Highlighter([word("镜像"), word("网络", 3.0)]).snippet(body) is one
    others = [
        Highlighter([word("镜像", 2.0)]),
        Highlighter([word("镜像"), word("容器")]),
        Highlighter([phrase("镜像")]),
        Highlighter([term("镜像")]),
    ]
    for other in others:
        assert other.snippet(body) is not one
    for text in (f"镜像{number}" for number in range(200)):
        Highlighter([word("镜像", len(text)), word(text)]).snippet(body)
    assert len(body.snippets) <= MOST_KEPT


@given(
    st.lists(st.tuples(st.sampled_from(["镜像", "容器", "仓库", "docker"]), st.sampled_from([1.0, 2.0])), max_size=4),
    st.lists(st.tuples(st.sampled_from(["镜像", "容器", "仓库", "docker"]), st.sampled_from([1.0, 2.0])), max_size=4),
)
def test_a_kept_snippet_is_the_one_that_would_be_cut(
    first: list[tuple[str, float]], then: list[tuple[str, float]]
) -> None:
    texts = ("镜像不是容器。" * 20, "用 docker 运行容器，仓库另说。" * 9)
    body = section(*texts)
    Highlighter([word(*needle) for needle in first]).snippet(body)
    again = Highlighter([word(*needle) for needle in then])
    assert again.snippet(body) == again.snippet(section(*texts))
