"""Builds anew whenever a file of a directory source, the vocabulary or the curation changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR

from watchfiles import Change, DefaultFilter, watch

from index import locks
from service.config import DirectorySource, Settings
from service.jobs import build_command, run_build

log = logging.getLogger(__name__)

Filter = Callable[[Change, str], bool]
Changes = set[tuple[Change, str]]

#: Milliseconds of silence that end a burst of changes.
SETTLE_MS = 800
#: Milliseconds between two looks whether the folders are those that are watched.
LOOK_MS = 2000
#: Seconds between two looks whether another build has ended.
BUSY_SECONDS = 1.0


def start(settings: Settings, stop: threading.Event) -> None:
    """Watches in threads of its own until `stop` is set."""
    folders = [source.path for source in settings.sources if isinstance(source, DirectorySource)]
    # builds write into the data folder: where it lies within a source, each would be the reason for the next
    texts = DefaultFilter(ignore_paths=[f"{settings.data}/"])
    # through their folders: an editor puts another file in a file's place, which a watch on the file would not see
    files = {path.absolute() for path in _decisions(settings)}
    names = frozenset(map(str, files))
    command, turn = build_command(settings.file, settings.data), threading.Lock()

    def build() -> str:
        """A build that another one holds up waits for its end, as that one may have read the files already."""
        with turn:
            while locks.is_in_use(settings.data / "build.lock") and not stop.wait(BUSY_SECONDS):
                pass
            return run_build(command)

    for paths, shown, recursive in (
        (folders, texts, True),
        ({file.parent for file in files}, lambda _change, path: path in names, False),
    ):
        if paths:
            arguments = (_changed(paths, shown, recursive, stop), build)
            threading.Thread(target=_watch, args=arguments, name="watch", daemon=True).start()


def _decisions(settings: Settings) -> list[Path]:
    """Vocabulary and curation, and where one would be found that is not there yet."""
    vocabulary, curation = settings.vocabulary.path, settings.vocabulary.curation
    beside = vocabulary.with_name("curation.toml") if vocabulary else None
    return [path for path in (vocabulary, curation or beside) if path]


def _changed(paths: Collection[Path], shown: Filter, recursive: bool, stop: threading.Event) -> Iterator[int]:
    """How many files changed, each time that any did, until `stop` is set.

    The system watches a folder, not its name: one that is deleted, or in whose place another is put, is watched from
    the next look on that finds it, and so is one that was not there; all of its files may have changed.
    """
    watched, new = _there(paths), False
    while not stop.is_set():
        gone = False
        for changes in _seen(watched, shown, recursive, stop):
            if changes or new:  # and not before it is watched
                yield len(changes)
            new, gone = False, not watched.keys().isdisjoint(path for _, path in changes)
            if gone or _there(paths) != watched:
                break
        now = _there(paths)
        watched, new = now, bool(now) and (gone or now != watched)


def _seen(folders: Collection[str], shown: Filter, recursive: bool, stop: threading.Event) -> Iterator[Changes]:
    """What changes in folders; nothing after each time that passes without a change, or where none is there."""
    if not folders:
        stop.wait(LOOK_MS / 1000)
        yield set()
        return
    with suppress(FileNotFoundError):  # one that was deleted just now
        yield from watch(
            *folders, watch_filter=shown, recursive=recursive, stop_event=stop, debounce=SETTLE_MS,
            rust_timeout=LOOK_MS, yield_on_timeout=True, raise_interrupt=False,
        )  # fmt: skip


def _there(paths: Collection[Path]) -> dict[str, tuple[int, int]]:
    """Those paths that are folders, and which folder each is."""
    found = {}
    for path in paths:
        with suppress(OSError):
            status = path.stat()
            if S_ISDIR(status.st_mode):
                found[str(path)] = (status.st_dev, status.st_ino)
    return found


def _watch(changed: Iterator[int], build: Callable[[], str]) -> None:
    for files in changed:
        log.info("sources changed", extra={"files": files})
        if reason := build():
            log.error("the build failed; the generation before it still serves", extra={"reason": reason})
