"""Data that an older Xunmai wrote: rebuilt from its own document store while the service says that it is not ready, and
from the sources where this version cannot read that store.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from corpus.errors import StoreDamaged
from index.errors import IndexNotReady
from service.config import Settings
from service.jobs import build_command, run_build
from service.wiring import engine_factory, open_generations, shared_generations

if TYPE_CHECKING:
    from index.build import BuildReport
    from index.processes import Crew

log = logging.getLogger(__name__)


def rebuild_from_store(
    settings: Settings,
    *,
    progress: Callable[[str, int, int], None] | None = None,
    processes: Crew | None = None,
) -> BuildReport:
    """Makes the current generation anew from the documents it holds, whatever version wrote it; no source is read.

    `IndexNotReady` where there is none, `StoreDamaged` where its documents cannot be read, and what a build raises.
    """
    from index.build import rebuild

    generations = open_generations(settings)
    current = generations.current_id()
    if current is None:
        raise IndexNotReady(f"nothing was built yet in {settings.data}; run `xunmai build`")
    try:
        report = rebuild(
            generations,
            current,
            engine=engine_factory(settings),
            vocabulary=settings.vocabulary.path,
            curation=settings.vocabulary.curation,
            progress=progress,
            processes=processes,
        )
    except StoreDamaged as error:
        raise StoreDamaged(f"{error}; only the sources can help: `xunmai build --full`") from error
    if shared := shared_generations(settings):
        shared.publish(report.generation)
    return report


def start(settings: Settings) -> threading.Thread:
    """Rebuilds in a process of its own, watched by a thread; a service takes the new generation up by itself."""
    build = build_command(settings.file, settings.data)
    thread = threading.Thread(target=_renew, args=(build,), name="renewal", daemon=True)
    thread.start()
    return thread


def _renew(build: Sequence[str]) -> None:
    if not (reason := run_build((*build, "--stored"))):
        log.info("the data of an older version was rebuilt")
        return
    log.warning("the data of an older version is built anew from the sources", extra={"reason": reason})
    if reason := run_build(build):
        log.error("the data of an older version could not be rebuilt", extra={"reason": reason})
    else:
        log.info("the data of an older version was rebuilt")
