"""Work over several processes comes back in order, whether they are copies of this one or fresh interpreters."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from index.processes import run_ordered


@contextmanager
def another_thread() -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def one_thread() -> Iterator[None]:
    yield


@pytest.mark.parametrize("threads", [one_thread, another_thread])
def test_results_come_in_the_order_of_the_items(threads: object) -> None:
    with threads():  # type: ignore[operator]  # a context of the list above
        assert list(run_ordered(str, range(40), 2, 4)) == [str(number) for number in range(40)]


@pytest.mark.parametrize("threads", [one_thread, another_thread])
def test_an_error_of_the_work_is_raised_here(threads: object) -> None:
    with threads(), pytest.raises(ValueError, match="invalid literal"):  # type: ignore[operator]  # as above
        list(run_ordered(int, ["1", "x", "2"], 2, 1))


def test_other_processes_do_the_work() -> None:
    assert os.getpid() not in set(run_ordered(process_of, range(8), 2, 1))


def process_of(_: int) -> int:
    return os.getpid()
