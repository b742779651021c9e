"""Rows come back as they were, take less than alone, and are refused where bytes are missing."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.shared_dictionary import SharedDictionary, sampled


@settings(deadline=None)
@given(rows=st.lists(st.binary(max_size=400), max_size=130), other=st.binary(max_size=400))
def test_every_row_comes_back(rows: list[bytes], other: bytes) -> None:
    dictionary = SharedDictionary(sampled(rows))
    assert [dictionary.unpacked(dictionary.packed(row)) for row in rows] == rows
    assert dictionary.unpacked(dictionary.packed(other)) == other


def test_rows_that_say_much_the_same_take_little() -> None:
    rows = [f"第 {number} 节：如何构建镜像，然后启动容器".encode() * 3 for number in range(500)]
    dictionary = SharedDictionary(sampled(rows))
    assert sum(len(dictionary.packed(row)) for row in rows) < 0.5 * sum(len(zlib.compress(row)) for row in rows)


def test_a_row_that_was_cut_is_refused() -> None:
    dictionary = SharedDictionary(b"")
    data = dictionary.packed(b"ab" * 300)
    for end in range(1, len(data)):
        with pytest.raises((ValueError, zlib.error)):
            dictionary.unpacked(data[:end])
