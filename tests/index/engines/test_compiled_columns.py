"""Columns of small numbers give back what was put in, however they are asked."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.compiled_columns import Lengths, Rare, Shorts, bounds, packed_bounds

_numbers = st.lists(st.sampled_from((1, 1, 1, 2, 7, 255)), max_size=300)


@given(numbers=_numbers, data=st.data())
def test_the_numbers_of_a_range_that_are_not_one_are_those_of_the_whole(
    numbers: list[int], data: st.DataObject
) -> None:
    column = Rare(Rare.pack("x", np.array(numbers, np.int64)), "x")
    assert column.at(np.arange(len(numbers))).tolist() == numbers
    start = data.draw(st.integers(0, len(numbers)))
    end = data.draw(st.integers(start, len(numbers)))
    where, others = column.others(start, end)
    restored = np.ones(end - start, np.int64)
    restored[where] = others
    assert restored.tolist() == numbers[start:end]
    assert 1 not in others


@given(numbers=st.lists(st.integers(0, 300) | st.sampled_from((254, 255, 70_000)), max_size=80), data=st.data())
def test_short_numbers_are_the_same_in_slices_at_places_and_summed(numbers: list[int], data: st.DataObject) -> None:
    column = Shorts(Shorts.pack("x", np.array(numbers, np.int64)), "x")
    start = data.draw(st.integers(0, len(numbers)))
    end = data.draw(st.integers(start, len(numbers)))
    assert column.slice(start, end).tolist() == numbers[start:end]
    assert column.at(np.arange(start, end)).tolist() == numbers[start:end]
    assert column.add_up(start, end) == sum(numbers[start:end])


@given(sizes=st.lists(st.sampled_from((1, 1, 1, 2, 254, 255, 70_000)), max_size=200), data=st.data())
def test_lists_begin_where_those_before_end(sizes: list[int], data: st.DataObject) -> None:
    column = Lengths(Lengths.pack("x", np.array(sizes, np.int64)), "x")
    begins = np.cumsum([0, *sizes])
    assert column.whole(len(sizes)).tolist() == sizes
    assert [column.begin(slot) for slot in range(len(sizes) + 1)] == begins.tolist()
    slots = np.array(data.draw(st.lists(st.integers(0, len(sizes)), max_size=20)), np.int64)
    assert column.begins(slots).tolist() == begins[slots].tolist()


@given(sizes=st.lists(st.integers(0, 300) | st.just(70_000), max_size=60))
def test_bounds_are_what_their_distances_add_up_to(sizes: list[int]) -> None:
    column = np.cumsum([0, *sizes])
    assert bounds(packed_bounds("x", column), "x").tolist() == column.tolist()
