"""Golden searches: what a query must find among few documents, on every engine, the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.sources import SourceSpec
from corpus.store import DocumentStore
from index.build import build
from index.engines.memory import MemoryIndex
from index.engines.whoosh_index import WhooshIndex
from index.generations import Generations
from index.graph.link import ConceptLinker
from index.graph.store import ConceptGraph
from index.graph.vocabulary import load_vocabulary
from index.model import SearchRequest, SearchResponse
from index.ports import TextIndex
from index.search import Searcher
from index.search_files import load_search_files
from tests.index.library import VOCABULARY

HERE = Path(__file__).parent
THEMES = ("words", "scripts", "pinyin", "slips", "identifiers", "concepts", "messages", "syntax")


def lines(name: str) -> list[dict[str, Any]]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


GOLDEN = [(theme, search) for theme in THEMES for search in lines(theme)]


class KeptMemoryIndex(MemoryIndex):
    """A memory index that outlives the build which made it."""

    def close(self) -> None:
        """Keeps everything."""


class InMemory:
    """Makes one index and opens the same again."""

    def __init__(self) -> None:
        self.index = KeptMemoryIndex()

    def create(self, folder: Path) -> TextIndex:
        """The empty index; its folder stays empty."""
        folder.mkdir(parents=True, exist_ok=True)
        return self.index

    def open(self, folder: Path) -> TextIndex:
        """The same index."""
        return self.index


@pytest.fixture(scope="module", params=[pytest.param("memory", marks=pytest.mark.slow), "whoosh"])
def golden(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """The search over the golden documents, on either engine."""
    folder = tmp_path_factory.mktemp("golden")
    (folder / "documents").mkdir()
    for document in lines("documents"):
        (folder / "documents" / document["path"]).write_text(document["text"], encoding="utf-8")
    engine = {"memory": InMemory(), "whoosh": WhooshIndex}[request.param]
    generations = Generations(folder / "data")
    source = SourceSpec("golden", "directory", "plain", path=str(folder / "documents"))
    build([source], generations, engine=engine, vocabulary=VOCABULARY)
    made = generations.whole().folder
    files = load_search_files(made / "search")
    graph = ConceptGraph.load(made / "graph")
    linker = ConceptLinker(graph, load_vocabulary(VOCABULARY))
    with DocumentStore(made / "store.sqlite") as store:
        yield Searcher(engine.open(made / "text"), store, graph, files.profiles, files.lexicon, linker)


def places(response: SearchResponse) -> list[str]:
    """The hits as the golden files name them."""
    return [f"{hit.path}#{hit.heading.text}" for hit in response.hits]


@pytest.mark.parametrize(("theme", "search"), GOLDEN, ids=[f"{theme}: {search['q']}" for theme, search in GOLDEN])
def test_golden(golden: Searcher, theme: str, search: dict[str, Any]) -> None:
    response = golden.search(SearchRequest(search["q"], limit=50))
    found = places(response)
    help_ = f"help: {theme}.jsonl wants {search['why']}; {search['q']} was read as {response.query} and found {found}"
    expected = search.get("first", [])
    assert found[: len(expected)] == expected, help_
    assert set(search.get("among", [])) <= set(found), help_
    assert set(search.get("never", [])).isdisjoint(found), help_
    assert not set(search.get("never_first", [])) & set(found[:1]), help_
    assert response.total == search.get("total", response.total), help_
    assert set(search.get("concepts", [])) <= set(response.query.concepts), help_
    if "corrected" in search:
        assert response.query.corrected_to == search["corrected"], help_
