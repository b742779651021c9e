"""The composition root: makes the parts and joins them; the only place that names engines."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.sources import SourceSpec
from corpus.store import DocumentStore
from index.generations import Generations, Whole
from index.graph.explore import GraphExplorer
from index.graph.link import ConceptLinker
from index.graph.mentions import MentionFinder
from index.graph.store import ConceptGraph
from index.graph.vocabulary import Vocabulary, load_vocabulary
from index.model import SearchRequest
from index.ports import TextIndex
from index.search import Searcher
from index.search_files import load_search_files
from index.suggest import Suggester
from service.config import Settings
from service.library import Library, Opened

if TYPE_CHECKING:
    from index.assembly import EngineFactory
    from index.build import BuildReport

log = logging.getLogger(__name__)

#: Asked when a generation is opened to serve, so that dictionaries are loaded before the first reader asks.
WARM_UP = ("怎么删除鏡像", "rongqi", "dokcer")


def source_specs(settings: Settings) -> tuple[SourceSpec, ...]:
    """The sources in the order of the settings."""
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
    opener = Opener(settings)

    def warmed(whole: Whole) -> Opened:
        opened = opener(whole)
        warm_up(opened)
        return opened

    library = Library(open_generations(settings), warmed)
    library.open()
    return library


def warm_up(opened: Opened) -> None:
    """Loads what is loaded at first use: jieba, OpenCC, pinyin, the graph's walks."""
    for text in WARM_UP:
        opened.searcher.search(SearchRequest(text, limit=1))
        opened.suggester.suggest(text)
    for concept_id in list(opened.graph.concepts)[:1]:
        opened.explorer.related(concept_id, 1)
        opened.explorer.learning_order(concept_id)


@contextmanager
def opened_generation(settings: Settings) -> Iterator[Opened]:
    """The newest whole generation, for one command; `IndexNotReady` where there is none."""
    whole = open_generations(settings).whole()
    for generation_id, reason in whole.refused:
        log.error("generation refused", extra={"refused": generation_id, "reason": reason})
    opened = Opener(settings)(whole)
    try:
        yield opened
    finally:
        opened.close()


class Opener:
    """Opens a whole generation: store, text index, graph, and the use cases over them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self, whole: Whole) -> Opened:
        """Raises `StoreDamaged` where a file cannot be read as what it is; nothing stays open then."""
        generations, folder = open_generations(self._settings), whole.folder
        with ExitStack() as stack:
            stack.enter_context(generations.hold(whole.id))
            store = stack.enter_context(DocumentStore(folder / "store.sqlite"))
            index: TextIndex = engine_factory(self._settings).open(folder / "text")
            stack.callback(index.close)
            graph = ConceptGraph.load(folder / "graph")
            vocabulary = self._vocabulary(graph)
            files = load_search_files(folder / "search")
            linker = ConceptLinker(graph, vocabulary)
            return Opened(
                generation=whole.id,
                manifest=whole.manifest,
                store=store,
                index=index,
                graph=graph,
                explorer=GraphExplorer(graph),
                searcher=Searcher(index, store, graph, files.profiles, files.lexicon, linker),
                suggester=Suggester(files.completions),
                finder=MentionFinder(vocabulary),
                close=stack.pop_all().close,
            )

    def _vocabulary(self, graph: ConceptGraph) -> Vocabulary:
        """The concepts of the graph with the senses of the vocabulary file, if that can be had."""
        loaded = load_vocabulary(self._settings.vocabulary.path)
        return Vocabulary(loaded.name, graph.concepts, loaded.senses, loaded.kinds, loaded.lines)
