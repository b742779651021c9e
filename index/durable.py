"""The file operations that generations are made of, and what has to be on the disk before what.

Everything that decides whether a generation survives a power loss goes through `Disk`, so that a test can put a
recording one in its place and replay every prefix of what was asked of it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import DataFolderUnusable


class Disk:
    """The operations on files whose order matters. Each raises `OSError` as the system gives it."""

    def make_folder(self, path: Path) -> None:
        """Makes one folder; its parent must be there."""
        path.mkdir()

    def write(self, path: Path, data: bytes) -> None:
        """Makes or replaces a file with `data`; nothing is durable before `sync_file` and `sync_folder`."""
        path.write_bytes(data)

    def sync_file(self, path: Path) -> None:
        """Returns when the file's content is on the disk."""
        _sync(path, os.O_RDONLY)

    def sync_folder(self, path: Path) -> None:
        """Returns when the folder's entries (names made, changed and removed in it) are on the disk."""
        _sync(path, os.O_RDONLY | os.O_DIRECTORY)

    def rename(self, old: Path, new: Path) -> None:
        """Gives `old` the name `new` in one step; a file that had the name is gone."""
        os.replace(old, new)

    def remove_file(self, path: Path) -> None:
        """Removes a file or a link."""
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Removes an empty folder."""
        path.rmdir()


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(disk: Disk, path: Path, data: bytes) -> None:
    """Replaces the file at `path` by `data` so that, whatever happens, it holds the old bytes or the new ones."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    disk.write(fresh, data)
    disk.sync_file(fresh)
    disk.rename(fresh, path)
    disk.sync_folder(path.parent)


def make_folders(disk: Disk, path: Path) -> None:
    """Makes `path` and the folders above it that are missing, each one durable before the next."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        with suppress(FileExistsError):  # another process may make it at the same moment
            disk.make_folder(folder)
        disk.sync_folder(folder.parent)


def sync_folders(disk: Disk, folder: Path) -> None:
    """Makes the entries of `folder` and of all folders below it durable, the deepest first."""
    for below in sorted(_folders(folder), reverse=True):
        disk.sync_folder(below)
    disk.sync_folder(folder)


def remove_tree(disk: Disk, folder: Path) -> None:
    """Removes `folder` with all below it; links are removed, never followed."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            remove_tree(disk, path)
        else:
            disk.remove_file(path)
    disk.remove_folder(folder)


def files_below(folder: Path) -> Iterator[Path]:
    """Every file and link below `folder`, sorted by path; links are named, never followed."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(Path(entry.path))
        else:
            yield Path(entry.path)


def _folders(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        found = [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
    for below in found:
        yield below
        yield from _folders(below)


@contextmanager
def telling(where: Path, otherwise: str = "choose another folder with --data") -> Iterator[None]:
    """Turns what the system says of the disk into a `DataFolderUnusable` that says what to do, or what `otherwise`."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        what = getattr(error, "strerror", None) or str(error) or type(error).__name__
        path = getattr(error, "filename", None) or where
        raise DataFolderUnusable(
            f"{path}: {what}; see to the space, the rights and the open files, or {otherwise}"
        ) from error
