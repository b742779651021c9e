"""The manifest of a generation: which files it has, their sizes and SHA-256, and what the build said of it."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import StoreDamaged
from index.durable import files_below

MANIFEST = "manifest.json"
_PIECE = 1 << 20
#: What stands for a shortage of the machine, not for damage of a file.
_SHORTAGES = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a file of a generation must be: its size in bytes and the SHA-256 of its content in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Damage:
    """A file of a generation (path inside it, `/` between the parts) that is not what was written, and how."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`sequence` counts the generations of a data folder; `created` is UTC in ISO form; `details` is the build's."""

    id: str
    sequence: int
    created: str
    schema_version: int
    files: Mapping[str, FileEntry]
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.files.values())

    def to_bytes(self) -> bytes:
        """The one form of this manifest on disk; it ends with the SHA-256 of all that stands before it."""
        body = {
            "id": self.id,
            "sequence": self.sequence,
            "created": self.created,
            "schema_version": self.schema_version,
            "files": {path: [entry.size, entry.sha256] for path, entry in sorted(self.files.items())},
            "details": self.details,
        }
        text = json.dumps(body, ensure_ascii=False, indent=1)
        return json.dumps({**body, "sha256": _digest(text.encode())}, ensure_ascii=False, indent=1).encode()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the generation in `folder`; `StoreDamaged` where it is missing or not what was written."""
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
    except OSError as error:
        _raise_shortage(error)
        raise StoreDamaged(f"{path}: {error.strerror}") from error
    try:
        body = json.loads(data)
        files = {name: FileEntry(int(size), str(digest)) for name, (size, digest) in body["files"].items()}
        manifest = Manifest(
            body["id"], int(body["sequence"]), body["created"], int(body["schema_version"]), files, body["details"]
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreDamaged(f"{path}: not a manifest ({type(error).__name__})") from error
    if manifest.to_bytes() != data or not all(map(_is_inside, files)):
        raise StoreDamaged(f"{path}: not what was written")
    return manifest


def measure(path: Path) -> FileEntry:
    """Size and SHA-256 of a regular file; raises `OSError` as the system gives it, and for what is no regular file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        digest, size = hashlib.sha256(), 0
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return FileEntry(size, digest.hexdigest())


def find_damage(folder: Path, manifest: Manifest) -> list[Damage]:
    """What in `folder` is not as `manifest` says: missing, shorter, longer, altered, unreadable or not named there."""
    damages = [damage for name, entry in manifest.files.items() if (damage := _compare(folder, name, entry))]
    known = {folder / name for name in manifest.files} | {folder / MANIFEST}
    for path in files_below(folder):
        if path not in known:
            damages.append(Damage(path.relative_to(folder).as_posix(), "not named in the manifest"))
    return sorted(damages, key=lambda damage: damage.path)


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return not {"", ".", ".."} & set(parts) and "\\" not in name and "\0" not in name


def _compare(folder: Path, name: str, entry: FileEntry) -> Damage | None:
    try:
        found = measure(folder / name)
    except FileNotFoundError:
        return Damage(name, "missing")
    except OSError as error:
        _raise_shortage(error)
        return Damage(name, f"unreadable ({error.strerror})")
    if found.size != entry.size:
        return Damage(name, f"{found.size} bytes where {entry.size} were written")
    return Damage(name, "content altered") if found.sha256 != entry.sha256 else None


def _raise_shortage(error: OSError) -> None:
    if error.errno in _SHORTAGES:
        raise error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
