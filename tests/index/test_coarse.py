"""Rows in a few bits stay near what they were, row by row, and survive a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.coarse import FINE, ROUGH, Coarse, Grain

_grains = pytest.mark.parametrize("grain", [FINE, ROUGH])
_rows = arrays(np.float32, (5, 7), elements=st.floats(-1000, 1000, width=32))


@_grains
@given(rows=_rows, shrunk=st.sampled_from((1.0, 1e-3, 0.0)))
def test_what_is_kept_lies_nearer_than_nothing_would(grain: Grain, rows: np.ndarray, shrunk: float) -> None:
    rows[0] *= shrunk
    lost = np.linalg.norm(Coarse.of(rows, grain).at(slice(None)) - rows, axis=1)
    assert np.all(lost <= 1.01 * np.linalg.norm(rows, axis=1) + 1e-6)


@pytest.mark.parametrize(("grain", "bound"), [(FINE, 0.15), (ROUGH, 0.55)])
def test_little_of_a_row_of_many_numbers_is_lost(grain: Grain, bound: float) -> None:
    rows = np.random.default_rng(3).normal(size=(50, 96))
    lost = np.linalg.norm(Coarse.of(rows, grain).at(slice(None)) - rows, axis=1)
    assert np.all(lost < bound * np.linalg.norm(rows, axis=1))


@_grains
def test_no_rows_are_rows_too(grain: Grain) -> None:
    assert Coarse.of(np.zeros((0, 4)), grain).at(slice(None)).shape == (0, 4)
    assert Coarse.of(np.zeros((3, 0)), grain).at([2, 0]).shape == (2, 0)
    assert not Coarse.of(np.zeros((3, 4)), grain).at([1]).any()


@_grains
def test_rows_are_taken_and_joined_as_they_are_kept(grain: Grain, tmp_path: Path) -> None:
    one, two = (Coarse.of(np.random.default_rng(seed).normal(size=(4, 6)), grain) for seed in (1, 2))
    joined = one.followed_by(two).taken([7, 0])
    assert np.array_equal(joined.at(slice(None)), np.concatenate([two.at([3]), one.at([0])]))
    one.save(tmp_path, "rows")
    assert np.array_equal(Coarse.load(tmp_path, "rows", 6, grain).at(slice(None)), one.at(slice(None)))
