"""Work over several processes comes back in order, whether they are copies of this one or fresh interpreters."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from index.errors import BuildFailed
from index.processes import beside, run_ordered


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


@pytest.mark.parametrize("threads", [one_thread, another_thread])
def test_work_beside_is_done_in_another_process_and_waited_for(threads: object) -> None:
    with threads(), beside(process_of, 0, 2) as result:  # type: ignore[operator]  # a context of the list above
        assert result() != os.getpid()


def test_with_one_process_the_work_is_done_here() -> None:
    with beside(process_of, 0, 1) as result:
        assert result() == os.getpid()


def test_an_error_of_the_work_beside_is_raised_where_it_is_waited_for() -> None:
    with beside(int, "x", 2) as result, pytest.raises(ValueError, match="invalid literal"):
        result()


def test_a_process_beside_that_is_killed_fails_the_build() -> None:
    with beside(end_at_once, 9, 2) as result, pytest.raises(BuildFailed, match="status 9"):
        result()


def test_work_that_nobody_waits_for_ends_with_the_context() -> None:
    with beside(process_of, 0, 2):
        children = {child.pid for child in multiprocessing.active_children()}
        assert children
    assert not children & {child.pid for child in multiprocessing.active_children()}


def process_of(_: int) -> int:
    return os.getpid()


def end_at_once(status: int) -> None:
    os._exit(status)
