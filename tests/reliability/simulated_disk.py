"""A disk that remembers what was asked of it, and the states in which a power loss may leave what it held.

The model is the strict one: the content of a file counts only after the file was synced, a name made, changed or
removed in a folder only after the folder was. What was not synced may be there, be missing, or (content) be there in
part.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.durable import Disk


@dataclass
class File:
    """A file's content as programs see it, and as it is on the platters."""

    content: bytes
    durable: bytes | None = None


@dataclass
class Folder:
    """The same for a folder's names: `pending` lists the states of its entries since the last sync, newest last."""

    entries: dict[str, File | Folder] = field(default_factory=dict)
    durable: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[dict[str, File | Folder]] = field(default_factory=list)

    def change(self, name: str, node: File | Folder | None) -> None:
        """Gives `name` to `node`, or to nothing."""
        self.entries = {key: value for key, value in self.entries.items() if key != name}
        if node is not None:
            self.entries[name] = node
        self.pending.append(self.entries)

    def sync(self) -> None:
        """Makes the entries durable."""
        self.durable, self.pending = self.entries, []


class SimulatedDisk(Disk):
    """Does what it is asked in `root`, and plays it on the model; `operations` counts."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.model = Folder()
        self.operations: list[str] = []
        self.after: Callable[[], None] = lambda: None

    def adopt(self) -> None:
        """Takes what is in the root as durable."""
        self.model = _durable(self.root)

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self._parent(path).change(path.name, Folder())
        self._done("mkdir", path)

    def write(self, path: Path, data: bytes) -> None:
        super().write(path, data)
        known = self._parent(path).entries.get(path.name)
        if isinstance(known, File):
            known.content = data
        else:
            self._parent(path).change(path.name, File(data))
        self._done("write", path)

    def sync_file(self, path: Path) -> None:
        file = self._file(path)
        file.content = file.durable = path.read_bytes()
        self._done("sync", path)

    def sync_folder(self, path: Path) -> None:
        self._folder(path).sync()
        self._done("sync", path)

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        assert old.parent == new.parent, "a rename between folders could be torn"
        parent = self._parent(old)
        entries = {key: value for key, value in parent.entries.items() if key != old.name}
        parent.entries = {**entries, new.name: parent.entries[old.name]}
        parent.pending.append(parent.entries)
        self._done("rename", new)

    def remove_file(self, path: Path) -> None:
        super().remove_file(path)
        self._parent(path).change(path.name, None)
        self._done("unlink", path)

    def remove_folder(self, path: Path) -> None:
        super().remove_folder(path)
        self._parent(path).change(path.name, None)
        self._done("rmdir", path)

    def states(self, chance: random.Random, mixes: int) -> Iterator[Folder]:
        """What may be found after a crash now: all, only what is sure, and `mixes` drawn between the two."""
        yield _kept(self.model, chance, 1.0)
        yield _kept(self.model, chance, 0.0)
        for _ in range(mixes):
            yield _kept(self.model, chance, chance.random())

    def _done(self, what: str, path: Path) -> None:
        self.operations.append(f"{what} {path.relative_to(self.root)}")
        self.after()

    def _parent(self, path: Path) -> Folder:
        return self._folder(path.parent)

    def _folder(self, path: Path) -> Folder:
        """The folder at `path`; one that others made is known from here on, not durable."""
        folder = self.model
        for name in path.relative_to(self.root).parts:
            if name not in folder.entries:
                folder.change(name, Folder())
            node = folder.entries[name]
            assert isinstance(node, Folder)
            folder = node
        return folder

    def _file(self, path: Path) -> File:
        parent = self._parent(path)
        if path.name not in parent.entries:
            parent.change(path.name, File(path.read_bytes()))
        node = parent.entries[path.name]
        assert isinstance(node, File)
        return node


class HastyDisk(Disk):
    """A disk that does not wait for the platters: for looking at many states."""

    def sync_file(self, path: Path) -> None:
        """Nothing is waited for."""

    def sync_folder(self, path: Path) -> None:
        """Nothing is waited for."""


def lay_out(folder: Folder, path: Path) -> None:
    """Writes a state of the model as real files."""
    path.mkdir()
    for name, node in folder.entries.items():
        if isinstance(node, Folder):
            lay_out(node, path / name)
        else:
            (path / name).write_bytes(node.content)


def _durable(path: Path) -> Folder:
    entries: dict[str, File | Folder] = {}
    for below in path.iterdir():
        entries[below.name] = _durable(below) if below.is_dir() else File(below.read_bytes(), below.read_bytes())
    return Folder(entries, entries)


def _kept(folder: Folder, chance: random.Random, luck: float) -> Folder:
    """`luck` is how likely each thing that was not synced is there all the same."""
    entries = folder.durable
    for later in folder.pending:
        if chance.random() > luck:
            break
        entries = later
    kept: dict[str, File | Folder] = {}
    for name, node in entries.items():
        kept[name] = _kept(node, chance, luck) if isinstance(node, Folder) else File(_content(node, chance, luck))
    return Folder(kept)


def _content(file: File, chance: random.Random, luck: float) -> bytes:
    if chance.random() <= luck:
        return file.content
    if file.durable is not None:
        return file.durable
    return file.content[: chance.randrange(len(file.content) + 1)] if chance.random() < 0.5 else b""
