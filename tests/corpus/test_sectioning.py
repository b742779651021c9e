"""Sections: ids, breadcrumbs, anchors, and the text above the first heading."""

from __future__ import annotations

from corpus.model import Block, BlockKind, Section
from corpus.readers.model import Heading
from corpus.sectioning import sections


def prose(text: str, line: int) -> Block:
    return Block(BlockKind.PROSE, text, line, (line,))


def cut(*elements: Heading | Block) -> tuple[Section, ...]:
    return sections("s:a.md", elements, ("第四章 使用镜像",), lambda heading: heading.text.lower())


def test_a_heading_begins_a_section_with_the_blocks_below_it() -> None:
    (first, second) = cut(Heading(2, "一", 1), prose("甲", 2), prose("乙", 3), Heading(2, "二", 5))
    assert (first.id, first.line, first.ordinal, first.text) == ("s:a.md#L1", 1, 0, "甲\n\n乙")
    assert (second.id, second.ordinal, second.blocks) == ("s:a.md#L5", 1, ())
    assert first.block_starts == (0, 3)


def test_text_above_the_first_heading_is_a_section_where_the_text_begins() -> None:
    (above, _) = cut(prose("甲", 4), Heading(1, "一", 6))
    assert (above.id, above.level, above.heading, above.anchor, above.line) == ("s:a.md#L4", 0, "", "", 4)
    assert above.breadcrumbs == ("第四章 使用镜像",)


def test_nothing_makes_no_section() -> None:
    assert cut() == ()


def test_breadcrumbs_lead_from_the_chapter_to_the_parent_heading() -> None:
    made = cut(
        Heading(2, "4.3", 1), Heading(4, "深", 2), Heading(3, "4.3.2", 3), Heading(4, "ID", 4), Heading(1, "顶", 5)
    )
    chapter = "第四章 使用镜像"
    assert [section.breadcrumbs[1:] for section in made] == [(), ("4.3",), ("4.3",), ("4.3", "4.3.2"), ()]
    assert {section.breadcrumbs[0] for section in made} == {chapter}


def test_repeated_headings_are_distinct_sections() -> None:
    made = cut(Heading(2, "小结", 1), Heading(2, "小结", 3))
    assert [section.id for section in made] == ["s:a.md#L1", "s:a.md#L3"]


def test_the_authors_own_anchor_wins() -> None:
    made = cut(Heading(2, "A", 1, "own"), Heading(2, "B", 2))
    assert [section.anchor for section in made] == ["own", "b"]
