"""Whoosh itself reads what the embedded engine writes, and finds the same sections."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from whoosh import query as whoosh
from whoosh.index import open_dir
from whoosh.scoring import TF_IDF, Frequency
from whoosh.writing import IndexingError

from index.engines.whoosh_codec import ArraysCodec
from index.engines.whoosh_index import WhooshIndex
from index.model import Query
from index.ports import AnalyzedDocument
from index.query.ast import And, Node, Not, Or, Prefix, Term
from index.schema import TEXT_FIELDS
from tests.index.engines import drawn
from tests.index.engines.contract import CONTAINERS, IMAGES


def _filled(folder: Path, *documents: AnalyzedDocument) -> WhooshIndex:
    index = WhooshIndex.create(folder)
    with index.writer() as writer:
        for document in documents:
            writer.put(document)
    return index


def _by_whoosh(folder: Path, query: whoosh.Query) -> list[str]:
    with open_dir(str(folder)).searcher() as searcher:
        return sorted(hit["id"] for hit in searcher.search(query, limit=None))


def _in_fields(make: type[whoosh.Term], text: str) -> whoosh.Query:
    return whoosh.Or([make(field, text) for field in TEXT_FIELDS])


@settings(max_examples=60, deadline=None)
@given(documents=drawn.corpora)
def test_whoosh_finds_the_sections_that_the_compiled_arrays_find(documents: list[AnalyzedDocument]) -> None:
    run, wide, docker, accented = (_in_fields(whoosh.Term, term) for term in ("run", "𠮷", "docker", "é"))
    pairs: list[tuple[whoosh.Query, Node]] = [
        (docker, Term("docker")),
        (whoosh.Term("heading", "镜像"), Term("镜像", fields=("heading",))),
        (_in_fields(whoosh.Prefix, "dock"), Prefix("dock")),
        (whoosh.And([run, wide]), And((Term("run"), Term("𠮷")))),
        (whoosh.Or([accented, whoosh.Term("prose", "镜")]), Or((Term("é"), Term("镜", fields=("prose",))))),
        (whoosh.And([docker, whoosh.Not(run)]), And((Term("docker"), Not(Term("run"))))),
    ]
    with TemporaryDirectory() as folder:
        index = _filled(Path(folder), *documents)
        for asked, node in pairs:
            expected = sorted(hit.section_id for hit in index.search(Query(node, limit=99)).hits)
            assert _by_whoosh(Path(folder), asked) == expected


@pytest.mark.parametrize(
    ("field", "value", "total"),
    [("page", IMAGES.id, 2), ("source", "notes", 2), ("tag", "存储", 1), ("concept", "container", 1)],
)
def test_whoosh_finds_sections_by_what_they_are_filtered_by(tmp_path: Path, field: str, value: str, total: int) -> None:
    _filled(tmp_path, IMAGES, CONTAINERS)
    assert len(_by_whoosh(tmp_path, whoosh.Term(field, value))) == total


def test_whoosh_scores_by_the_frequencies_it_reads(tmp_path: Path) -> None:
    _filled(tmp_path, IMAGES, CONTAINERS)
    with open_dir(str(tmp_path)).searcher(weighting=Frequency()) as searcher:
        (best, *_), terms = searcher.search(whoosh.Term("prose", "容器")), list(searcher.lexicon("prose"))
        assert (best["id"], best.score) == ("tutorial:container.md#L7", 2.0)
        assert terms == sorted(terms)
        assert searcher.reader().term_info("prose", "容器").doc_frequency() == 2
    with open_dir(str(tmp_path)).searcher(weighting=TF_IDF()) as searcher:
        assert len(searcher.search(whoosh.Every())) == 4


def test_whoosh_expands_mistyped_words_over_the_terms(tmp_path: Path) -> None:
    _filled(tmp_path, CONTAINERS)
    assert len(_by_whoosh(tmp_path, whoosh.FuzzyTerm("prose", "dokcer", maxdist=2))) == 2


def test_a_writer_of_whooshs_own_is_refused(tmp_path: Path) -> None:
    _filled(tmp_path, IMAGES)
    with pytest.raises(IndexingError, match="are written through"):
        open_dir(str(tmp_path)).writer(codec=ArraysCodec())
