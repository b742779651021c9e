"""Sections as engines take them: what of one is its own, and what only tells of other pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.sources import SourceSpec, open_source
from index.analysis.sections import analyze_document
from index.profile import text_length

LIST = "- [进入容器](exec.md)：怎样进入\n- [日志](logs.md)\n- 先看 [网络](network.md)\n"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        (LIST, len("先看网络")),
        ("[进入容器](exec.md)：怎样进入\n", len("进入容器：怎样进入")),
        ("- 一\n- 二\n", len("一二")),
        (LIST + "\n说明。\n", len("先看网络说明。")),
    ],
)
def test_lines_of_a_list_that_begin_with_a_link_are_no_text_of_the_section(
    tmp_path: Path, text: str, length: int
) -> None:
    (tmp_path / "a.md").write_text(f"# 延伸阅读\n\n{text}")
    source = open_source(SourceSpec(name="s", type="directory", layout="plain", path=str(tmp_path)), tmp_path / "cache")
    (section,) = analyze_document(source.document("a.md")).sections
    assert text_length(section) == length
