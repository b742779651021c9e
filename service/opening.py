"""Opens a whole generation: store, text index, graph, and the use cases over them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from corpus.store import DocumentStore
from index.analysis import chinese
from index.analysis.analyzer import terms
from index.analysis.pinyin import is_pinyin, spelled
from index.analysis.variants import taiwan_forms
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
from service.library import Opened

#: Asked when a generation is opened to serve, so that dictionaries are loaded before the first reader asks.
WARM_UP = ("怎么删除鏡像", "容噐", "rongqi", "dokcer")


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens generations of a data folder with the engine that `open_index` opens; `vocabulary` tells senses apart."""

    generations: Generations
    open_index: Callable[[Path], TextIndex]
    vocabulary: Path | None = None

    def __call__(self, whole: Whole) -> Opened:
        """Raises `StoreDamaged` where a file cannot be read as what it is; nothing stays open then."""
        folder = whole.folder
        with ExitStack() as stack:
            stack.enter_context(self.generations.hold(whole.id))
            store = stack.enter_context(DocumentStore(folder / "store.sqlite"))
            index = self.open_index(folder / "text")
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
        """The concepts of the graph with the senses of the vocabulary file."""
        loaded = load_vocabulary(self.vocabulary)
        return Vocabulary(loaded.name, graph.concepts, loaded.senses, loaded.kinds, loaded.lines)


def load_dictionaries() -> None:
    """Loads what every generation needs: jieba's words, OpenCC's characters and words, the syllables of pinyin."""
    chinese.load()
    taiwan_forms("".join(text for text in WARM_UP if not text.isascii()))
    terms(WARM_UP[0])
    spelled(WARM_UP[0])
    is_pinyin(WARM_UP[2])


def warm_up(opened: Opened) -> Opened:
    """Loads what is loaded at first use: jieba, OpenCC, pinyin, the graph's walks."""
    for text in WARM_UP:
        opened.searcher.search(SearchRequest(text, limit=1))
        opened.suggester.suggest(text)
    for concept_id in list(opened.graph.concepts)[:1]:
        opened.explorer.related(concept_id, 1)
        opened.explorer.learning_order(concept_id)
    return opened
