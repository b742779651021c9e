"""The loops that the extra `fast` compiles give the same numbers as NumPy's, bit by bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines.compiled_loops import numpy_loops

numba = pytest.importorskip("index.engines.compiled_numba", reason="the extra `fast` is not installed")
_PATIENT = settings(max_examples=200, deadline=None)


@_PATIENT
@given(
    size=st.one_of(st.integers(0, 300), st.integers(0, 20_000)),
    kinds=st.sampled_from((1, 2, 5, 100, 10**6)),
    share=st.sampled_from((0.0, 0.01, 0.2, 1.0)),
    seed=st.integers(0, 99),
    wanted=st.integers(0, 400),
)
def test_the_best_are_the_same_in_the_same_order(size: int, kinds: int, share: float, seed: int, wanted: int) -> None:
    draw = np.random.default_rng(seed)
    scores = (draw.integers(0, kinds + 1, size) / kinds).astype(np.float32) * (draw.random(size) < share)
    total, places = numba.best(scores, wanted)
    expected, ranked = numpy_loops().best(scores, wanted)
    assert (total, places.tolist()) == (expected, ranked.tolist())
    above = scores[scores > 0]
    assert numba.rank(above, wanted).tolist() == numpy_loops().rank(above, wanted).tolist()
    assert ranked.tolist() == sorted(scores.nonzero()[0].tolist(), key=lambda place: (-scores[place], place))[:wanted]


@_PATIENT
@given(
    small=st.booleans(),
    factor=st.sampled_from((0.0, 1e-12, 0.3, 1.0, 7.25)),
    least=st.sampled_from((0.0, 1e-30)),
    seed=st.integers(0, 99),
    times=st.integers(1, 3),
)
def test_sections_are_given_the_same(small: bool, factor: float, least: float, seed: int, times: int) -> None:
    draw = np.random.default_rng(seed)
    values = draw.random(50).astype(np.float32)
    ours, theirs = np.zeros(500, np.float32), np.zeros(500, np.float32)
    for round_ in range(times):
        kind = np.uint16 if small else np.uint32
        sections = np.sort(draw.choice(500, draw.integers(0, 500), replace=False)).astype(kind)
        codes = draw.integers(0, 50, len(sections)).astype(np.uint8 if small else np.uint16)
        for array in (sections, codes, values):
            array.setflags(write=False)  # as what is mapped is
        loops = numpy_loops()
        (loops.add if round_ else loops.put)(theirs, sections, codes, values, factor, least)
        numba.give(ours, sections, codes, values, factor, least)
    assert ours.tobytes() == theirs.tobytes()


@_PATIENT
@given(
    pieces=st.lists(st.text("abc", max_size=200), min_size=1, max_size=8),
    wanted=st.text("abc", min_size=1, max_size=6),
    known=st.booleans(),
)
def test_texts_are_counted_the_same(pieces: list[str], wanted: str, known: bool) -> None:
    data = "".join(pieces).encode() + b"\n"
    text = np.frombuffer(data, f"S{len(data)}")
    ends = np.cumsum([len(piece) for piece in pieces], dtype=np.int64)
    starts = ends - [len(piece) for piece in pieces]
    expected = [piece.count(wanted) for piece in pieces]
    several = np.array([times > 1 for times in expected]) if known else None
    for count in (numba.count, numpy_loops().count):
        assert count(text, np.bytes_(wanted.encode()), starts, ends, several).tolist() == expected
