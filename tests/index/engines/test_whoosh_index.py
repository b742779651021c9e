"""The embedded engine keeps the contract, answers as the plain engine does, and survives in its folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engines import compiled_codes, compiled_index, compiled_loops, compiled_pages, compiled_tree
from index.engines.compiled_loops import Loops
from index.engines.memory import MemoryIndex
from index.engines.whoosh_index import WhooshIndex
from index.errors import BuildInProgress, IndexNotReady
from index.model import HitPage, Query
from index.ports import AnalyzedDocument, TextIndex
from index.query.ast import Everything, Node, Substring, Term
from index.ranking import Bm25f, FieldWeight
from index.schema import TEXT_FIELDS
from tests.index.engines import drawn
from tests.index.engines.contract import CONTAINERS, IMAGES, EngineContract, document, section

_PATIENT = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestWhooshIndex(EngineContract):
    def engine(self, folder: Path) -> TextIndex:
        return WhooshIndex.create(folder)


def _filled(index: TextIndex, *batches: Sequence[AnalyzedDocument]) -> TextIndex:
    for batch in batches:
        with index.writer() as writer:
            for one in batch:
                writer.put(one)
    return index


def _same(found: HitPage, expected: HitPage) -> None:
    """Equal in all but the last digits of the scores; hits whose scores are that close may have changed places."""
    assert found.total == expected.total
    assert found.facets == expected.facets
    assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in expected.hits], rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("loops", [compiled_loops.loops(), compiled_loops.numpy_loops()], ids=["fast", "numpy"])
@pytest.mark.parametrize("small", [compiled_index.SMALL, 0], ids=["small", "large"])
@_PATIENT
@given(documents=drawn.corpora, queries=st.lists(drawn.queries, min_size=1, max_size=8))
def test_every_query_is_answered_as_the_plain_engine_does(
    small: int, loops: Loops, documents: list[AnalyzedDocument], queries: list[Query]
) -> None:
    """Small indexes keep rows and have sections in their codes, large ones join lists, look at term by term and keep
    sections beside codes: any is asked both ways, and with the loops of the extra `fast` (which tests install) too."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled_loops, "loops", lambda: loops)
        patch.setattr(compiled_index, "SMALL", small)
        for module in (compiled_tree, compiled_pages):
            patch.setattr(module, "MOST_KEPT", 8 * small)
        patch.setattr(compiled_codes, "FEW", small)
        index = _filled(WhooshIndex.create(Path(folder)), documents)
        plain = _filled(MemoryIndex(), documents)
        for query in queries:
            found, whole = (
                index.search(query),
                plain.search(Query(query.root, query.filters, limit=100, page_boost=query.page_boost)),
            )
            _same(found, plain.search(query))
            scores = {hit.section_id: hit.score for hit in whole.hits}
            assert [scores[hit.section_id] for hit in found.hits] == pytest.approx(
                [hit.score for hit in found.hits], rel=1e-5, abs=1e-9
            )


@pytest.mark.parametrize(
    ("prose", "text"),
    [
        ("ba aba ab", "ba ab"),
        ("a aa a", "a a"),
        ("aaa aa", "aa"),
        ("哈哈哈", "哈哈"),
        ("docker run mydocker running docker-run docker  run", "docker run"),
        ("docker\nrun docker\u3000run", "docker run"),
        ("run镜像run 镜像", "n镜"),
        ("run镜像run 镜像", "像r"),
        ("镜，像 镜像 镜 像", "镜像"),
        ("镜像 " * 300, "镜像"),
        ("镜像 " * 300, "像"),
        ("ab " * 300 + "cab", "ab"),
        ("a-b a_b a.b", "a-b"),
        ("ab\x00ab", "b\x00a"),
        ("é e\u0301", "é"),
    ],
)
def test_a_substring_counts_as_often_as_the_plain_engine_finds_it(tmp_path: Path, prose: str, text: str) -> None:
    documents = [document(section("a:x#1", "", prose)), document(section("a:y#1", "", "nothing of it"))]
    query = Query(Substring(text))
    found = _filled(WhooshIndex.create(tmp_path), documents).search(query)
    assert found.total == 1
    _same(found, _filled(MemoryIndex(), documents).search(query))


@pytest.mark.parametrize("small", [compiled_index.SMALL, 0], ids=["small", "large"])
@_PATIENT
@given(documents=drawn.corpora, asked=st.lists(drawn.nodes, min_size=1, max_size=5))
def test_scores_of_single_nodes_are_those_of_the_plain_engine(
    small: int, documents: list[AnalyzedDocument], asked: list[Node]
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled_index, "SMALL", small)
        patch.setattr(compiled_codes, "FEW", small)
        index = _filled(WhooshIndex.create(Path(folder)), documents)
        names = [*(section.id for document in documents for section in document.sections), "no:such#L1"]
        for found, expected in zip(
            index.scores(asked, names), _filled(MemoryIndex(), documents).scores(asked, names), strict=True
        ):
            assert list(found) == pytest.approx(expected, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("few", [compiled_codes.FEW, 0], ids=["small", "large"])
@_PATIENT
@given(batches=st.lists(drawn.corpora, max_size=3), gone=st.sets(st.sampled_from(("a:x", "b:y.md", "c:z"))))
def test_changes_over_time_leave_the_same_bytes_as_one_build(
    few: int, batches: list[list[AnalyzedDocument]], gone: set[str]
) -> None:
    last = {document.id: document for batch in batches for document in batch if document.id not in gone}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled_codes, "FEW", few)
        grown = _filled(WhooshIndex.create(Path(folder) / "grown"), *batches)
        with grown.writer() as writer:
            for name in sorted(gone):
                writer.delete(name)
        _filled(WhooshIndex.create(Path(folder) / "once"), list(last.values()))
        assert _arrays(Path(folder) / "grown") == _arrays(Path(folder) / "once")


def _arrays(folder: Path) -> bytes:
    (path,) = folder.glob("*.arrays")
    return path.read_bytes()


def test_an_opened_folder_answers_as_the_index_that_wrote_it(tmp_path: Path) -> None:
    written = _filled(WhooshIndex.create(tmp_path / "text"), [IMAGES, CONTAINERS])
    query = Query(Term("镜像"), facets=("source",), page_boost=0.3)
    assert WhooshIndex.open(tmp_path / "text").search(query) == written.search(query)


def test_other_weights_count_from_the_moment_of_opening(tmp_path: Path) -> None:
    weights = Bm25f(0.9, {name: FieldWeight(0.5 + place, 0.3) for place, name in enumerate(TEXT_FIELDS)})
    _filled(WhooshIndex.create(tmp_path / "text"), [IMAGES, CONTAINERS])
    plain = _filled(MemoryIndex(weights), [IMAGES, CONTAINERS])
    query = Query(Term("镜像"), page_boost=0.3)
    _same(WhooshIndex.open(tmp_path / "text", weights).search(query), plain.search(query))


def test_an_index_that_is_written_to_keeps_answering_from_before_in_other_readers(tmp_path: Path) -> None:
    index = _filled(WhooshIndex.create(tmp_path / "text"), [IMAGES, CONTAINERS])
    reader = WhooshIndex.open(tmp_path / "text")
    _filled(index, [IMAGES])
    with index.writer() as writer:
        writer.delete(IMAGES.id)
    assert reader.search(Query(Everything())).total == 4
    assert WhooshIndex.open(tmp_path / "text").search(Query(Everything())).total == 2


def test_a_second_writer_is_told_that_a_build_is_in_progress(tmp_path: Path) -> None:
    index = WhooshIndex.create(tmp_path / "text")
    with index.writer(), pytest.raises(BuildInProgress, match="text"), WhooshIndex.open(tmp_path / "text").writer():
        pass


def test_a_folder_without_an_index_is_not_ready(tmp_path: Path) -> None:
    with pytest.raises(IndexNotReady, match="no full text"):
        WhooshIndex.open(tmp_path)


def test_a_damaged_array_is_named(tmp_path: Path) -> None:
    _filled(WhooshIndex.create(tmp_path / "text"), [IMAGES])
    (path,) = (tmp_path / "text").glob("*.arrays")
    whole = path.read_bytes()
    for damaged in (b"", b"damaged", whole[:100], whole[:-100], whole.replace(b"<u4", b"<q9")):
        path.write_bytes(damaged)
        with pytest.raises(IndexNotReady, match="cannot be read"):
            WhooshIndex.open(tmp_path / "text")


def test_a_section_of_another_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="names the page"), WhooshIndex.create(tmp_path / "text").writer() as writer:
        writer.put(AnalyzedDocument("other:doc", "1", IMAGES.sections))
