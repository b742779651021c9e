"""The document store gives back what was put into it, fast, from many threads, and refuses what it did not write."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import StoreDamaged
from corpus.model import Block, BlockKind, Document, Link, Section, Source, Span
from corpus.problems import Problem
from corpus.store import SCHEMA_VERSION, DocumentStore
from corpus.store_codec import decode_lines, encode_lines

BLOCK = Block(
    BlockKind.TABLE,
    "短 ID | docker rmi\n长 ID | x" * 40,
    8,
    (9, *range(11, 51)),
    (Span(7, 17),),
    (Span(0, 1), Span(3, 4)),
    (Link("镜像", "a.md#b", 9),),
    "bash",
)


def section(document: str, ordinal: int, *blocks: Block) -> Section:
    line = 10 * ordinal + 1
    heading = f"标题 {ordinal}"
    return Section(f"{document}#L{line}", document, 2, heading, ("章", "节"), f"a-{ordinal}", line, ordinal, blocks)


def document(path: str = "a.md", order: int = 0, sections: int = 2, source: str = "s") -> Document:
    identity = f"{source}:{path}"
    made = tuple(
        section(identity, ordinal, BLOCK, Block(BlockKind.PROSE, "文", 3, (3,))) for ordinal in range(sections)
    )
    return Document(
        identity, source, path, "题", "https://a.b/", "zh", date(2019, 12, 4), ("docker",), "sum", made, order,
        ("line 3: …",), ("# 一", "", "文"),
    )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


def filled(path: Path, *documents: Document) -> DocumentStore:
    with DocumentStore(path, writable=True) as store:
        for each in documents:
            store.put(each)
    return DocumentStore(path)


def test_a_document_comes_back_as_it_was_put(path: Path) -> None:
    with filled(path, document()) as store:
        assert store.document("s:a.md") == document()
        assert store.document("s:none.md") is None


def test_documents_come_in_reading_order(path: Path) -> None:
    with filled(
        path, document("c.md", 1), document("b.md", 2), document("a.md", 2), document("z.md", source="r")
    ) as store:
        assert store.document_ids() == ("r:z.md", "s:c.md", "s:a.md", "s:b.md")
        assert [each.id for each in store.documents()] == list(store.document_ids())


def test_sections_come_in_the_order_asked_without_the_unknown(path: Path) -> None:
    with filled(path, document()) as store:
        asked = ["s:a.md#L11", "s:x.md#L1", "s:a.md#L1"]
        assert [found.id for found in store.sections(asked)] == ["s:a.md#L11", "s:a.md#L1"]
        assert [found.id for found in store.section_documents(asked)] == ["s:a.md", "s:a.md"]
        assert store.section_documents(asked)[0].sections == ()
        assert store.section("s:a.md#L1") == document().sections[0]
        assert store.section("nothing") is None
        assert store.sections([]) == []


def test_putting_again_replaces_all_sections(path: Path) -> None:
    with filled(path, document(sections=5), document(sections=1)) as store:
        assert store.counts() == {"documents": 1, "sections": 1}


def test_deleting_takes_all_of_a_document_and_forgives_an_unknown_id(path: Path) -> None:
    filled(path, document(), document("b.md")).close()
    with DocumentStore(path, writable=True) as store:
        store.delete("s:a.md")
        store.delete("s:unknown.md")
    with DocumentStore(path) as store:
        assert store.checksums() == {"s:b.md": "sum"}
        assert store.section("s:a.md#L1") is None


def test_neighbours_reach_across_the_pages_of_a_source(path: Path) -> None:
    documents = (
        document("a.md", 1),
        document("empty.md", 2, sections=0),
        document("b.md", 3),
        document("c.md", source="t"),
    )
    with filled(path, *documents) as store:

        def beside(identity: str) -> list[str | None]:
            return [found.id if found else None for found in store.neighbours(identity)]

        assert beside("s:a.md#L1") == [None, "s:a.md#L11"]
        assert beside("s:a.md#L11") == ["s:a.md#L1", "s:b.md#L1"]
        assert beside("s:b.md#L1") == ["s:a.md#L11", "s:b.md#L11"]
        assert beside("s:b.md#L11") == ["s:b.md#L1", None]
        assert beside("t:c.md#L1") == [None, "t:c.md#L11"]
        assert beside("unknown") == [None, None]


def test_sources_and_problems_are_noted_once(path: Path) -> None:
    source = Source("s", "git", "gitbook", "https://a.b/", "33bca8")
    problem = Problem("s", "a.md", 3, "broken link: b.md is not there")
    with DocumentStore(path, writable=True) as store:
        store.put_source(source)
        store.put_source(source)
        store.put_problems([problem, problem])
        store.put_problems([problem])
    with DocumentStore(path) as store:
        assert store.sources() == (source,)
        assert store.problems() == (problem,)


def test_nothing_lasts_of_what_failed_half_way(path: Path) -> None:
    filled(path, document()).close()
    with contextlib.suppress(RuntimeError), DocumentStore(path, writable=True) as store:
        store.put(document("b.md"))
        raise RuntimeError
    with DocumentStore(path) as store:
        assert store.document_ids() == ("s:a.md",)


def test_closing_leaves_one_file_and_reading_never_touches_it(path: Path) -> None:
    filled(path, document()).close()
    before = path.read_bytes()
    path.chmod(0o444)
    with DocumentStore(path) as store:
        assert list(store.documents()) == [document()]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            store.put(document("b.md"))
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == before


def test_many_threads_read_at_a_time(path: Path) -> None:
    documents = [document(f"{number}.md") for number in range(20)]
    failures: list[object] = []

    def read(store: DocumentStore) -> None:
        for each in documents:
            if store.document(each.id) != each:
                failures.append(each.id)

    with filled(path, *documents) as store:
        threads = [threading.Thread(target=read, args=(store,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []


def test_a_closed_store_says_so(path: Path) -> None:
    store = filled(path, document())
    store.close()
    store.close()
    with pytest.raises(StoreDamaged, match="closed"):
        store.counts()


def test_a_missing_file_is_no_empty_store(path: Path) -> None:
    with pytest.raises(StoreDamaged, match="no such document store"):
        DocumentStore(path)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 200])
def test_another_file_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        DocumentStore(path)


def test_a_truncated_file_is_refused(path: Path) -> None:
    filled(path, *(document(f"{number}.md", sections=9) for number in range(30))).close()
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(StoreDamaged), DocumentStore(path) as store:
        list(store.documents())


@pytest.mark.parametrize(("version", "age"), [(SCHEMA_VERSION + 1, "a newer"), (SCHEMA_VERSION - 1, "another")])
def test_a_store_of_another_version_is_refused_never_misread(path: Path, version: int, age: str) -> None:
    filled(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()
    for writable in (True, False):
        with pytest.raises(StoreDamaged, match=age):
            DocumentStore(path, writable=writable)


def test_altered_bytes_of_a_section_are_noticed(path: Path) -> None:
    filled(path, document()).close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE sections SET data = CAST(x'0199' || substr(data, 3) AS BLOB)")
    connection.commit()
    connection.close()
    with DocumentStore(path) as store, pytest.raises(StoreDamaged, match=r"s:a\.md#L1 is not what was written"):
        store.section("s:a.md#L1")


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(deadline=None, max_examples=60)
@given(texts, texts, st.lists(st.tuples(texts, st.integers(1, 9)), max_size=3))
def test_any_text_survives_the_store(
    tmp_path_factory: pytest.TempPathFactory, title: str, text: str, links: list[tuple[str, int]]
) -> None:
    identity = "s:a.md"
    made = Block(
        BlockKind.QUOTE, text, 1, tuple(range(2, 3 + text.count("\n"))), links=tuple(Link(t, t, n) for t, n in links)
    )
    put = Document(
        identity, "s", "a.md", title, "", "", None, (title,), "c", (section(identity, 0, made),), 0, (text,), (text,)
    )
    with filled(tmp_path_factory.mktemp("store") / "s.sqlite", put) as store:
        found = store.document(identity)
    assert found is not None
    assert found.sections == put.sections
    assert (found.title, found.tags, found.warnings) == (title, (title,), (text,))


@given(
    lines=st.lists(st.text(st.characters(), max_size=40), min_size=1, max_size=40),
    known=st.lists(st.binary(max_size=80), max_size=4),
    times=st.sampled_from([1, 2, 300]),
)
def test_lines_of_any_text_and_length_come_back(lines: list[str], known: list[bytes], times: int) -> None:
    kept = tuple("\n".join(lines * times).split("\n"))
    sections = [data * times for data in known]
    assert decode_lines(encode_lines(kept, sections), sections) == kept


def test_a_store_that_is_continued_keeps_its_dictionary_and_what_waits_can_be_replaced(path: Path) -> None:
    with DocumentStore(path, writable=True) as store:
        store.put(document("a.md", sections=3))
        store.put(document("a.md", sections=1))
        store.put(document("b.md", 1))
        store.delete("s:b.md")
    with DocumentStore(path, writable=True) as store:
        store.put(document("c.md", 2, sections=2))
        assert [page.id for page in store.documents()] == ["s:a.md", "s:c.md"]
    with DocumentStore(path) as store:
        assert store.counts() == {"documents": 2, "sections": 3}
        assert store.document("s:c.md") == document("c.md", 2, sections=2)


@pytest.mark.parametrize("name", ["s:a.md#L01", "s:a.md#L-1", "s:a.md#L", "s:a.md", "#L1", "s:a.md#L99999999999", ""])
def test_what_only_looks_like_a_section_is_none(path: Path, name: str) -> None:
    with filled(path, document()) as store:
        assert store.section(name) is None
        assert store.section_documents([name, "s:a.md#L1"]) == store.section_documents(["s:a.md#L1"])
