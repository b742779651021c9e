"""The composition root: makes the parts and joins them; the only place that names engines."""

from __future__ import annotations

import importlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ConfigurationError, XunmaiError
from index.generations import Generations, Whole
from service.config import Settings
from service.library import Library, Opened

if TYPE_CHECKING:
    from corpus.sources import SourceSpec
    from index.assembly import EngineFactory, SharedWork
    from index.build import BuildReport
    from index.engines.opensearch_client import ClusterSettings
    from index.engines.opensearch_generations import SharedGenerations
    from index.ports import TextIndex
    from index.processes import Crew

log = logging.getLogger(__name__)

#: Seconds between two looks at the alias of a cluster.
FOLLOW_EVERY = 2.0


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
    if settings.engine.type == "opensearch":
        cluster = _cluster(settings)
        from index.engines.opensearch_index import OpenSearchEngine

        return OpenSearchEngine(cluster)
    return EmbeddedEngine()


def load_engine(settings: Settings) -> None:
    """Imports the engine that the settings name, which `engine_factory` leaves to whoever uses it."""
    if isinstance(engine_factory(settings), EmbeddedEngine):
        importlib.import_module("index.engines.whoosh_index")
        importlib.import_module("index.engines.compiled_loops").loops()


class EmbeddedEngine:
    """The embedded engine, imported when an index is made or opened: a build hands out its work before."""

    def create(self, folder: Path) -> TextIndex:
        """An empty index in a folder that is not there yet."""
        from index.engines.whoosh_index import WhooshIndex

        return WhooshIndex.create(folder)

    def open(self, folder: Path) -> TextIndex:
        """The index in a folder."""
        from index.engines.whoosh_index import WhooshIndex

        return WhooshIndex.open(folder)


def shared_generations(settings: Settings) -> SharedGenerations | None:
    """The generations of the cluster; None where the engine is embedded. `ConfigurationError` for a wrong cluster."""
    if settings.engine.type != "opensearch":
        return None
    cluster = _cluster(settings)
    from index.engines.opensearch_client import Client
    from index.engines.opensearch_generations import SharedGenerations

    return SharedGenerations(Client(cluster), open_generations(settings))


def _cluster(settings: Settings) -> ClusterSettings:
    try:
        from index.engines.opensearch_client import ClusterSettings
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f'engine.type: "opensearch" needs a package that is not here ({error.name}): pip install opensearch-py'
        ) from error

    engine = settings.engine
    return ClusterSettings(
        hosts=engine.hosts,
        user=engine.user,
        password=engine.password.get_secret_value(),
        authority=str(engine.ca_file) if engine.ca_file else None,
        timeout=engine.timeout,
        prefix=engine.prefix,
        shards=engine.shards,
        replicas=engine.replicas,
        candidates=engine.candidates,
    )


def build_generation(
    settings: Settings,
    *,
    full: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
    processes: Crew | None = None,
) -> BuildReport:
    """Builds from the sources of the settings into their data folder; see `index.build.build`.

    With a cluster the build continues the generation that serves there, and ends by letting the new one serve.
    """
    from index.build import build

    shared = shared_generations(settings)
    if shared:
        shared.check()
        shared.pull()
    report = build(
        source_specs(settings),
        open_generations(settings),
        engine=engine_factory(settings),
        vocabulary=settings.vocabulary.path,
        curation=settings.vocabulary.curation,
        full=full,
        progress=progress,
        processes=processes,
        shared=_shared_work(settings),
    )
    if shared:
        shared.publish(report.generation)
        shared.prune(settings.generations.keep)
        shared.forget_parts()
    return report


def build_part(settings: Settings, part: int, parts: int, *, full: bool = False, processes: Crew | None = None) -> int:
    """Does one of so many parts of a build's work and leaves it in the cluster; see `index.build.build_part`."""
    from index.build import build_part as build_one_part

    generations, work = shared_generations(settings), _shared_work(settings)
    if generations is None or work is None:
        raise ConfigurationError('engine.type: a build in parts needs "opensearch", where the parts are left')
    generations.check()
    generations.pull()
    return build_one_part(
        source_specs(settings),
        open_generations(settings),
        part,
        parts,
        engine=engine_factory(settings),
        shared=work,
        vocabulary=settings.vocabulary.path,
        curation=settings.vocabulary.curation,
        full=full,
        processes=processes,
    )


def _shared_work(settings: Settings) -> SharedWork | None:
    if settings.engine.type != "opensearch":
        return None
    cluster = _cluster(settings)
    from index.engines.opensearch_share import ClusterShare

    return ClusterShare(cluster)


def restore_generation(
    settings: Settings, archive: Path, *, progress: Callable[[str, int, int], None] | None = None
) -> BuildReport:
    """Makes the generation of a backup serve; see `index.restore.restore`."""
    from index.restore import restore

    report = restore(open_generations(settings), archive, engine=engine_factory(settings), progress=progress)
    if shared := shared_generations(settings):
        shared.publish(report.generation)
    return report


def open_library(settings: Settings) -> Library:
    """The library over the data folder, with the newest whole generation opened, if there is one."""
    from service.opening import warm_up

    opener = _opener(settings)
    library = Library(open_generations(settings), lambda whole: warm_up(opener(whole)))
    shared = shared_generations(settings)
    if shared:
        _follow(shared, library, settings.generations.keep)
        threading.Thread(target=_keep_following, args=(shared, library, settings), daemon=True).start()
    library.open()
    library.follow()
    return library


def _keep_following(shared: SharedGenerations, library: Library, settings: Settings) -> None:
    while not library.closed:
        time.sleep(FOLLOW_EVERY)
        _follow(shared, library, settings.generations.keep)


def _follow(shared: SharedGenerations, library: Library, keep: int) -> None:
    """Takes over what the cluster's alias names; what cannot be had now is tried again."""
    try:
        if shared.pull():
            library.generations.prune(keep)
    except (XunmaiError, OSError) as error:
        log.warning("the generations of the cluster cannot be followed", extra={"reason": str(error)})


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
