"""What a reader sees of a Markdown file: blocks, their kinds, lines and marks."""

from __future__ import annotations

import textwrap

import pytest

from corpus.model import Block, BlockKind, Link, Span
from corpus.readers.markdown import read_markdown
from corpus.readers.model import Heading


def elements(text: str) -> tuple[Heading | Block, ...]:
    return read_markdown(textwrap.dedent(text).lstrip("\n")).elements


def as_written(text: str) -> tuple[Heading | Block, ...]:
    return read_markdown(text).elements


def block(text: str) -> Block:
    (only,) = elements(text)
    assert isinstance(only, Block)
    return only


def marked(text: Block, spans: tuple[Span, ...]) -> list[str]:
    return [text.text[span.start : span.end] for span in spans]


def test_prose_keeps_its_line_breaks_and_knows_their_lines() -> None:
    made = block("""

        镜像是**只读**的，
        用 `docker pull` 获取。
        """)
    assert made.kind is BlockKind.PROSE
    assert made.text == "镜像是只读的，\n用 docker pull 获取。"
    assert (made.line, made.line_map) == (1, (1, 2))
    assert marked(made, made.bold_spans) == ["只读"]
    assert marked(made, made.code_spans) == ["docker pull"]


def test_lines_stay_right_behind_code_and_tags_that_span_lines() -> None:
    made = block("""
        a `b
        c` d <i
        class="x">e</i>
        f\\
        g
        """)
    assert made.text == "a b c d e\nf\ng"
    assert made.line_map == (1, 4, 5)


@pytest.mark.parametrize(
    ("source", "text", "links"),
    [
        ("[镜像](a.md)", "镜像", [("镜像", "a.md")]),
        ('[a **b** `c`](<x y.md> "t")', "a b c", [("a b c", "x y.md")]),
        ("<https://a.b/c>", "https://a.b/c", [("https://a.b/c", "https://a.b/c")]),
        ("[镜像][1]\n\n[1]: %E9%95%9C.md", "镜像", [("镜像", "%E9%95%9C.md")]),
        ("![架构图](a.png)", "架构图", []),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))", []),
    ],
)
def test_links_are_kept_as_written_and_pictures_by_their_words(
    source: str, text: str, links: list[tuple[str, str]]
) -> None:
    made = block(source)
    assert made.text == text
    assert [(link.text, link.target) for link in made.links] == links


def test_a_list_is_one_block_with_a_line_an_item() -> None:
    made = block("""
        - 一 **甲**
          续
        - 二
          1. 三
        """)
    assert made.kind is BlockKind.LIST
    assert made.text == "一 甲\n续\n二\n三"
    assert made.line_map == (1, 2, 3, 4)
    assert marked(made, made.bold_spans) == ["甲"]


def test_code_inside_a_list_stands_by_itself() -> None:
    made = elements("""
        1. 运行

           ```bash
           docker run
           ```

           然后
        """)
    assert [(b.kind, b.text, b.line) for b in made if isinstance(b, Block)] == [
        (BlockKind.LIST, "运行", 1),
        (BlockKind.CODE, "docker run", 3),
        (BlockKind.LIST, "然后", 7),
    ]


def test_a_table_has_a_line_a_row_and_the_header_first() -> None:
    made = block("""
        | 方式 | 说明<br>二 |
        |------|------|
        | **短** ID | `docker rmi \\| x` |
        """)
    assert made.kind is BlockKind.TABLE
    assert made.text == "方式 | 说明 二\n短 ID | docker rmi | x"
    assert made.line_map == (1, 3)
    assert marked(made, made.bold_spans) == ["短"]
    assert marked(made, made.code_spans) == ["docker rmi | x"]


def test_a_fence_keeps_its_lines_and_tells_its_language() -> None:
    made = block("""
        ```{.Bash title="x"}
        ## 不是标题

        $ ls
        ```
        """)
    assert (made.kind, made.info, made.line) == (BlockKind.CODE, ".bash", 1)
    assert made.text == "## 不是标题\n\n$ ls"
    assert made.line_map == (2, 3, 4)


def test_a_mermaid_fence_is_a_diagram() -> None:
    made = block("```mermaid\ngraph TD\n  A --> B\n```")
    assert (made.kind, made.info, made.text) == (BlockKind.DIAGRAM, "mermaid", "graph TD\n  A --> B")


def test_a_quote_is_one_block_without_its_marks() -> None:
    made = block("> 注意\n> **小心**\n>\n> - 项")
    assert (made.kind, made.text, made.line_map) == (BlockKind.QUOTE, "注意\n小心\n项", (1, 2, 4))


@pytest.mark.parametrize(
    ("source", "text", "lines"),
    [
        ("- [ ] 未做\n- [x] 已做", "未做\n已做", (1, 2)),
        ("> [!NOTE]\n> 注意\n> 第二行", "注意\n第二行", (2, 3)),
        ("> [!tip] 提示", "提示", (1,)),
        ("- [x](a.md)", "x", (1,)),
    ],
)
def test_boxes_of_tasks_and_labels_of_alerts_are_no_text(source: str, text: str, lines: tuple[int, ...]) -> None:
    made = block(source)
    assert (made.text, made.line_map) == (text, lines)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# `docker run` **命令**", "docker run 命令"),
        ("## 4.3 删除 ##", "4.3 删除"),
        ("# [镜像](a.md) &amp; C#", "镜像 & C#"),
        ("标题\n====", "标题"),
        ("# a <kbd>x</kbd>", "a x"),
        ("#", ""),
    ],
)
def test_a_heading_is_plain_text(source: str, text: str) -> None:
    (made,) = elements(source)
    assert isinstance(made, Heading)
    assert made.text == text


@pytest.mark.parametrize("source", ["# 镜像 {#image}", "# 镜像 {: #image .x}", "# 镜像{#image}"])
def test_an_anchor_written_by_the_author_is_no_text(source: str) -> None:
    (made,) = elements(source)
    assert made == Heading(1, "镜像", 1, "image")


def test_a_paragraph_above_a_rule_is_no_heading() -> None:
    reading = read_markdown("接下来让我们开始安装！\n---\n\n短标题\n---\n")
    assert [element.text for element in reading.elements] == ["接下来让我们开始安装！", "短标题"]
    assert [type(element) for element in reading.elements] == [Block, Heading]
    assert reading.warnings == ("line 1: a paragraph above a rule was not taken as a heading",)


def test_headings_inside_quotes_lists_and_code_cut_no_section() -> None:
    made = elements("> # 一\n\n- # 二\n\n```\n# 三\n```\n\n        # 四\n")
    assert [element for element in made if isinstance(element, Heading)] == []


def test_lines_count_from_the_head_of_the_file() -> None:
    reading = read_markdown("---\ntitle: x\n---\n\n# 一\n\n文\n")
    assert [element.line for element in reading.elements] == [5, 7]
    assert reading.front.text("title") == "x"


def test_chinese_prose_indented_by_four_spaces_is_prose_a_line_a_paragraph() -> None:
    made = as_written(
        "    镜像不包含任何**动态**数据。\n    镜像的唯一标识是其 ID 和摘要。\n\n    换行的\n    段落也在一起。\n"
    )
    assert [(b.kind, b.text, b.line) for b in made if isinstance(b, Block)] == [
        (BlockKind.PROSE, "镜像不包含任何动态数据。", 1),
        (BlockKind.PROSE, "镜像的唯一标识是其 ID 和摘要。", 2),
        (BlockKind.PROSE, "换行的\n段落也在一起。", 4),
    ]


def test_a_list_and_a_fence_inside_indented_prose_are_what_they_are() -> None:
    made = as_written(
        "    如果您使用了云提供商，请看：\n\n    - 运行在用户的桌面\n    - 使用 `HTTP` 协议\n\n"
        "    ```sh\n    curl x\n    ```\n"
    )
    assert [(b.kind, b.text, b.line) for b in made if isinstance(b, Block)] == [
        (BlockKind.PROSE, "如果您使用了云提供商，请看：", 1),
        (BlockKind.LIST, "运行在用户的桌面\n使用 HTTP 协议", 3),
        (BlockKind.CODE, "curl x", 6),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "    $ docker run 镜像名称\n",
        "    # 查看所有的镜像列表\n    docker images\n",
        "    name: 我的应用容器\n    image: nginx\n",
        "    ├── 镜像目录与文件\n",
        "    const 变量 = '镜像与容器';\n",
        "    // 通过新的配置文件来更新\n    kubectl rolling-update\n",
        "    --requestheader-client-ca-file=<聚合器证书的路径>\n",
        "    docker pull ubuntu\n",
    ],
)
def test_indented_code_with_chinese_in_it_stays_code(source: str) -> None:
    made = as_written(source)
    assert [element.kind for element in made if isinstance(element, Block)] == [BlockKind.CODE]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<div align="center">\n<b>镜像</b>与<br/>容器\n</div>', "镜像与 容器"),
        ("<!-- 看不见 -->", ""),
        ("<script>\nvar 看不见 = 1;\n</script>", ""),
        ('<p>\n<img src="x.png" alt="架构图">\n</p>', "架构图"),
        ("<table>\n<tr><td>甲</td><td>乙</td></tr>\n</table>", "甲 乙"),
    ],
)
def test_html_is_read_as_the_words_it_shows(source: str, text: str) -> None:
    assert "\n".join(element.text for element in elements(source)) == text


def test_html_blocks_know_their_lines() -> None:
    made = block("<div>\n\n</div>\n<div>\n<!--\n-->\n镜像\n</div>\n")
    assert (made.text, made.line, made.line_map) == ("镜像", 7, (7,))


def test_a_link_knows_its_line() -> None:
    made = block("一\n[二](a.md)\n")
    assert made.links == (Link("二", "a.md", 2),)
