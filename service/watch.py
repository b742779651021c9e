"""Builds anew whenever a file of a directory source, the vocabulary or the curation changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from watchfiles import watch

from service.config import DirectorySource, Settings
from service.jobs import build_command, run_build

log = logging.getLogger(__name__)

#: Milliseconds of silence that end a burst of changes.
SETTLE_MS = 800


def watched_paths(settings: Settings) -> tuple[Path, ...]:
    """The folders and files whose changes matter."""
    folders = [source.path for source in settings.sources if isinstance(source, DirectorySource)]
    files = [path for path in (settings.vocabulary.path, settings.vocabulary.curation) if path]
    return (*folders, *files)


def start(settings: Settings, stop: threading.Event) -> threading.Thread:
    """Watches in a thread of its own until `stop` is set."""
    command = build_command(settings.file, settings.data)
    arguments = (watched_paths(settings), command, stop)
    thread = threading.Thread(target=_watch, args=arguments, name="watch", daemon=True)
    thread.start()
    return thread


def _watch(paths: Sequence[Path], command: Sequence[str], stop: threading.Event) -> None:
    for changes in watch(*paths, stop_event=stop, debounce=SETTLE_MS, raise_interrupt=False):
        log.info("sources changed", extra={"files": len(changes)})
        if reason := run_build(command):
            log.error("the build failed; the generation before it still serves", extra={"reason": reason})
