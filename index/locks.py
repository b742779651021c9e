"""Locks between processes and threads on files (flock): the kernel frees them however their holder ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import BuildInProgress


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Waits for the lock on `path` and holds it; for what takes milliseconds."""
    with _opened(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


def lock_build(path: Path) -> int:
    """Takes the lock of the one builder and returns its descriptor, which `os.close` frees.

    `BuildInProgress` where another builder has it, with its process and since when.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}".encode())
    except BlockingIOError as error:
        holder = os.pread(descriptor, 200, 0).decode(errors="replace")
        os.close(descriptor)
        raise BuildInProgress(
            f"another build is running ({holder or 'just started'}); wait until it is done"
        ) from error
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Marks the file at `path` as in use; many may, also on a read-only disk."""
    with _opened(path, os.O_RDONLY) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield


def is_in_use(path: Path) -> bool:
    """Whether anybody holds `shared` on the file at `path`; a missing file is not in use."""
    try:
        with _opened(path, os.O_RDONLY) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


@contextmanager
def _opened(path: Path, flags: int = os.O_RDWR | os.O_CREAT) -> Iterator[int]:
    descriptor = os.open(path, flags, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
