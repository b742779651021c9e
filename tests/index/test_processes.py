"""Work over several processes comes back in order, whether they are copies of this one or fresh interpreters."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psutil
import pytest

from index.errors import BuildFailed
from index.processes import Crew

Threads = Callable[[], AbstractContextManager[None]]


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
def test_results_come_in_the_order_of_the_items(threads: Threads) -> None:
    with threads(), Crew(2) as crew:
        assert list(crew.run_ordered(str, range(40), 4)) == [str(number) for number in range(40)]


@pytest.mark.parametrize("threads", [one_thread, another_thread])
def test_an_error_of_the_work_is_raised_here(threads: Threads) -> None:
    with threads(), Crew(2) as crew, pytest.raises(ValueError, match="invalid literal"):
        list(crew.run_ordered(int, ["1", "x", "2"], 1))


@pytest.mark.parametrize("threads", [one_thread, another_thread])
def test_other_processes_do_the_work_of_one_after_the_other(threads: Threads) -> None:
    with threads(), Crew(3) as crew:
        first = set(crew.run_ordered(process_of, range(60), 1))
        assert os.getpid() not in first
        assert set(crew.run_ordered(process_of, range(60), 1)) <= first
        assert list(crew.run_ordered(str, range(4), 1)) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("threads", [one_thread, another_thread])
def test_work_beside_is_done_in_another_process_and_waited_for(threads: Threads) -> None:
    with threads(), Crew(2) as crew:
        assert next(crew.beside(process_of, 0)) != os.getpid()


@pytest.mark.parametrize("threads", [one_thread, another_thread])
def test_what_is_loaded_is_there_before_the_work(threads: Threads) -> None:
    with threads(), Crew(2, note_loaded) as crew:
        assert list(crew.run_ordered(noted, [b""] * 4, 1)) == [b"loaded"] * 4
    assert not NOTES


def test_works_beside_are_done_in_turn_by_one_process() -> None:
    with Crew(2) as crew:
        assert len(set(crew.beside(process_of, 0, 1, 2))) == 1
        assert list(crew.beside(str, 1, 2)) == ["1", "2"]


def test_where_all_are_busy_the_work_is_done_here() -> None:
    with Crew(2) as crew:
        first, second, third = (crew.beside(process_of, 0) for _ in range(3))
        here = set(crew.run_ordered(process_of, range(4), 1))
        assert here == {next(third)} == {os.getpid()}
        assert os.getpid() not in {next(first), next(second)}
        assert next(crew.beside(process_of, 0)) != os.getpid()


def test_with_one_process_the_work_is_done_here() -> None:
    with Crew(1) as crew:
        assert next(crew.beside(process_of, 0)) == os.getpid()
        assert set(crew.run_ordered(process_of, range(4), 1)) == {os.getpid()}
        assert not crew.begun


def test_an_error_of_the_work_beside_is_raised_where_it_is_waited_for() -> None:
    with Crew(2) as crew:
        result = crew.beside(int, "x")
        with pytest.raises(ValueError, match="invalid literal"):
            next(result)


@pytest.mark.parametrize("threads", [one_thread, another_thread])
def test_a_process_that_is_killed_fails_the_build_whichever_it_is(threads: Threads) -> None:
    with threads(), Crew(2) as crew:
        ended = [crew.beside(end_at_once, 9), crew.beside(end_at_once, 9)]
        for result in ended:
            with pytest.raises(BuildFailed, match="ended early"):
                next(result)


def test_processes_end_with_the_context_whether_they_are_done_or_not() -> None:
    with Crew(2) as crew:
        crew.begin()
        pids = set(crew.run_ordered(process_of, range(40), 1))
        assert crew.begun
        assert len(pids) == 2
        crew.beside(process_of, 0)
    assert not [pid for pid in pids if psutil.pid_exists(pid)]


def test_processes_that_were_dismissed_go_and_begin_again_when_they_are_needed() -> None:
    with Crew(2) as crew:
        first = set(crew.run_ordered(process_of, range(40), 1))
        crew.dismiss()
        assert not crew.begun
        assert not first & set(crew.run_ordered(process_of, range(40), 1))
        assert not [pid for pid in first if psutil.pid_exists(pid)]


NOTES: list[bytes] = []


def note_loaded() -> None:
    NOTES.append(b"loaded")


def noted(_: bytes) -> bytes:
    return NOTES[0]


def process_of(_: int) -> int:
    return os.getpid()


def end_at_once(status: int) -> None:
    os._exit(status)
