"""The distributed engine keeps the contract of engines and answers as the plain engine does."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engines.memory import MemoryIndex
from index.engines.opensearch_client import Client, ClusterSettings
from index.engines.opensearch_index import OpenSearchEngine, named
from index.model import Query
from index.ports import AnalyzedDocument, TextIndex
from index.query.ast import Node, Term
from index.schema import OWN_FIELDS, TEXT_FIELDS
from tests.index.engines import drawn
from tests.index.engines.contract import EngineContract, document, section

_PATIENT = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


class TestOpenSearchIndex(EngineContract):
    @pytest.fixture(autouse=True)
    def _cluster(self, engine: OpenSearchEngine) -> None:
        self._engine = engine

    def engine(self, folder: Path) -> TextIndex:
        return self._engine.create(folder)


def _filled(index: TextIndex, documents: Sequence[AnalyzedDocument]) -> TextIndex:
    with index.writer() as writer:
        for document in documents:
            writer.put(document)
    return index


def _as_read(document: AnalyzedDocument) -> AnalyzedDocument:
    """The document with one title and path on all its sections, as readers make it: docs/divergences.md."""
    own = [name in OWN_FIELDS for name in TEXT_FIELDS]
    sections = tuple(
        replace(section, fields=tuple(map(_either, own, section.fields, document.sections[0].fields)))
        for section in document.sections
    )
    return replace(document, sections=sections)


def _either(own: bool, mine: tuple[str, ...], first: tuple[str, ...]) -> tuple[str, ...]:
    return mine if own else first


@_PATIENT
@given(
    documents=drawn.corpora.map(lambda drawn: list(map(_as_read, drawn))),
    queries=st.lists(drawn.queries, min_size=1, max_size=12),
)
def test_every_query_is_answered_as_the_plain_engine_does(
    engine: OpenSearchEngine, documents: list[AnalyzedDocument], queries: list[Query]
) -> None:
    with TemporaryDirectory() as folder:
        index = _filled(engine.create(Path(folder)), documents)
        plain = _filled(MemoryIndex(), documents)
        for query in queries:
            found, expected = index.search(query), plain.search(query)
            assert found.total == expected.total
            assert found.facets == expected.facets
            assert [hit.score for hit in found.hits] == pytest.approx([h.score for h in expected.hits], rel=1e-9)


@_PATIENT
@given(documents=drawn.corpora, asked=st.lists(drawn.nodes, min_size=1, max_size=5))
def test_scores_of_single_nodes_are_those_of_the_plain_engine(
    engine: OpenSearchEngine, documents: list[AnalyzedDocument], asked: list[Node]
) -> None:
    names = [*[section.id for document in documents for section in document.sections][:5], "no:such#L1"]
    with TemporaryDirectory() as folder:
        rows = _filled(engine.create(Path(folder)), documents).scores(asked, names)
        expected = _filled(MemoryIndex(), documents).scores(asked, names)
        assert list(itertools.chain(*rows)) == pytest.approx(list(itertools.chain(*expected)), rel=1e-9)


def test_what_is_put_last_counts_though_calls_overtake_each_other(
    engine: OpenSearchEngine, cluster_settings: ClusterSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engines.opensearch_bulk.BULK", 1)  # each change is a call
    index = engine.create(tmp_path)
    for start in (0, 10):
        with index.writer() as writer:
            for number in range(start, start + 10):
                writer.put(document(section("a:a.md#L1", "", f"n{number}"), section(f"a:a.md#M{number}", "", "more")))
            writer.put(document(section("a:gone.md#L1", "", "gone")))
            writer.delete("a:gone.md")
        found = [index.search(Query(Term(term))) for term in (f"n{start + 9}", "more", "gone")]
        assert [page.total for page in found] == [1, 1, 0]
    segments = Client(cluster_settings).call("GET", f"/_cat/segments/{named(tmp_path)}", None, {"format": "json"})
    assert len(segments) == 2  # one a shard
