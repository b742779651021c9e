"""The life of the processes that do work: how they begin, and how they serve the pipe that they are given."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
import warnings
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

Load = Callable[[], object]


def packed(work: object) -> bytes:
    """Work as it is sent: small, so that the pipe holds it while its process still loads."""
    return zlib.compress(pickle.dumps(work), 1)


def _unpacked(sent: bytes) -> Any:
    return pickle.loads(zlib.decompress(sent))  # noqa: S301 - from the process that started this one


def begin(count: int, load: Load | None) -> tuple[list[BaseProcess], list[Connection]]:
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
                work = _unpacked(pickled) if pickled else work
                answer: tuple[list[Any] | None, Exception | None] = ([work(item) for item in piece], None)
            except Exception as error:  # told to the parent, which raises it
                answer = (None, error)
            pipe.send(answer)
