"""Builds anew whenever a file of a directory source, the vocabulary or the curation changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

from index import locks
from service.config import DirectorySource, Settings
from service.jobs import build_command, run_build

log = logging.getLogger(__name__)

Filter = Callable[[Change, str], bool]

#: Milliseconds of silence that end a burst of changes.
SETTLE_MS = 800
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
        there = [path for path in paths if path.is_dir()]
        if there:
            arguments = (there, shown, recursive, build, stop)
            threading.Thread(target=_watch, args=arguments, name="watch", daemon=True).start()


def _decisions(settings: Settings) -> list[Path]:
    """Vocabulary and curation, and where one would be found that is not there yet."""
    vocabulary, curation = settings.vocabulary.path, settings.vocabulary.curation
    beside = vocabulary.with_name("curation.toml") if vocabulary else None
    return [path for path in (vocabulary, curation or beside) if path]


def _watch(
    paths: Sequence[Path],
    shown: Filter,
    recursive: bool,
    build: Callable[[], str],
    stop: threading.Event,
) -> None:
    seen = watch(
        *paths, watch_filter=shown, recursive=recursive, stop_event=stop, debounce=SETTLE_MS, raise_interrupt=False
    )
    for changes in seen:
        log.info("sources changed", extra={"files": len(changes)})
        if reason := build():
            log.error("the build failed; the generation before it still serves", extra={"reason": reason})
