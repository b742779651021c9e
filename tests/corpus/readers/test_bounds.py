"""No file, however made, costs more than seconds, and the rest of it is still read."""

from __future__ import annotations

import time

import pytest

from corpus.readers.decoding import MAX_BYTES
from corpus.readers.inline import MAX_CHARACTERS
from corpus.readers.markdown import MAX_PLAIN, read_markdown

SIZE = 60_000
SECONDS = 6.0

BOMBS = {
    "backticks": "`" * SIZE,
    "backtick runs of all lengths": " ".join("`" * (n % 300 + 1) for n in range(SIZE // 150)),
    "brackets": "[" * SIZE,
    "empty links": "[]" * (SIZE // 2),
    "unclosed links": "[a](b" * (SIZE // 5),
    "nested pictures": "![" * (SIZE // 2),
    "emphasis": "**a *b " * (SIZE // 7),
    "underscores": "_a_b" * (SIZE // 4),
    "open comments": "a <!--" * (SIZE // 6),
    "open instructions": "a <?" * (SIZE // 4),
    "open tags": 'a <a b="' * (SIZE // 8),
    "attributes": "a <a " + "a " * (SIZE // 2),
    "quotes": ">" * SIZE,
    "lazy quotes": "> " * 50 + "a\n" * (SIZE // 2),
    "nested quotes": "".join("> " * min(n, 200) + "a\n" for n in range(SIZE // 400)),
    "nested lists": "".join("  " * min(n, 100) + "- a\n" for n in range(SIZE // 200)),
    "list on a line": "- " * (SIZE // 2),
    "loose list": "- a\n\n" * (SIZE // 5),
    "wide table": "|a" * (SIZE // 2) + "\n" + "|-" * (SIZE // 2) + "\n",
    "ragged table": "|" * 1000 + "\n" + "|-" * 1000 + "\n" + "a\n" * (SIZE // 10),
    "definitions": "".join(f"[a{n}]: b\n" for n in range(SIZE // 9)),
    "open definitions": "[a\n" * (SIZE // 3),
    "open titles": '[a]: b "\n' * (SIZE // 9),
    "fences": "```\n" * (SIZE // 4),
    "headings": "# a\n" * (SIZE // 4),
    "hashes": "# " + "#" * SIZE,
    "braces": "# a" + " {#" * (SIZE // 3) + "}",
    "rules": "a\n-\n" * (SIZE // 4),
    "html": "<div>\n" * (SIZE // 6),
    "scripts": "<script>\n" * (SIZE // 9),
    "indented": "    镜像容器数据卷\n" * (SIZE // 12),
    "shortcodes": "{{<" * (SIZE // 3) + "{%" * (SIZE // 2),
    "deep front matter": "---\na: " + "[" * SIZE + "\n---\n",
    "long front matter": "---\n" + "a: b\n" * (SIZE // 5) + "---\n",
    "entities": "&amp;" * (SIZE // 5) + "&" * SIZE,
    "spaces": "a" + " " * SIZE + "b",
    "control characters": "\x0b\x0c\u2028\ufffd" * (SIZE // 4),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_in_seconds_and_harms_no_neighbour(name: str) -> None:
    started = time.process_time()
    reading = read_markdown(BOMBS[name] + "\n\n</script>\n\n```\n\n尾声\n")
    assert time.process_time() - started < SECONDS
    assert any("尾声" in element.text for element in reading.elements) or reading.warnings


def test_an_endless_line_is_left_out_and_named() -> None:
    reading = read_markdown("甲\n\n" + "x" * (MAX_CHARACTERS + 1) + "\n\n乙\n")
    assert [element.text for element in reading.elements] == ["甲", "乙"]
    assert reading.warnings == (f"line 3: left out, longer than {MAX_CHARACTERS} characters",)


def test_a_tangled_paragraph_is_taken_as_plain_text_and_named() -> None:
    reading = read_markdown("甲\n\n" + "[镜像" * 5000 + "\n\n**乙**\n")
    assert [element.text[:4] for element in reading.elements] == ["甲", "[镜像[", "乙"]
    assert reading.warnings == ("line 3: too tangled to read as Markdown, taken as plain text",)


def test_many_tangled_paragraphs_are_counted() -> None:
    reading = read_markdown(("[a" * 3000 + "\n\n") * 9)
    assert reading.warnings[-1] == "4 more paragraphs were too tangled to read as Markdown"


def test_a_tangled_file_is_taken_as_plain_paragraphs() -> None:
    reading = read_markdown("# 甲\n\n" + "> " * 20 + "a\n" * 40_000 + "\n乙\n丙\n")
    assert reading.warnings == ("too tangled to read as Markdown, taken as plain text",)
    assert (reading.elements[-1].text, reading.elements[-1].line) == ("乙\n丙", 40_004)


@pytest.mark.parametrize("text", ["|" * 50 + "\n", "\n", "a\n"])
def test_of_a_tangled_file_without_end_the_beginning_is_taken(text: str) -> None:
    reading = read_markdown("# 甲\n\n" + text * 200_001)
    assert reading.elements[0].text == "# 甲"
    assert sum(len(element.text) for element in reading.elements) <= MAX_PLAIN
    assert reading.warnings[0].endswith(f"what follows its first {MAX_PLAIN} characters left out")


def test_what_is_nested_too_deep_is_left_out_and_named() -> None:
    reading = read_markdown("> " * 300 + "a\n\n乙\n")
    assert reading.elements[-1].text == "乙"
    assert reading.warnings == ("nested too deep: the innermost parts were left out",)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["a\n", "- a\n\n", "# a\n", "a\n-\n", "|a|b|\n|-|-|\n", "[a]: b\n", "    镜像容器数据\n"]
)
def test_the_largest_file_that_is_read_takes_seconds(unit: str) -> None:
    started = time.process_time()
    read_markdown(unit * (MAX_BYTES // len(unit.encode())))
    assert time.process_time() - started < 30
