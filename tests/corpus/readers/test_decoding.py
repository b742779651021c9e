"""Bytes become text: every file is read, and what was guessed is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.decoding import decode

TEXT = "# 镜像\r\n\r\n容器是镜像运行时的实体。\r末行\n"
READ = "# 镜像\n\n容器是镜像运行时的实体。\n末行\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_word(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == (READ, [])


def test_chinese_that_is_not_utf_8_is_read_as_gb18030_and_named() -> None:
    assert decode(TEXT.encode("gb18030")) == (READ, ["not UTF-8 (line 1): read as GB18030"])


def test_utf_8_with_a_broken_byte_stays_utf_8() -> None:
    data = "一\n镜像\n容器".encode()
    text, warnings = decode(data[:5] + data[6:])
    assert text.startswith("一\n")
    assert text.endswith("容器")
    assert warnings == ["not UTF-8 (line 2): 1 bytes or sequences could not be read"]


def test_what_is_no_text_at_all_is_named() -> None:
    text, warnings = decode(b"\x89PNG\r\n\x1a\n\xff\xfe\xff\xff")
    assert "\ufffd" in text
    assert "could not be read" in warnings[0]


def test_nul_characters_are_replaced_and_named() -> None:
    assert decode(b"a\x00b") == ("a\ufffdb", ["NUL characters were replaced"])


@given(st.binary(max_size=100))
def test_any_bytes_are_read(data: bytes) -> None:
    text, warnings = decode(data)
    assert "\r" not in text
    assert "\x00" not in text
    assert ("\ufffd" not in text) or warnings or "\ufffd".encode() in data
