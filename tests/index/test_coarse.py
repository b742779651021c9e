"""Rows in bytes stay near what they were, row by row, and survive a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.coarse import Coarse

_rows = arrays(np.float32, (5, 7), elements=st.floats(-1000, 1000, width=32))


@given(rows=_rows, shrunk=st.sampled_from((1.0, 1e-3, 0.0)))
def test_every_number_is_off_by_a_little_of_the_greatest_of_its_row(rows: np.ndarray, shrunk: float) -> None:
    rows[0] *= shrunk
    kept = Coarse.of(rows).at(slice(None))
    bound = np.max(np.abs(rows), axis=1, keepdims=True) / 250 + 1e-9
    assert np.all(np.abs(kept - rows) <= bound)


def test_no_rows_are_rows_too() -> None:
    assert Coarse.of(np.zeros((0, 4))).at(slice(None)).shape == (0, 4)
    assert Coarse.of(np.zeros((3, 0))).at([2, 0]).shape == (2, 0)


def test_rows_are_taken_and_joined_as_they_are_kept(tmp_path: Path) -> None:
    one, two = (Coarse.of(np.random.default_rng(seed).normal(size=(4, 6))) for seed in (1, 2))
    joined = one.followed_by(two).taken([7, 0])
    assert np.array_equal(joined.at(slice(None)), np.concatenate([two.at([3]), one.at([0])]))
    one.save(tmp_path, "rows")
    assert np.array_equal(Coarse.load(tmp_path, "rows").at(slice(None)), one.at(slice(None)))
