"""Runs a function over many items in several processes: results in the order of the items, memory bounded."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from index.errors import BuildFailed

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Pieces of work that may be under way or waiting for their turn, for each process.
WINDOW = 4


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    piece: int = -1


def usable_processes(wanted: int | None) -> int:
    """How many processes to use: `wanted`, else one a usable core; 1 where this process may have no children."""
    if multiprocessing.current_process().daemon:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return wanted or cores


def run_ordered(
    work: Callable[[Item], Result], items: Sequence[Item], processes: int, piece_size: int
) -> Iterator[Result]:
    """`map(work, items)` over `processes` other processes (1: in this one); `work` and all else must pickle.

    They are copies of this process where it has one thread, and then share what it has loaded; fresh interpreters
    where it has several.

    An error of `work` is raised here as it is. `BuildFailed` where a process is killed. When this process dies,
    however it dies, its workers see the end of their pipe and go too.
    """
    if processes <= 1:
        yield from map(work, items)
        return
    pieces = [items[start : start + piece_size] for start in range(0, len(items), piece_size)]
    pickled = pickle.dumps(work)
    workers = [_start(pickled) for _ in range(min(processes, len(pieces)))]
    try:
        for results in _in_order(workers, pieces):
            yield from results
    finally:
        _end(workers)


@contextmanager
def beside(work: Callable[[Item], Result], item: Item, processes: int) -> Iterator[Callable[[], Result]]:
    """`work(item)` begins in another process, and what is given waits for what comes of it (1: does it, in this one).

    The process ends with the context, whether it is done or not; else all is as with `run_ordered`.
    """
    if processes <= 1:
        yield partial(work, item)
        return
    worker = _start(pickle.dumps(work))
    try:
        _send(worker, [item])
        yield lambda: _receive(worker)[0]
    finally:
        _end([worker])


def _in_order(workers: Sequence[_Worker], pieces: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    waiting, done = deque(range(len(pieces))), dict[int, list[Any]]()
    given = taken = 0
    while taken < len(pieces):
        for worker in workers:
            if worker.piece < 0 and waiting and given - taken < WINDOW * len(workers):
                worker.piece, given = waiting.popleft(), given + 1
                _send(worker, pieces[worker.piece])
        for worker in _answered(workers):
            done[worker.piece] = _receive(worker)
            worker.piece = -1
        while taken in done:
            yield done.pop(taken)
            taken += 1


def _answered(workers: Iterable[_Worker]) -> list[_Worker]:
    busy = {worker.pipe: worker for worker in workers if worker.piece >= 0}
    return [busy[pipe] for pipe in wait(list(busy)) if isinstance(pipe, Connection)]


def _send(worker: _Worker, piece: Sequence[Any]) -> None:
    try:
        worker.pipe.send(piece)
    except OSError as error:
        raise _ended(worker) from error


def _receive(worker: _Worker) -> list[Any]:
    try:
        results, error = worker.pipe.recv()
    except (EOFError, OSError) as ended:
        raise _ended(worker) from ended
    if error is not None:
        raise error
    return list(results)


def _end(workers: Iterable[_Worker]) -> None:
    for worker in workers:
        worker.pipe.close()
    for worker in workers:
        worker.process.join(timeout=5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _ended(worker: _Worker) -> BuildFailed:
    worker.process.join(timeout=5)
    return BuildFailed(
        f"a process of the build ended early (status {worker.process.exitcode}); often memory ran out: "
        "build with fewer processes"
    )


def _start(pickled: bytes) -> _Worker:
    copied = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork") if copied else multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, pickled, copied), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads below Python, which are idle
        process.start()
    theirs.close()
    return _Worker(process, ours)


def _serve(pipe: Connection, pickled: bytes, copied: bool) -> None:
    """The life of a worker: a piece in, its results or the error out, until the pipe ends.

    A copied process lets go of the files, locks and pipes of the other, and keeps what it copied out of collections,
    so that it goes on being shared.
    """
    if copied:
        os.closerange(3, pipe.fileno())
        os.closerange(pipe.fileno() + 1, 1 << 20)
        gc.freeze()
    work = pickle.loads(pickled)  # noqa: S301 - from the process that started this one
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            piece = pipe.recv()
            try:
                answer: tuple[list[Any] | None, Exception | None] = ([work(item) for item in piece], None)
            except Exception as error:  # told to the parent, which raises it
                answer = (None, error)
            pipe.send(answer)
