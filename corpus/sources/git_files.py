"""The files of one commit as the cache keeps them: a listing and all bytes, each checked against its git id."""

from __future__ import annotations

import hashlib
import json
import stat
from dataclasses import dataclass
from pathlib import Path

from corpus.sources.trees import TreeFile

FILES = "files.json"
"""The listing: `[path, mode, blob, start, size]` of every file; `start` is -1 where its bytes are not kept."""

BLOBS = "blobs"
"""The bytes of all regular files that are short enough to be read, one after the other."""


@dataclass(frozen=True, slots=True)
class GitFile:
    """A file of the commit: its mode and id in git, and where its bytes are in `BLOBS`."""

    path: str
    mode: int
    blob: str
    start: int
    size: int

    def described(self) -> TreeFile:
        """The file as every tree lists it."""
        if stat.S_ISREG(self.mode):
            return TreeFile(self.path, self.size)
        return TreeFile(
            self.path, 0, "a symbolic link, which is not followed" if stat.S_ISLNK(self.mode) else "a submodule"
        )


def listed(copy: Path) -> dict[str, GitFile]:
    """The files of a copy by path. Raises `OSError` or `ValueError` where the listing is damaged."""
    rows = json.loads((copy / FILES).read_text(encoding="ascii"))
    try:
        return {row[0]: GitFile(*row) for row in rows}
    except (TypeError, LookupError) as error:
        raise ValueError("the listing is not what was written") from error


def read(copy: Path, file: GitFile) -> bytes:
    """The bytes of a file. Raises `OSError` where they are not kept or not those that git named."""
    if file.start < 0:
        raise OSError("its bytes are not kept")
    with open(copy / BLOBS, "rb") as blobs:
        blobs.seek(file.start)
        data = blobs.read(file.size)
    if hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest() != file.blob:
        raise OSError("the cached copy is damaged; fetch it again")
    return data


def is_whole(copy: Path) -> bool:
    """Whether the copy has all that was fetched, unaltered."""
    try:
        for file in listed(copy).values():
            if file.start >= 0:
                read(copy, file)
    except (OSError, ValueError):
        return False
    return True
