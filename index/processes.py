"""Runs a function over many items in several processes: results in the order of the items, memory bounded."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Self, TypeVar

from index.errors import BuildFailed
from index.worker import Load, begin, packed

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Fewer items than this are worked on in the process itself: others take a second to start.
WORTH_PROCESSES = 64
#: Pieces of work that may be under way or waiting for their turn, for each process.
WINDOW = 8
#: Pieces that a process has at once: none waits for this process to give it the next.
DEPTH = 2
#: Seconds in which processes must end that were told to.
PATIENCE = 5.0


@dataclass(slots=True)
class _Worker:
    """The end of a pipe that a process listens to, the work it was given, and the numbers of the pieces of it that are
    under way, in order."""

    pipe: Connection
    work: bytes = b""
    pieces: deque[int] = field(default_factory=deque)


def worth(workers: Crew, items: int) -> Crew:
    """`workers`, where they are there already or worth their start for so many items, else none."""
    return workers if workers.begun or items >= WORTH_PROCESSES else Crew(1)


def usable_processes(wanted: int | None) -> int:
    """How many processes to use: `wanted`, else one a usable core; 1 where this process may have no children."""
    if multiprocessing.current_process().daemon:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return wanted or cores


@contextmanager
def crew(wanted: int | Crew | None, load: Load | None = None) -> Iterator[Crew]:
    """So many processes (see `usable_processes`) until the context ends, or those there are already."""
    if isinstance(wanted, Crew):
        yield wanted
        return
    with Crew(usable_processes(wanted), load) as made:
        yield made


class Crew:
    """Processes that work for this one until the context ends: `count` of them, or none where that is 1.

    They begin when they are needed or told to, and call `load` first, which gets ready what works need. Where this
    process has one thread, one copy of it loads and copies itself for the others, so that all share what was loaded;
    where it has several, they are fresh interpreters. When this process dies, however it dies, they see the end of
    their pipe and go too. Where one of them dies, `BuildFailed` is raised to whoever waits for it.
    """

    def __init__(self, count: int, load: Load | None = None) -> None:
        self.count, self._load = count, load
        self._processes: Sequence[BaseProcess] = ()
        self._workers: Sequence[_Worker] = ()

    @property
    def begun(self) -> bool:
        """Whether the processes are there already."""
        return bool(self._workers)

    def begin(self) -> None:
        """Begins the processes now, before there is work for them."""
        if self.count > 1 and not self.begun:
            self.close()
            self._processes, pipes = begin(self.count, self._load)
            self._workers = [_Worker(pipe) for pipe in pipes]

    def run_ordered(self, work: Callable[[Item], Result], items: Sequence[Item], piece_size: int) -> Iterator[Result]:
        """`map(work, items)`, a piece of so many items at a time; `work` and all else must pickle.

        It is under way when this returns. An error of `work` is raised as it is to who takes the results.
        """
        pieces = [items[start : start + piece_size] for start in range(0, len(items), piece_size)]
        workers = self._free()[: len(pieces)]
        if not workers:
            return map(work, items)
        ordered = _Ordered(workers, packed(work), pieces)
        ordered.give()
        return chain.from_iterable(ordered)

    def beside(self, work: Callable[[Item], Result], *items: Item) -> Iterator[Result]:
        """`work` of each item in turn begins in a process that is free, and what is given waits for what comes of
        each; where none is free, it is done in this one by who waits for it. Items behind the first must fit the pipe:
        nobody reads it while the first is worked on."""
        free = self._free()
        if not free:
            return map(work, items)
        sent = packed(work)
        for number, item in enumerate(items):
            _send(free[0], sent, number, [item])
        return (_receive(free[0])[0] for _ in items)

    def _free(self) -> list[_Worker]:
        self.begin()
        return [worker for worker in self._workers if not worker.pieces]

    def dismiss(self) -> None:
        """Tells the processes to end, whether they are done or not; they do so while this one goes on."""
        for worker in self._workers:
            worker.pipe.close()
        self._workers = ()
        for process in self._processes:
            _signal(process, signal.SIGTERM)

    def close(self) -> None:
        """Ends the processes, and returns when they have gone."""
        self.dismiss()
        for process in self._processes:
            process.join(timeout=PATIENCE)
            _signal(process, signal.SIGKILL)
            process.join()
        self._processes = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _signal(process: BaseProcess, number: int) -> None:
    """Sends a signal to a process and its copies; nothing where they have gone."""
    if process.pid and process.is_alive():
        with suppress(ProcessLookupError):
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:  # it has no copies
                os.kill(process.pid, number)


class _Ordered:
    """Pieces under way; iterated, their results in order."""

    def __init__(self, workers: Sequence[_Worker], work: bytes, pieces: Sequence[Sequence[Any]]) -> None:
        self._workers, self._work, self._pieces = workers, work, pieces
        self._given = self._taken = 0

    def give(self) -> None:
        """Gives every worker pieces, so that it has the next when it is done with one, if not too many wait for their
        turn."""
        for depth in range(DEPTH):
            for worker in self._workers:
                ahead = self._given - self._taken
                if (
                    len(worker.pieces) == depth
                    and self._given < len(self._pieces)
                    and ahead < WINDOW * len(self._workers)
                ):
                    _send(worker, self._work, self._given, self._pieces[self._given])
                    self._given += 1

    def __iter__(self) -> Iterator[list[Any]]:
        done = dict[int, list[Any]]()
        while self._taken < len(self._pieces):
            self.give()
            for worker in _answered(self._workers):
                number = worker.pieces[0]
                done[number] = _receive(worker)
            self.give()
            while self._taken in done:
                self._taken += 1
                yield done.pop(self._taken - 1)


def _answered(workers: Iterable[_Worker]) -> list[_Worker]:
    busy = {worker.pipe: worker for worker in workers if worker.pieces}
    return [busy[pipe] for pipe in wait(list(busy)) if isinstance(pipe, Connection)]


def _send(worker: _Worker, work: bytes, number: int, piece: Sequence[Any]) -> None:
    """Gives a worker a piece, and the work where it has another one."""
    fresh = b"" if worker.work is work else work
    worker.work = work
    worker.pieces.append(number)
    try:
        worker.pipe.send((fresh, piece))
    except OSError as error:
        raise _ended() from error


def _receive(worker: _Worker) -> list[Any]:
    try:
        results, error = worker.pipe.recv()
    except (EOFError, OSError) as ended:
        raise _ended() from ended
    worker.pieces.popleft()
    if error is not None:
        raise error
    return list(results)


def _ended() -> BuildFailed:
    return BuildFailed("a process of the build ended early; often memory ran out: build with fewer processes")
