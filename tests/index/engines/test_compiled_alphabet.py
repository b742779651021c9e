"""Texts survive being coded, and what stands in them is found in the codes, at whole characters alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines import compiled_alphabet
from index.engines.compiled_alphabet import coded, codes_of, restored
from index.engines.compiled_strings import encode
from index.engines.compiled_text import FIELD_END

#: Tables of all characters take a while on a busy machine.
_PATIENT = settings(deadline=None)
_characters = st.characters(codec=None) | st.sampled_from("镜像容器 ab\x00\ud800\U0010ffff")
_texts = st.lists(st.text(_characters, max_size=30), min_size=1, max_size=8)


def _joined(texts: list[str]) -> tuple[bytes, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    parts = [encode(text) + FIELD_END for text in texts]
    return b"".join(parts), np.cumsum([0, *map(len, parts)], dtype=np.int64)


@_PATIENT
@given(texts=_texts)
def test_a_coded_text_is_restored_byte_by_byte(texts: list[str]) -> None:
    data, starts = _joined(texts)
    text, places, characters = coded(data, starts)
    again, bounds = restored(text, places, characters)
    assert (again, bounds.tolist()) == (data, starts.tolist())
    assert text.all()
    assert len(text) <= len(data)


@_PATIENT
@given(texts=_texts, size=st.integers(1, 9))
def test_a_text_is_coded_in_pieces_as_at_once(texts: list[str], size: int) -> None:
    whole = coded(*_joined(texts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled_alphabet, "_PIECE", size)
        pieces = coded(*_joined(texts))
    for piece, column in zip(pieces, whole, strict=True):
        assert piece.dtype == column.dtype
        assert piece.tolist() == column.tolist()


@_PATIENT
@given(texts=_texts, start=st.integers(0, 20), size=st.integers(1, 4))
def test_a_part_of_a_text_stands_as_often_in_the_codes(texts: list[str], start: int, size: int) -> None:
    wanted = "".join(texts)[start : start + size] or "a"
    text, places, characters = coded(*_joined(texts))
    codes = codes_of(characters)
    code = b"".join(codes.get(character, FIELD_END * 2) for character in wanted)
    bounds = zip(places.tolist(), places.tolist()[1:], strict=False)
    assert [text[first:last].tobytes().count(code) for first, last in bounds] == [one.count(wanted) for one in texts]


def test_more_characters_than_the_short_codes_hold_get_longer_ones() -> None:
    everything = "".join(map(chr, range(1, 0x50000)))
    data, starts = _joined([everything, everything[:200]])
    text, places, characters = coded(data, starts)
    codes = codes_of(characters)
    assert {len(code) for code in codes.values()} == {1, 2, 3, 4, 5}
    assert len(set(codes.values())) == len(everything)
    assert restored(text, places, characters)[0] == data
