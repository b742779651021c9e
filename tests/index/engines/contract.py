"""What every engine must do; a test class an engine inherits from this one and says how to make an empty index."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import IndexNotReady
from index.model import FacetValue, Filters, HitPage, Query
from index.ports import AnalyzedDocument, AnalyzedSection, TextIndex
from index.query.ast import And, Best, Everything, Node, Not, Nothing, Or, Prefix, Substring, Term
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS


def section(
    name: str,
    heading: str = "",
    prose: str = "",
    code: str = "",
    *,
    tags: tuple[str, ...] = (),
    concepts: tuple[str, ...] = (),
    date: str = "",
) -> AnalyzedSection:
    """A section `page#place` whose words are parted by spaces; its source is what stands before the colon."""
    page = name.partition("#")[0]
    texts = {"heading": heading, "prose": prose, "code": code}
    return AnalyzedSection(
        id=name,
        page=page,
        source=page.partition(":")[0],
        tags=tags,
        concepts=concepts,
        date=date,
        fields=tuple(tuple(texts.get(field, "").split()) for field in TEXT_FIELDS),
        visible=tuple(texts.get(field, "") for field in VISIBLE_FIELDS),
    )


def document(*sections: AnalyzedSection, checksum: str = "1") -> AnalyzedDocument:
    """A document of these sections."""
    return AnalyzedDocument(sections[0].page, checksum, sections)


IMAGES = document(
    section("notes:image.md#L1", "镜像", "镜像 是 只读 模板", tags=("入门",), concepts=("image",), date="2019-12-04"),
    section("notes:image.md#L9", "分层", "镜像 由 层 构成", tags=("入门", "存储"), date="2019-12-04"),
)
CONTAINERS = document(
    section("tutorial:container.md#L1", "容器", "容器 由 镜像 创建 docker run", code="docker run -d nginx"),
    section("tutorial:container.md#L7", "停止 容器", "docker stop 停止 容器 ， 容器 不 删除", concepts=("container",)),
)


class EngineContract:
    """The contract. `engine` gives an empty index in a folder of its own."""

    def engine(self, folder: Path) -> TextIndex:
        """An empty index; the class of each engine's tests says which."""
        raise NotImplementedError  # each engine's test class has its own

    @pytest.fixture
    def empty(self, tmp_path: Path) -> TextIndex:
        return self.engine(tmp_path / "text")

    @pytest.fixture
    def index(self, empty: TextIndex) -> TextIndex:
        with empty.writer() as writer:
            writer.put(IMAGES)
            writer.put(CONTAINERS)
        return empty

    def test_an_empty_index_answers_with_nothing(self, empty: TextIndex) -> None:
        assert empty.search(Query(Everything(), facets=("source", "year"))) == HitPage(
            0, (), {"source": (), "year": ()}
        )
        assert dict(empty.document_checksums()) == {}
        assert len(empty.vocabulary()) == 0
        assert [list(row) for row in empty.scores([Term("镜像")], ["x"])] == [[0.0]]

    @pytest.mark.parametrize(
        ("node", "expected"),
        [
            (Term("docker"), {"container.md#L1", "container.md#L7"}),
            (Term("镜像", fields=("heading",)), {"image.md#L1"}),
            (Term("镜"), set()),
            (Prefix("镜"), {"image.md#L1", "image.md#L9", "container.md#L1"}),
            (Prefix("st"), {"container.md#L7"}),
            (Substring("由 镜像"), {"container.md#L1"}),
            (Substring("由  镜像"), {"container.md#L1"}),
            (Substring("ocker r"), {"container.md#L1"}),
            (Substring("ocker r", fields=("heading",)), set()),
            (Substring("，"), {"container.md#L7"}),
            (And((Term("容器"), Term("镜像"))), {"container.md#L1"}),
            (And((Term("镜像"), Not(Term("容器")))), {"image.md#L1", "image.md#L9"}),
            (Or((Term("分层"), Term("停止"))), {"image.md#L9", "container.md#L7"}),
            (Best((Term("分层"), Term("停止"))), {"image.md#L9", "container.md#L7"}),
            (Or((Term("分层"), Not(Term("镜像")))), {"image.md#L9", "container.md#L7"}),
            (Nothing(), set()),
            (And(()), {"image.md#L1", "image.md#L9", "container.md#L1", "container.md#L7"}),
            (Or(()), set()),
            (Best(()), set()),
        ],
    )
    def test_a_node_finds_just_the_sections_it_describes(
        self, index: TextIndex, node: Node, expected: set[str]
    ) -> None:
        page = index.search(Query(node, limit=50))
        assert {hit.section_id.partition(":")[2] for hit in page.hits} == expected
        assert page.total == len(expected)

    def test_equal_scores_come_by_section_id(self, index: TextIndex) -> None:
        page = index.search(Query(Everything()))
        names = [hit.section_id for hit in page.hits]
        assert names == sorted(names)
        assert {hit.score for hit in page.hits} == {0.0}

    def test_a_heading_counts_more_than_a_mention(self, index: TextIndex) -> None:
        assert index.search(Query(Term("镜像"))).hits[0].section_id == "notes:image.md#L1"

    def test_pages_of_the_ranking_join_without_gap(self, index: TextIndex) -> None:
        node = Or((Term("镜像"), Term("容器"), Term("docker")))
        whole = index.search(Query(node, limit=10)).hits
        parts = [index.search(Query(node, offset=offset, limit=1)).hits for offset in range(5)]
        assert [hit for part in parts for hit in part] == list(whole)

    def test_a_limit_of_nothing_still_counts(self, index: TextIndex) -> None:
        page = index.search(Query(Term("docker"), limit=0, facets=("source",)))
        assert page == HitPage(2, (), {"source": (FacetValue("tutorial", 2),)})

    @pytest.mark.parametrize(
        ("filters", "total"),
        [
            (Filters(source=("notes",)), 2),
            (Filters(source=("notes", "tutorial")), 4),
            (Filters(tag=("入门",), concept=("image",)), 1),
            (Filters(tag=("没有",)), 0),
        ],
    )
    def test_filters_are_or_inside_a_name_and_and_between(self, index: TextIndex, filters: Filters, total: int) -> None:
        assert index.search(Query(Everything(), filters)).total == total

    def test_facets_count_matches_most_frequent_first(self, index: TextIndex) -> None:
        facets = index.search(Query(Term("镜像"), facets=("tag", "year", "concept"))).facets
        assert facets["tag"] == (FacetValue("入门", 2), FacetValue("存储", 1))
        assert facets["year"] == (FacetValue("2019", 2),)
        assert facets["concept"] == (FacetValue("image", 1),)

    def test_a_page_lends_its_sections_a_share(self, index: TextIndex) -> None:
        plain = {hit.section_id: hit.score for hit in index.search(Query(Term("镜像"))).hits}
        lent = {hit.section_id: hit.score for hit in index.search(Query(Term("镜像"), page_boost=0.5)).hits}
        assert plain.keys() == lent.keys()
        assert all(lent[name] > plain[name] for name in plain)

    def test_scores_say_what_each_node_gives_each_section(self, index: TextIndex) -> None:
        nodes = [Term("镜像"), Substring("停止"), Best((Term("容器"), Prefix("do")), tie=0.2)]
        names = ["notes:image.md#L9", "tutorial:container.md#L7", "no:such#L1"]
        for node, row in zip(nodes, index.scores(nodes, names), strict=True):
            alone = {hit.section_id: hit.score for hit in index.search(Query(node)).hits}
            assert list(row) == pytest.approx([alone.get(name, 0.0) for name in names], rel=1e-6)

    def test_scores_of_what_was_just_found_are_those_of_any_sections(self, index: TextIndex) -> None:
        node = Or((Term("镜像"), Term("容器")))
        found = {hit.section_id: hit.score for hit in index.search(Query(node)).hits}
        for names in (list(found), list(reversed(found)), [*found, "no:such#L1"], list(found)[1:]):
            assert index.scores([node], names)[0].tolist() == pytest.approx([found.get(name, 0.0) for name in names])

    def test_putting_a_document_again_replaces_all_its_sections(self, index: TextIndex) -> None:
        changed = document(section("notes:image.md#L1", "仓库", "仓库 存放 镜像"), checksum="2")
        with index.writer() as writer:
            writer.put(changed)
        assert index.search(Query(Everything())).total == 3
        assert index.search(Query(Term("分层"))).total == 0
        assert dict(index.document_checksums()) == {"notes:image.md": "2", "tutorial:container.md": "1"}
        assert "分层" not in index.vocabulary()
        assert index.vocabulary()["镜像"] == 2

    def test_the_last_of_several_changes_to_a_document_counts(self, index: TextIndex) -> None:
        with index.writer() as writer:
            writer.put(document(section("new:a.md#L1", "甲"), section("new:a.md#L2", "乙")))
            writer.put(document(section("new:a.md#L1", "丙")))
            writer.put(document(section("new:b.md#L1", "丁")))
            writer.delete("new:b.md")
        assert [index.search(Query(Term(term))).total for term in "甲乙丙丁"] == [0, 0, 1, 0]
        assert "new:b.md" not in index.document_checksums()

    def test_deleting_an_unknown_document_changes_nothing(self, index: TextIndex) -> None:
        with index.writer() as writer:
            writer.delete("no:such.md")
        assert index.search(Query(Everything())).total == 4

    def test_a_document_without_sections_is_remembered(self, empty: TextIndex) -> None:
        with empty.writer() as writer:
            writer.put(AnalyzedDocument("a:empty.md", "7", ()))
        assert dict(empty.document_checksums()) == {"a:empty.md": "7"}
        assert empty.search(Query(Everything())).total == 0

    def test_nothing_changes_before_the_writer_ends(self, index: TextIndex) -> None:
        with index.writer() as writer:
            writer.delete("notes:image.md")
            assert index.search(Query(Everything())).total == 4
        assert index.search(Query(Everything())).total == 2

    def test_an_error_in_the_writer_leaves_everything_as_it_was(self, index: TextIndex) -> None:
        def stopped() -> None:
            with index.writer() as writer:
                writer.delete("notes:image.md")
                raise RuntimeError("stop")

        with pytest.raises(RuntimeError, match="stop"):
            stopped()
        assert index.search(Query(Everything())).total == 4
        with index.writer() as writer:
            writer.delete("notes:image.md")
        assert index.search(Query(Everything())).total == 2
        assert list(index.document_checksums()) == ["tutorial:container.md"]

    def test_the_vocabulary_is_sorted_and_counts_sections(self, index: TextIndex) -> None:
        vocabulary = index.vocabulary()
        assert vocabulary["容器"] == 2
        assert vocabulary["docker"] == 2
        assert "没有" not in vocabulary
        assert set(vocabulary) >= {"镜像", "nginx"}

    @pytest.mark.parametrize("text", ["\ud800", "\x00", "", " ", "\ufffe", "a" * 300, "镜" * 300, "((", "\u202e镜像"])
    def test_no_text_raises(self, index: TextIndex, text: str) -> None:
        node = Or((Term(text), Prefix(text), Substring(text), Substring(text, fields=("prose",))))
        assert index.search(Query(node, page_boost=0.3)).total >= 0

    def test_a_closed_index_is_not_ready(self, index: TextIndex) -> None:
        index.close()
        with pytest.raises(IndexNotReady):
            index.search(Query(Everything()))
