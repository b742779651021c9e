"""Where a source's files come from: the port, and a folder on disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus.errors import SourceUnavailable

Report = Callable[[str, int, int], None]
"""Told what is going on: a phase's name, how much is done, of how much (0: not known)."""

_SKIPPED_FOLDERS = frozenset((".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv"))


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a tree: `size` in bytes; `refused` says why it must not be read (a link, a device), else empty.

    A `folder` is listed only where it cannot be read.
    """

    path: str
    size: int
    refused: str = ""
    folder: bool = False


class FileTree(Protocol):
    """The files of one state of a source."""

    def sync(self, report: Report | None = None) -> list[str]:
        """Makes the files available; gives warnings (a cached copy serves). Raises `SourceUnavailable`."""

    def ref(self) -> str:
        """What was read: a commit, or empty."""

    def files(self) -> list[TreeFile]:
        """Every file, whatever its kind, by path. Never the network. Raises `SourceUnavailable`."""

    def read(self, path: str) -> bytes:
        """The bytes of a file that `files` listed. Raises `OSError` where it is gone or cannot be read."""


class FolderTree:
    """A folder on disk. Links are not followed; folders of version control and of package managers are left out."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def sync(self, report: Report | None = None) -> list[str]:
        """Checks that the folder is there."""
        try:
            os.listdir(self.root)
        except OSError as error:
            raise SourceUnavailable(f"the folder {self.root} cannot be read: {error.strerror}") from error
        return []

    def ref(self) -> str:
        """A folder has no ref."""
        return ""

    def files(self) -> list[TreeFile]:
        """Every file below the folder."""
        self.sync()
        found: list[TreeFile] = []

        def unreadable(error: OSError) -> None:
            path = os.path.relpath(error.filename, self.root).replace(os.sep, "/")
            found.append(TreeFile(path, 0, f"a folder that cannot be read: {error.strerror}", folder=True))

        for folder, folders, names in os.walk(self.root, onerror=unreadable):
            linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            folders[:] = [name for name in folders if name not in _SKIPPED_FOLDERS and name not in linked]
            prefix = os.path.relpath(folder, self.root).replace(os.sep, "/")
            prefix = "" if prefix == "." else f"{prefix}/"
            found += [_described(os.path.join(folder, name), prefix + name) for name in names + linked]
        return sorted(found, key=lambda file: file.path)

    def read(self, path: str) -> bytes:
        """The file's bytes; a link that took the file's place since is not followed."""
        descriptor = os.open(self.root / path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with open(descriptor, "rb") as file:
            return file.read()


def _described(full: str, path: str) -> TreeFile:
    try:
        status = os.lstat(full)
    except OSError as error:
        return TreeFile(path, 0, f"cannot be read: {error.strerror}")
    if stat.S_ISLNK(status.st_mode):
        return TreeFile(path, 0, "a symbolic link, which is not followed")
    if not stat.S_ISREG(status.st_mode):
        return TreeFile(path, 0, "not a regular file")
    return TreeFile(path, status.st_size)
