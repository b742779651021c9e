"""A body as it is shown: white space narrowed, its places, and what of a passage is code."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Block, BlockKind, Section, Span
from index.highlight import Highlighter
from index.query.need import Needle
from index.readable import Body, body, narrowed

PROSE = Block(BlockKind.PROSE, "运行  docker run\n启动", 1, code_spans=(Span(4, 14),))
CODE = Block(BlockKind.CODE, "  $ docker  ps\n  x\n", 3)


def _body(*blocks: Block) -> Body:
    return body(Section("s:a.md#L1", "s:a.md", 1, "标题", (), "", 1, 0, blocks))


def test_inline_code_and_blocks_of_code_are_runs_of_the_snippet_as_shown() -> None:
    snippet = Highlighter([Needle("docker", 1.0)]).snippet(_body(PROSE, CODE))
    assert snippet.text == "运行 docker run 启动 $ docker ps x"
    assert [snippet.text[start:end] for start, end in snippet.code] == ["docker run", "$ docker ps x"]
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["docker", "docker"]


def test_a_run_is_cut_where_the_passage_begins_and_ends() -> None:
    shown = _body(PROSE, CODE)
    text = shown.readable.text
    passage = shown.passage(text.index("run"), text.index("ps"))
    assert passage.text == "…run 启动 $ docker…"
    assert [passage.text[start:end] for start, end in passage.code] == ["run", "$ docker"]


def test_a_snippet_shows_the_source_of_a_diagram_only_where_nothing_else_matches() -> None:
    prose = Block(BlockKind.PROSE, "先看一张图，它说明镜像怎样分层。" + "其余的段落与此无关，只是占去一些地方。" * 6, 1)
    diagram = Block(BlockKind.DIAGRAM, "graph TD\n镜像 --> 容器\n镜像 --> 仓库\n" + "甲 --> 乙\n" * 12, 9)
    both = Highlighter([Needle("镜像", 1.0), Needle("仓库", 0.5)]).snippet(_body(diagram, prose))
    assert both.text.removeprefix("…").startswith("先看一张图")
    assert "-->" not in both.text
    alone = Highlighter([Needle("仓库", 1.0)]).snippet(_body(prose, diagram))
    assert "镜像 --> 仓库" in alone.text


def test_prose_alone_has_no_runs() -> None:
    assert _body(Block(BlockKind.PROSE, "没有代码", 1)).code == ()


@given(st.text(st.sampled_from("a镜 \n\t\u3000。"), max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_passage_is_the_run_with_its_white_space_narrowed(text: str, first: int, last: int) -> None:
    start, end = sorted((min(first, len(text)), min(last, len(text))))
    shown = _body(Block(BlockKind.PROSE, text, 1))
    passage = shown.passage(start, end)
    before, after = ("…" * bool(rest.strip()) for rest in (text[:start], text[end:]))
    assert passage.text == before + " ".join(text[start:end].split()) + after
    assert passage.lead == len(before)


@given(st.text(st.sampled_from("a镜 \n\t"), max_size=60))
def test_every_character_keeps_its_place(text: str) -> None:
    shown = narrowed(text)
    for at, character in enumerate(text):
        if not character.isspace():
            assert shown.text[shown.place(at)] == character
    assert shown.place(len(text)) == len(shown.text)
