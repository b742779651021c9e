"""A git repository at a pinned ref: fetched into a cache, switched in only when complete, read without a checkout."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import SourceUnavailable
from corpus.sources.git_files import GitFile, is_whole, listed, read
from corpus.sources.git_process import FetchFailed, run_fetch, without_credentials
from corpus.sources.trees import Report, TreeFile

PATIENCE = 18.0
"""Seconds within which one of all addresses must have answered."""

UNREACHED = (
    "第一次取回失败，也没有旧副本可用 · could not be fetched, and there is no earlier copy that could serve instead"
)
ADVICE = (
    "请检查网络、代理（HTTPS_PROXY）和 repository、ref，或添加 mirrors；可以缺它就设 optional = true · "
    "check the network, HTTPS_PROXY, repository and ref, name mirrors, or set optional = true to go on without it"
)

_CURRENT = "current"
_STALE_AFTER = 3600.0
_COPY_NAME = re.compile(r"[0-9a-f]{40}-[0-9a-f]{8}")


class GitTree:
    """The files of one commit. `folder` holds a copy (see `git_files`) for each of the last two commits fetched, and
    the file `current`, which names the one that serves and is replaced atomically."""

    def __init__(self, addresses: Sequence[str], ref: str, folder: Path, patience: float = PATIENCE) -> None:
        self.addresses = tuple(addresses)
        self.wanted = ref
        self.folder = folder
        self.patience = patience
        self._copy: Path | None = None
        self._files: dict[str, GitFile] = {}

    def sync(self, report: Report | None = None) -> list[str]:
        """Fetches what is not cached yet; where no address answers the cached copy serves, with a warning."""
        self._forget()
        commit = self.ref()
        if commit and commit == self.wanted and self._copy and is_whole(self._copy):
            return []
        failures = []
        for number, address in enumerate(self.addresses):
            if report:
                report("fetch", number, len(self.addresses))
            try:
                self._fetch(address, report)
            except FetchFailed as error:
                failures.append(f"{without_credentials(address)}: {error}")
            else:
                return [f"fetched from a mirror; {failure}" for failure in failures]
        tried = "; ".join(failures)
        if not commit:
            raise SourceUnavailable(f"{UNREACHED}: {tried}. {ADVICE}")
        return [f"no address could be fetched, the cached commit {commit[:12]} serves ({tried})"]

    def ref(self) -> str:
        """The cached commit, or empty where nothing is cached."""
        copy = self._current()
        return copy.name[:40] if copy else ""

    def files(self) -> list[TreeFile]:
        """Every file of the cached commit."""
        copy = self._current()
        if copy is None:
            raise SourceUnavailable("还没有取回，请先运行 · was not fetched yet, first run: xunmai sync")
        try:
            self._files = listed(copy)
        except (OSError, ValueError) as error:
            raise SourceUnavailable(f"the cached copy is damaged; fetch it again (`xunmai sync`): {error}") from error
        return sorted((file.described() for file in self._files.values()), key=lambda file: file.path)

    def read(self, path: str) -> bytes:
        """The bytes of a file that `files` listed."""
        return read(self._current() or self.folder, self._files[path])

    def _current(self) -> Path | None:
        """The copy that serves: settled once, so that one object reads one commit."""
        if self._copy is None:
            try:
                name = (self.folder / _CURRENT).read_text(encoding="ascii").strip()
            except (OSError, ValueError):
                return None
            copy = self.folder / name
            self._copy = copy if _COPY_NAME.fullmatch(name) and copy.is_dir() else None
        return self._copy

    def _forget(self) -> None:
        self._copy = None
        self._files = {}

    def _fetch(self, address: str, report: Report | None) -> None:
        """Makes a complete new copy beside those that serve, and lets it serve."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        temporary = self.folder / f"incoming-{secrets.token_hex(4)}"
        temporary.mkdir()
        try:
            contact = self.patience / len(self.addresses)
            commit = run_fetch(address, self.wanted, temporary, contact, report)
            _sync_files(temporary)
            with _alone(self.folder):
                self._switch(temporary, self.folder / f"{commit}-{secrets.token_hex(4)}")
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise

    def _switch(self, fetched: Path, copy: Path) -> None:
        """Makes what was fetched the copy that serves, and keeps the one before for those who still read it."""
        self._forget()
        before = self._current()
        fetched.rename(copy)
        pointer = self.folder / f"{_CURRENT}-{secrets.token_hex(4)}"
        pointer.write_text(copy.name, encoding="ascii")
        _sync_file(pointer)
        pointer.replace(self.folder / _CURRENT)
        _sync_file(self.folder)
        self._forget()
        for old in self.folder.iterdir():
            if _COPY_NAME.fullmatch(old.name) and old not in (copy, before):
                shutil.rmtree(old, ignore_errors=True)

    def _sweep(self) -> None:
        """Removes what fetches that were killed left behind."""
        for left in self.folder.glob("incoming-*"):
            if time.time() - left.stat().st_mtime > _STALE_AFTER:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Waits until nobody else switches in `folder`; the lock ends with whoever holds it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync_files(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync_file(Path(parent, name))
        _sync_file(Path(parent))


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
