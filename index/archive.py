"""Reading a backup that anybody may have made: bounded in every measure, and nothing in it becomes a path or code."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import StoreDamaged
from index.backup import ABOUT, DOCUMENTS, FORMAT, PROBLEMS
from index.manifest import FileEntry
from index.plain_data import NotPlainData

_NAME = re.compile(r"backup\.json|documents\.jsonl|problems\.jsonl|graph/[a-z0-9_-]{1,40}\.json")
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, members and how many times its packed size a member may have; nobody's real backup comes near."""

    members: int = 16
    total: int = 8 << 30
    line: int = 64 << 20
    about: int = 4 << 20
    ratio: int = 200


class Archive:
    """An opened backup. Whatever is wrong with it is raised as `StoreDamaged`, by the methods as they come to it."""

    def __init__(self, path: Path, file: zipfile.ZipFile, limits: Limits) -> None:
        self.path = path
        self._file = file
        self._limits = limits
        self._check_members(file.infolist())
        self.about = self._about()
        self._entries = self._promised()

    @property
    def names(self) -> list[str]:
        """The members beside `backup.json`."""
        return sorted(self._entries)

    def read(self, name: str) -> bytes:
        """A member as a whole, checked."""
        return b"".join(self._pieces(name))

    def values(self, name: str) -> Iterator[Any]:
        """The JSON value of each line of a member; the end is reached only where the whole was as promised."""
        parts, length = list[bytes](), 0
        for piece in self._pieces(name):
            first, *others = piece.split(b"\n")
            parts.append(first)
            length += len(first)
            for other in others:
                yield self._parsed(name, b"".join(parts))
                parts, length = [other], len(other)
            if length > self._limits.line:
                raise self.refused(f"{name} has a line of more than {self._limits.line} bytes")
        if length:
            raise self.refused(f"{name} ends within a line")

    def refused(self, reason: str) -> StoreDamaged:
        """The error that says why this archive is not restored."""
        return StoreDamaged(f"{self.path}: not restored: {reason}")

    def _check_members(self, members: list[zipfile.ZipInfo]) -> None:
        limits = self._limits
        if len(members) > limits.members or len({member.filename for member in members}) < len(members):
            raise self.refused(f"more than {limits.members} members, or one of them twice")
        for member in members:
            kind = stat.S_IFMT(member.external_attr >> 16)
            if not _NAME.fullmatch(member.filename):
                raise self.refused(f"a member called {member.filename[:100]!r} does not belong into a backup")
            if kind not in (0, stat.S_IFREG) or member.is_dir():
                raise self.refused(f"{member.filename} is a link, a device or a folder")
            if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self.refused(f"{member.filename} is encrypted or packed in an unknown way")
            if member.header_offset < 0:
                raise self.refused(f"{member.filename} begins before the archive does")
            if member.file_size > limits.ratio * max(member.compress_size, 1000):
                raise self.refused(f"{member.filename} unpacks to more than {limits.ratio} times its size")
        if sum(member.file_size for member in members) > limits.total:
            raise self.refused(f"it unpacks to more than {limits.total} bytes")
        if missing := {ABOUT, DOCUMENTS, PROBLEMS} - {member.filename for member in members}:
            raise self.refused(f"{', '.join(sorted(missing))} is missing")

    def _about(self) -> Mapping[str, Any]:
        if self._file.getinfo(ABOUT).file_size > self._limits.about:
            raise self.refused(f"{ABOUT} has more than {self._limits.about} bytes")
        about = self._parsed(ABOUT, b"".join(self._raw(ABOUT)))
        if not isinstance(about, dict) or not isinstance(about.get("format"), int):
            raise self.refused(f"{ABOUT} is not what a backup has")
        if about["format"] != FORMAT:
            raise self.refused(
                f"it has format {about['format']}, this Xunmai reads {FORMAT}; use the Xunmai of its time"
            )
        return about

    def _promised(self) -> dict[str, FileEntry]:
        try:
            entries = {str(name): FileEntry(*entry) for name, entry in self.about["members"].items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise self.refused(f"{ABOUT} does not name the members") from error
        if entries.keys() != {member.filename for member in self._file.infolist()} - {ABOUT}:
            raise self.refused(f"the members are not those that {ABOUT} names")
        return entries

    def _pieces(self, name: str) -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        for piece in self._raw(name):
            digest.update(piece)
            size += len(piece)
            yield piece
        if FileEntry(size, digest.hexdigest()) != self._entries[name]:
            raise self.refused(f"{name} is not what was written")

    def _raw(self, name: str) -> Iterator[bytes]:
        try:
            with self._file.open(name) as member:
                while piece := member.read(_PIECE):
                    yield piece
        # zipfile raises the last two for a method that it does not know and for a member with a password
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise self.refused(f"{name} cannot be unpacked ({error})") from error

    def _parsed(self, name: str, line: bytes) -> Any:
        try:
            return json.loads(line)
        except (ValueError, RecursionError) as error:
            raise self.refused(f"{name} is not JSON ({str(error)[:100]})") from error


@contextmanager
def open_archive(path: Path, limits: Limits | None = None) -> Iterator[Archive]:
    """Opens a backup for reading; raises `StoreDamaged` for what is none. Values that are not of their type, too."""
    try:
        with zipfile.ZipFile(path) as file:
            archive = Archive(path, file, limits or Limits())
            try:
                yield archive
            except NotPlainData as error:
                raise archive.refused(str(error)) from error
    # zipfile raises the last for an archive of another kind: of several disks, or of a newer version
    except (zipfile.BadZipFile, EOFError, UnicodeDecodeError, NotImplementedError) as error:
        raise StoreDamaged(f"{path}: not restored: it is not a backup ({str(error)[:100]})") from error
