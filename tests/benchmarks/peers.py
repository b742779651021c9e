"""The engines people would pick instead, each over the same terms in three fields: title, headings, body."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import tantivy
from whoosh import query as whoosh_query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in

Ask = Callable[[tuple[str, ...]], list[str]]
BOOSTS = {"title": 3.0, "headings": 1.5, "body": 1.0}


@dataclass(frozen=True, slots=True)
class Row:
    """A section for the peers: terms joined by spaces."""

    id: str
    title: str
    headings: str
    body: str


class Tantivy:
    """tantivy-py, pre-tokenised; `ids` asks for ten ids, with or without the number of all hits."""

    def __init__(self, rows: Sequence[Row], folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in BOOSTS:
            builder.add_text_field(name, stored=False, tokenizer_name="spaces")
        self._schema = builder.build()
        folder.mkdir(parents=True)
        index = tantivy.Index(self._schema, path=str(folder))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("spaces", spaces)
        writer = index.writer(heap_size=100_000_000, num_threads=1)
        for row in rows:
            writer.add_document(tantivy.Document(id=row.id, title=row.title, headings=row.headings, body=row.body))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def _ids(self, query: Any, count: bool) -> list[str]:
        searcher = self._searcher
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, 10, count=count).hits]

    def words(self, terms: tuple[str, ...], count: bool = False) -> list[str]:
        """Any of the terms in any field."""
        parts = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term, "freq"), boost),
            )
            for term in terms
            for field, boost in BOOSTS.items()
        ]
        return self._ids(tantivy.Query.boolean_query(parts), count)

    def counted_words(self, terms: tuple[str, ...]) -> list[str]:
        """The same, and how many sections match in all, which our engine always tells."""
        return self.words(terms, count=True)

    def phrase(self, terms: tuple[str, ...]) -> list[str]:
        """The terms in a row."""
        if len(terms) == 1:
            return self._ids(tantivy.Query.term_query(self._schema, "body", terms[0]), True)
        return self._ids(tantivy.Query.phrase_query(self._schema, "body", list(terms)), True)

    def prefix(self, terms: tuple[str, ...]) -> list[str]:
        """Words with a beginning."""
        return self._ids(tantivy.Query.regex_query(self._schema, "body", f"{terms[0]}.*"), True)

    def mistyped(self, word: str, edits: int) -> list[str]:
        """Words that come near."""
        return self._ids(tantivy.Query.fuzzy_term_query(self._schema, "body", word, edits), True)


def fts5(rows: Sequence[Row], folder: Path) -> Ask:
    """SQLite's full-text search with bm25()."""
    folder.mkdir(parents=True)
    base = sqlite3.connect(folder / "fts5.sqlite")
    spaces = "tokenize=\"unicode61 tokenchars '-._/+#'\""
    base.execute(f"create virtual table t using fts5(id unindexed, title, headings, body, {spaces})")
    base.executemany("insert into t values (?, ?, ?, ?)", [(r.id, r.title, r.headings, r.body) for r in rows])
    base.execute("insert into t(t) values ('optimize')")
    base.commit()

    def ask(terms: tuple[str, ...]) -> list[str]:
        wanted = " OR ".join(f'"{term}"' for term in terms)
        found = base.execute("select id from t where t match ? order by bm25(t, 0, 3, 1.5, 1) limit 10", (wanted,))
        return [name for (name,) in found]

    return ask


def bm25s_numba(rows: Sequence[Row], folder: Path) -> Ask:
    """bm25s with its Numba back end, all in one field: it knows no others."""
    retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.75, backend="numba")
    retriever.index([f"{r.title} {r.headings} {r.body}".split() for r in rows], show_progress=False)
    known = set(retriever.vocab_dict)
    names = [row.id for row in rows]

    def ask(terms: tuple[str, ...]) -> list[str]:
        wanted = [term for term in terms if term in known]
        if not wanted:
            return []
        places = retriever.retrieve([wanted], k=min(10, len(names)), show_progress=False, n_threads=0)[0][0]
        return [names[place] for place in places]

    return ask


def plain_whoosh(rows: Sequence[Row], folder: Path) -> Ask:
    """Whoosh as it comes, with its own codec and scorer."""
    folder.mkdir(parents=True)
    text = {name: TEXT(analyzer=SpaceSeparatedTokenizer(), field_boost=boost) for name, boost in BOOSTS.items()}
    index = create_in(str(folder), Schema(id=ID(stored=True), **text))
    writer = index.writer(limitmb=256)
    for row in rows:
        writer.add_document(id=row.id, title=row.title, headings=row.headings, body=row.body)
    writer.commit()
    searcher = index.searcher()

    def ask(terms: tuple[str, ...]) -> list[str]:
        query = whoosh_query.Or([whoosh_query.Term(field, term) for term in terms for field in BOOSTS])
        return [hit["id"] for hit in searcher.search(query, limit=10)]

    return ask
