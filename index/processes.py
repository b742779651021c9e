"""Runs a function over many items in several processes: results in the order of the items, memory bounded."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Self, TypeVar

from index.errors import BuildFailed

Item = TypeVar("Item")
Result = TypeVar("Result")
Load = Callable[[], object]

#: Pieces of work that may be under way or waiting for their turn, for each process.
WINDOW = 4
#: Seconds in which processes must end that were told to.
PATIENCE = 5.0


@dataclass(slots=True)
class _Worker:
    """The end of a pipe that a process listens to, the work it was given, and the piece of it under way (-1: none)."""

    pipe: Connection
    work: bytes = b""
    piece: int = -1


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
        self._count, self._load = count, load
        self._processes: Sequence[BaseProcess] = ()
        self._workers: Sequence[_Worker] = ()

    @property
    def begun(self) -> bool:
        """Whether the processes are there already."""
        return bool(self._workers)

    def begin(self) -> None:
        """Begins the processes now, before there is work for them."""
        if self._count > 1 and not self.begun:
            self._processes, pipes = _begin(self._count, self._load)
            self._workers = [_Worker(pipe) for pipe in pipes]

    def run_ordered(self, work: Callable[[Item], Result], items: Sequence[Item], piece_size: int) -> Iterator[Result]:
        """`map(work, items)`, a piece of so many items at a time; `work` and all else must pickle.

        An error of `work` is raised here as it is.
        """
        pieces = [items[start : start + piece_size] for start in range(0, len(items), piece_size)]
        workers = self._free()[: len(pieces)]
        if not workers:
            yield from map(work, items)
            return
        for results in _in_order(workers, pickle.dumps(work), pieces):
            yield from results

    def beside(self, work: Callable[[Item], Result], item: Item) -> Callable[[], Result]:
        """`work(item)` begins in a process that is free, and what is given waits for what comes of it; where none is
        free, it is done in this one by who waits for it."""
        free = self._free()
        if not free:
            return partial(work, item)
        _send(free[0], pickle.dumps(work), 0, [item])
        return lambda: _receive(free[0])[0]

    def _free(self) -> list[_Worker]:
        self.begin()
        return [worker for worker in self._workers if worker.piece < 0]

    def close(self) -> None:
        """Ends the processes, whether they are done or not."""
        for worker in self._workers:
            worker.pipe.close()
        for end in (signal.SIGTERM, signal.SIGKILL):
            for process in self._processes:
                _signal(process, end)
            for process in self._processes:
                process.join(timeout=PATIENCE)
        self._processes = self._workers = ()

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


def _in_order(workers: Sequence[_Worker], work: bytes, pieces: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    waiting, done = deque(range(len(pieces))), dict[int, list[Any]]()
    given = taken = 0
    while taken < len(pieces):
        for worker in workers:
            if worker.piece < 0 and waiting and given - taken < WINDOW * len(workers):
                given += 1
                number = waiting.popleft()
                _send(worker, work, number, pieces[number])
        for worker in _answered(workers):
            number = worker.piece
            done[number] = _receive(worker)
        while taken in done:
            yield done.pop(taken)
            taken += 1


def _answered(workers: Iterable[_Worker]) -> list[_Worker]:
    busy = {worker.pipe: worker for worker in workers if worker.piece >= 0}
    return [busy[pipe] for pipe in wait(list(busy)) if isinstance(pipe, Connection)]


def _send(worker: _Worker, work: bytes, number: int, piece: Sequence[Any]) -> None:
    """Gives a worker a piece, and the work where it has another one."""
    fresh = b"" if worker.work is work else work
    worker.work, worker.piece = work, number
    try:
        worker.pipe.send((fresh, piece))
    except OSError as error:
        raise _ended() from error


def _receive(worker: _Worker) -> list[Any]:
    try:
        results, error = worker.pipe.recv()
    except (EOFError, OSError) as ended:
        raise _ended() from ended
    worker.piece = -1
    if error is not None:
        raise error
    return list(results)


def _ended() -> BuildFailed:
    return BuildFailed("a process of the build ended early; often memory ran out: build with fewer processes")


def _begin(count: int, load: Load | None) -> tuple[list[BaseProcess], list[Connection]]:
    """Processes, and the pipes to those among them and their copies that serve."""
    copied = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork") if copied else multiprocessing.get_context("spawn")
    pipes = [context.Pipe() for _ in range(count)]
    theirs = [end for _, end in pipes]
    if copied:
        processes = [context.Process(target=_copies, args=(theirs, load), daemon=True)]
    else:
        processes = [context.Process(target=_fresh, args=(end, load), daemon=True) for end in theirs]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads below Python, which are idle
        for process in processes:
            process.start()
    for end in theirs:
        end.close()
    return list(processes), [end for end, _ in pipes]


def _copies(pipes: Sequence[Connection], load: Load | None) -> None:
    """The life of a copied process: it lets go of the files, locks and pipes of the other, loads, and copies itself
    for all pipes but one, which it serves itself. What it copied stays out of collections, so that it goes on being
    shared."""
    os.setpgid(0, 0)
    kept = sorted(pipe.fileno() for pipe in pipes)
    for below, above in zip([2, *kept], [*kept, 1 << 20], strict=True):
        os.closerange(below + 1, above)
    if load:
        load()
    gc.freeze()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the end of its pipe ends it, when its copies have gone
    copies = [_copy(pipe, [other for other in pipes if other is not pipe]) for pipe in pipes[1:]]
    _serve(pipes[0], pipes[1:])
    for copy in copies:
        os.waitpid(copy, 0)


def _copy(pipe: Connection, others: Iterable[Connection]) -> int:
    """A copy of this process that serves one pipe; its id, in the process that is copied."""
    copy = os.fork()
    if copy:
        return copy
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _serve(pipe, others)
    finally:
        os._exit(0)


def _fresh(pipe: Connection, load: Load | None) -> None:
    """The life of a fresh interpreter."""
    if load:
        load()
    _serve(pipe, ())


def _serve(pipe: Connection, others: Iterable[Connection]) -> None:
    """A piece in, its results or the error out, until the pipe ends. `others` are the pipes of other processes."""
    for other in others:
        other.close()
    work: Any = None
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            pickled, piece = pipe.recv()
            try:
                work = pickle.loads(pickled) if pickled else work  # noqa: S301 - from the process that started this one
                answer: tuple[list[Any] | None, Exception | None] = ([work(item) for item in piece], None)
            except Exception as error:  # told to the parent, which raises it
                answer = (None, error)
            pipe.send(answer)
