"""The best of many scores are found without sorting all of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.compiled_sort import leading


@given(
    size=st.integers(0, 3000),
    kinds=st.sampled_from((1, 2, 5, 100, 10**6)),
    seed=st.integers(0, 99),
    wanted=st.integers(0, 60),
)
def test_the_leading_scores_are_the_best_above_nought_and_of_equal_ones_the_first(
    size: int, kinds: int, seed: int, wanted: int
) -> None:
    scores = (np.random.default_rng(seed).integers(0, kinds + 1, size) / kinds).astype(np.float32)
    found = leading(scores, wanted)
    ranked = sorted(found.tolist(), key=lambda place: -scores[place])
    best = sorted(range(size), key=lambda place: (-scores[place], place))
    assert ranked[:wanted] == [place for place in best if scores[place]][:wanted]
    assert len(set(ranked)) == len(ranked)
    assert np.all(scores[found] > 0)
