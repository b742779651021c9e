"""What of a snippet is code."""

from __future__ import annotations

from corpus.model import Block, BlockKind, Section, Span
from index.code_runs import code_runs
from index.highlight import Highlighter, Needle


def _section(*blocks: Block) -> Section:
    return Section("s:a.md#L1", "s:a.md", 1, "标题", (), "", 1, 0, blocks)


PROSE = Block(BlockKind.PROSE, "运行  docker run\n启动", 1, code_spans=(Span(4, 14),))
CODE = Block(BlockKind.CODE, "$ docker  ps\n  x", 3)


def test_inline_code_and_blocks_of_code_are_runs_of_the_snippet_as_shown() -> None:
    snippet = Highlighter([Needle("docker", 1.0)]).snippet(_section(PROSE, CODE))
    assert snippet.text == "运行 docker run 启动 $ docker ps x"
    assert [snippet.text[run.start : run.end] for run in snippet.code] == ["docker run", "$ docker ps x"]


def test_a_run_is_cut_where_the_passage_begins_and_ends() -> None:
    section = _section(PROSE, CODE)
    start = section.text.index("run")
    end = section.text.index("ps")
    shown = " ".join(section.text[start:end].split())
    runs = code_runs(section, start, end)
    assert [shown[run.start : run.end] for run in runs] == ["run", "$ docker"]


def test_prose_alone_has_no_runs() -> None:
    section = _section(Block(BlockKind.PROSE, "没有代码", 1))
    assert code_runs(section, 0, 4) == ()
