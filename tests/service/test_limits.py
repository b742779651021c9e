"""A client gets its share, no more, and is told when to come again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.limits import MOST_CLIENTS, RateLimiter


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_no_rate_is_no_limit() -> None:
    assert RateLimiter.parse("") is None


def test_a_burst_as_large_as_the_rate_passes_and_no_more() -> None:
    limiter = RateLimiter(5, 1.0, Clock())
    assert [limiter.wait("a") == 0 for _ in range(7)] == [True] * 5 + [False] * 2


def test_one_more_passes_after_the_wait_that_was_told() -> None:
    clock = Clock()
    limiter = RateLimiter(2, 60.0, clock)
    assert limiter.wait("a") == limiter.wait("a") == 0
    wait = limiter.wait("a")
    assert wait == pytest.approx(30.0)
    clock.now += wait
    assert limiter.wait("a") == 0
    assert limiter.wait("a") > 0


def test_clients_do_not_share() -> None:
    limiter = RateLimiter(1, 60.0, Clock())
    assert limiter.wait("a") == 0
    assert limiter.wait("b") == 0
    assert limiter.wait("a") > 0


def test_memory_is_bounded() -> None:
    limiter = RateLimiter(1, 60.0, Clock())
    for number in range(MOST_CLIENTS + 10):
        limiter.wait(str(number))
    assert len(limiter._free_at) == MOST_CLIENTS


@given(st.integers(1, 20), st.lists(st.floats(0, 3), max_size=200))
def test_no_window_ever_sees_more_than_twice_the_rate(count: int, gaps: list[float]) -> None:
    clock = Clock()
    limiter = RateLimiter(count, 1.0, clock)
    passed = []
    for gap in gaps:
        clock.now += gap
        if limiter.wait("a") == 0:
            passed.append(clock.now)
    for begin in passed:
        assert sum(begin <= moment < begin + 1 for moment in passed) <= 2 * count
