"""The composition root: makes the parts and joins them; the only place that names engines."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.generations import Generations, Whole
from service.config import Settings
from service.library import Library, Opened

if TYPE_CHECKING:
    from corpus.sources import SourceSpec
    from index.assembly import EngineFactory
    from index.build import BuildReport

log = logging.getLogger(__name__)


def source_specs(settings: Settings) -> tuple[SourceSpec, ...]:
    """The sources in the order of the settings."""
    from corpus.sources import SourceSpec

    tables = (source.model_dump() for source in settings.sources)
    return tuple(SourceSpec(**{**table, "path": str(table.get("path", ""))}) for table in tables)


def open_generations(settings: Settings) -> Generations:
    """The generations of the data folder."""
    return Generations(settings.data)


def engine_factory(settings: Settings) -> EngineFactory:
    """The engine that the settings name."""
    from index.engines.whoosh_index import WhooshIndex

    return {"whoosh": WhooshIndex}[settings.engine.type]


def build_generation(
    settings: Settings, *, full: bool = False, progress: Callable[[str, int, int], None] | None = None
) -> BuildReport:
    """Builds from the sources of the settings into their data folder; see `index.build.build`."""
    from index.build import build

    return build(
        source_specs(settings),
        open_generations(settings),
        engine=engine_factory(settings),
        vocabulary=settings.vocabulary.path,
        curation=settings.vocabulary.curation,
        full=full,
        progress=progress,
    )


def restore_generation(
    settings: Settings, archive: Path, *, progress: Callable[[str, int, int], None] | None = None
) -> BuildReport:
    """Makes the generation of a backup serve; see `index.restore.restore`."""
    from index.restore import restore

    return restore(open_generations(settings), archive, engine=engine_factory(settings), progress=progress)


def open_library(settings: Settings) -> Library:
    """The library over the data folder, with the newest whole generation opened, if there is one."""
    from service.opening import warm_up

    opener = _opener(settings)
    library = Library(open_generations(settings), lambda whole: warm_up(opener(whole)))
    library.open()
    return library


@contextmanager
def opened_generation(settings: Settings) -> Iterator[Opened]:
    """The newest whole generation, for one command; `IndexNotReady` where there is none."""
    whole = open_generations(settings).whole()
    for generation_id, reason in whole.refused:
        log.error("generation %s refused: %s", generation_id, reason)
    opened = _opener(settings)(whole)
    try:
        yield opened
    finally:
        opened.close()


def _opener(settings: Settings) -> Callable[[Whole], Opened]:
    from service.opening import Opener

    return Opener(open_generations(settings), engine_factory(settings).open, settings.vocabulary.path)
