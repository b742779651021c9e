"""Immutable generations of a data folder: built beside the old one, switched in one step, verified, fallen back from.

    DATA/generations/ID/{store.sqlite, evidence.sqlite, text/…, graph/…, manifest.json}
    DATA/current            the id of the generation that serves
    DATA/sources/NAME       what was fetched of git sources

The order on disk: every file, every folder, the manifest, the generation's name, then `current`. So whatever
moment the power goes, `current` names a generation of which each byte is there.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import StoreDamaged
from index import locks
from index.durable import Disk, remove_tree, telling
from index.errors import IncompatibleGeneration, IndexNotReady, NotFound
from index.generation_builder import TRASH, GenerationBuilder, switch
from index.manifest import MANIFEST, Damage, Manifest, find_damage, read_manifest
from index.schema import SCHEMA_VERSION

_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Generation:
    """A kept generation as `list` shows it; `problem` says why it cannot be used (empty: nothing known)."""

    id: str
    folder: Path
    current: bool
    manifest: Manifest | None
    problem: str = ""

    @property
    def sequence(self) -> int:
        """Its place among the generations of this data folder; 0 where its manifest cannot be read."""
        return self.manifest.sequence if self.manifest else 0


@dataclass(frozen=True, slots=True)
class Whole:
    """A generation with all its files; `refused` names those that were tried before it, each with the reason."""

    id: str
    folder: Path
    manifest: Manifest
    refused: tuple[tuple[str, str], ...] = ()


class Generations:
    """The generations of one data folder; any number of processes may use it at once.

    Reading needs no right to write. Raises `DataFolderUnusable` where the disk does not do what it must.
    """

    def __init__(self, data: Path, disk: Disk | None = None, schema_version: int = SCHEMA_VERSION) -> None:
        self.data = data
        self.disk = disk or Disk()
        self.schema_version = schema_version

    @property
    def sources(self) -> Path:
        """The folder that caches git sources."""
        return self.data / "sources"

    def folder(self, generation_id: str) -> Path:
        """The folder of a kept generation; `NotFound` with the kept ones otherwise."""
        folder = self._root / generation_id
        if not _ID.fullmatch(generation_id) or not folder.is_dir():
            raise NotFound(f"no generation {generation_id!r} in {self.data}", self._ids())
        return folder

    def current_id(self) -> str | None:
        """The id that `current` names, if that generation is kept; reads one small file and verifies nothing."""
        with telling(self.data):
            try:
                named = (self.data / "current").read_text(encoding="ascii", errors="replace").strip()
            except (FileNotFoundError, NotADirectoryError):
                return None
        return named if _ID.fullmatch(named) and (self._root / named).is_dir() else None

    def list(self) -> Sequence[Generation]:
        """The kept generations, newest first."""
        current = self.current_id()
        found = []
        for generation_id in self._ids():
            with suppress(NotFound):  # pruned by another process since it was listed
                found.append(self._describe(generation_id, current))
        return sorted(found, key=lambda generation: (generation.sequence, generation.id), reverse=True)

    def verify(self, generation_id: str) -> Sequence[Damage]:
        """Compares each file of a generation with its manifest; empty where all is as it was written."""
        folder = self.folder(generation_id)
        with telling(folder):
            try:
                manifest = read_manifest(folder)
                if manifest.id != generation_id:
                    return [Damage(MANIFEST, f"belongs to {manifest.id}")]
                return find_damage(folder, manifest)
            except StoreDamaged as error:
                return [Damage(MANIFEST, str(error).rpartition(": ")[2])]

    def whole(self) -> Whole:
        """The current generation if every byte of it is right, else the newest before it that is, else any newest.

        `IncompatibleGeneration` where the current one was written by another version of Xunmai, `IndexNotReady`
        where none is whole; both say why.
        """
        refused: list[tuple[str, str]] = []
        for candidate in self._candidates():
            reason = candidate.problem or self._damage(candidate.id)
            if not reason and candidate.manifest:
                return Whole(candidate.id, candidate.folder, candidate.manifest, tuple(refused))
            if candidate.current and candidate.manifest and candidate.problem:
                raise IncompatibleGeneration(candidate.problem, self._is_newer(candidate.manifest))
            refused.append((candidate.id, reason))
        if not refused:
            raise IndexNotReady(f"nothing was built yet in {self.data}; run `xunmai build`")
        reasons = "; ".join(f"{generation_id}: {reason}" for generation_id, reason in refused)
        raise IndexNotReady(f"no generation kept in {self.data} can be used; run `xunmai build` ({reasons})")

    def refuse_newer(self) -> None:
        """`IncompatibleGeneration` where the current generation was written by a newer Xunmai; nothing is verified."""
        for generation in self.list():
            if generation.current and generation.manifest and self._is_newer(generation.manifest):
                raise IncompatibleGeneration(generation.problem, newer=True)

    def kept(self, generation_id: str) -> Whole:
        """A kept generation with its manifest, its files not verified. Raises `NotFound`, `StoreDamaged`."""
        folder = self.folder(generation_id)
        return Whole(generation_id, folder, read_manifest(folder))

    def activate(self, generation_id: str) -> None:
        """Lets a kept generation serve; refuses one that is damaged or written by another version."""
        described = self._describe(generation_id, None)
        if described.manifest and described.problem:
            raise IncompatibleGeneration(described.problem, self._is_newer(described.manifest))
        with telling(self.data), locks.exclusive(self.data / "switch.lock"):
            if damages := self.verify(generation_id):
                raise StoreDamaged(f"generation {generation_id} is damaged: {'; '.join(map(str, damages[:5]))}")
            switch(self.disk, self.data, generation_id)

    def prune(self, keep: int) -> Sequence[str]:
        """Removes all but the newest `keep`, the current one and those in use; returns the ids of the removed."""
        removed = list[str]()
        if not self._ids():
            return removed
        with telling(self.data), locks.exclusive(self.data / "switch.lock"):
            for generation in self.list()[max(keep, 0) :]:
                if not generation.current and not locks.is_in_use(generation.folder / MANIFEST):
                    self._remove(generation.folder)
                    removed.append(generation.id)
        return removed

    def hold(self, generation_id: str) -> AbstractContextManager[None]:
        """Keeps a generation from being pruned, by this and other processes, until the context ends."""
        return locks.shared(self.folder(generation_id) / MANIFEST)

    def begin(self) -> GenerationBuilder:
        """Takes the lock of the one builder and gives a fresh folder; `BuildInProgress` where another builds.

        Sweeps what killed builds left behind.
        """
        with telling(self.data):
            return GenerationBuilder(self.disk, self.data, self._next_sequence, self.schema_version)

    @property
    def _root(self) -> Path:
        return self.data / "generations"

    def _ids(self) -> Sequence[str]:
        with telling(self._root):
            try:
                return sorted(name for name in os.listdir(self._root) if _ID.fullmatch(name))
            except (FileNotFoundError, NotADirectoryError):
                return []

    def _describe(self, generation_id: str, current: str | None) -> Generation:
        folder = self.folder(generation_id)
        with telling(folder):
            try:
                manifest = read_manifest(folder)
            except StoreDamaged as error:
                return Generation(generation_id, folder, generation_id == current, None, str(error))
        if manifest.id != generation_id:
            problem = f"{folder / MANIFEST}: belongs to {manifest.id}"
            return Generation(generation_id, folder, generation_id == current, None, problem)
        return Generation(generation_id, folder, generation_id == current, manifest, self._incompatibility(manifest))

    def _is_newer(self, manifest: Manifest) -> bool:
        return manifest.schema_version > self.schema_version

    def _incompatibility(self, manifest: Manifest) -> str:
        written, ours = manifest.schema_version, self.schema_version
        if written == ours:
            return ""
        advice = "run `xunmai build`, or `xunmai build --stored` without the sources"
        if written > ours:
            advice = "upgrade Xunmai"
        return f"generation {manifest.id} has schema version {written}, this Xunmai uses {ours}; {advice}"

    def _next_sequence(self) -> int:
        return 1 + max((generation.sequence for generation in self.list()), default=0)

    def _candidates(self) -> Sequence[Generation]:
        kept = self.list()
        before = next((each.sequence for each in kept if each.current), 0) or self._next_sequence()
        return sorted(kept, key=lambda each: (not each.current, each.sequence > before))

    def _damage(self, generation_id: str) -> str:
        try:
            return "; ".join(map(str, self.verify(generation_id)[:5]))
        except NotFound:
            return "pruned meanwhile"

    def _remove(self, folder: Path) -> None:
        trash = self._root / f"{TRASH}{folder.name}-{secrets.token_hex(3)}"
        self.disk.rename(folder, trash)
        self.disk.sync_folder(self._root)
        remove_tree(self.disk, trash)
