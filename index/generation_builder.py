"""The writing of one generation: the lock, the folder, the sweep of leftovers, the commit in its order."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from index import locks
from index.durable import Disk, files_below, make_folders, remove_tree, sync_folders, telling, write_durably
from index.manifest import MANIFEST, FileEntry, Manifest, measure

BUILDING, TRASH = ".building-", ".trash-"


class GenerationBuilder:
    """A fresh folder to write the next generation into, held under the lock of the one builder.

    Making one sweeps what killed builds and prunes left behind. Leaving the context without `commit` throws the
    folder away. `next_sequence` gives the number of the new generation.
    """

    def __init__(self, disk: Disk, data: Path, next_sequence: Callable[[], int], schema_version: int) -> None:
        self._disk, self._data, self._root = disk, data, data / "generations"
        self._next_sequence, self._schema_version = next_sequence, schema_version
        make_folders(disk, self._root)
        self._lock = locks.lock_build(data / "build.lock")
        try:
            _sweep(disk, data, self._root)
            self.folder = self._root / f"{BUILDING}{secrets.token_hex(6)}"
            disk.make_folder(self.folder)
        except BaseException:
            self._release()
            raise

    def commit(self, details: Mapping[str, Any]) -> str:
        """Makes what was written durable, then visible under a new id, then current; returns the id.

        `details` (JSON) is kept in the manifest. `DataFolderUnusable` where the disk refuses: nothing has changed.
        """
        with telling(self.folder):
            manifest = self._describe(details)
            self._disk.write(self.folder / MANIFEST, manifest.to_bytes())
            self._disk.sync_file(self.folder / MANIFEST)
            sync_folders(self._disk, self.folder)
            with locks.exclusive(self._data / "switch.lock"):
                self._disk.rename(self.folder, self._root / manifest.id)
                self._disk.sync_folder(self._root)
                switch(self._disk, self._data, manifest.id)
        self._release()
        return manifest.id

    def abort(self) -> None:
        """Removes what was written and frees the lock; without effect after `commit`."""
        if self._lock < 0:
            return
        with suppress(OSError):
            remove_tree(self._disk, self.folder)
        self._release()

    def _describe(self, details: Mapping[str, Any]) -> Manifest:
        files: dict[str, FileEntry] = {}
        for path in files_below(self.folder):
            self._disk.sync_file(path)
            files[path.relative_to(self.folder).as_posix()] = measure(path)
        now, sequence = datetime.now(UTC), self._next_sequence()
        mark = hashlib.sha256(repr((sequence, now, sorted(files))).encode()).hexdigest()[:6]
        generation_id = f"{now:%Y%m%dT%H%M%SZ}-{mark}"
        return Manifest(generation_id, sequence, now.isoformat(), self._schema_version, files, details)

    def _release(self) -> None:
        os.close(self._lock)
        self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()


def switch(disk: Disk, data: Path, generation_id: str) -> None:
    """Lets `current` name `generation_id`, in one step; the caller holds `switch.lock`."""
    write_durably(disk, data / "current", f"{generation_id}\n".encode())


def _sweep(disk: Disk, data: Path, root: Path) -> None:
    for name in sorted(os.listdir(root)):
        if name.startswith((BUILDING, TRASH)):
            remove_tree(disk, root / name)
    with locks.exclusive(data / "switch.lock"):
        for path in sorted(data.glob(".current.*.new")):
            disk.remove_file(path)
