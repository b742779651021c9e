"""Engines that people would pick instead, on the same sections and queries.

Each gets title, breadcrumbs, heading and text of every section, in the fields and with the weights that its manual
would suggest, and our judgments. FTS5 and tantivy get our words too, so that the tokeniser makes no difference.
"""

from __future__ import annotations

import html
import json
import logging
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import jieba
import tantivy
from jieba.analyse import ChineseAnalyzer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup

from corpus.model import Section
from index.analysis.analyzer import terms
from index.evaluation import Place
from service.library import Opened
from tests.relevance.corpora import DEPTH

Rank = Callable[[str], Sequence[Place]]

PAGEFIND = "pagefind@1.6.0"
#: Title, breadcrumbs, heading, text.
FIELDS = ("title", "path", "heading", "text")
WEIGHTS = (2.0, 1.0, 3.0, 1.0)


def all_baselines(library: Opened, sections: Sequence[Section], queries: Sequence[str]) -> Iterator[tuple[str, Rank]]:
    """Name and ranking of each; one that cannot be had is left out with a line that says why."""
    titles = {document.id: document.title for document in library.store.documents()}
    rows = [(titles[s.document_id], " ".join(s.breadcrumbs), s.heading, s.text) for s in sections]
    places = [Place(s.document_id.partition(":")[2], s.heading, s.line) for s in sections]
    yield "SQLite FTS5, trigram", fts5_trigram(rows, places)
    yield "SQLite FTS5, our words", fts5_words(rows, places)
    yield "tantivy, our words", tantivy_words(rows, places)
    yield "Whoosh, jieba's ChineseAnalyzer", whoosh_jieba(rows, places)
    try:
        yield "Pagefind 1.6", pagefind(rows, places, queries)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"\nPagefind is left out: {error}")


def fts5_trigram(rows: Sequence[Sequence[str]], places: Sequence[Place]) -> Rank:
    """FTS5 with its trigram tokeniser: the query's words of three and more characters, any of them."""
    connection = _fts5(rows, "trigram")

    def rank(query: str) -> Sequence[Place]:
        words = [word for word in re.findall(r"\w+", query) if len(word) >= 3]
        wanted = [word[place : place + 3] for word in words for place in range(len(word) - 2)]
        return _matching(connection, wanted, places)

    return rank


def fts5_words(rows: Sequence[Sequence[str]], places: Sequence[Place]) -> Rank:
    """FTS5 over our own words, each written so that unicode61 takes it as one."""
    connection = _fts5([[" ".join(map(_plain, terms(text))) for text in row] for row in rows], "unicode61")

    def rank(query: str) -> Sequence[Place]:
        return _matching(connection, [_plain(term) for term in terms(query)], places)

    return rank


def _fts5(rows: Sequence[Sequence[str]], tokenizer: str) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE sections USING fts5({', '.join(FIELDS)}, tokenize='{tokenizer}')")
    connection.executemany("INSERT INTO sections VALUES (?, ?, ?, ?)", rows)
    return connection


def _matching(connection: sqlite3.Connection, words: Sequence[str], places: Sequence[Place]) -> Sequence[Place]:
    if not words:
        return []
    query = " OR ".join('"' + word.replace('"', '""') + '"' for word in dict.fromkeys(words))
    found = connection.execute(
        "SELECT rowid FROM sections WHERE sections MATCH ? ORDER BY bm25(sections, ?, ?, ?, ?), rowid LIMIT ?",
        (query, *WEIGHTS, DEPTH),
    )
    return [places[row - 1] for (row,) in found]


def _plain(term: str) -> str:
    """A term as letters and digits alone, which no tokeniser takes apart."""
    return "".join(c if c.isalnum() else f"x{ord(c):x}x" for c in term)


def tantivy_words(rows: Sequence[Sequence[str]], places: Sequence[Place]) -> Rank:
    """tantivy over our own words, a field each, boosted."""
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace")
    builder.add_integer_field("number", stored=True)
    index = tantivy.Index(builder.build())
    index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    writer = index.writer(num_threads=1)
    for number, row in enumerate(rows):
        texts = {field: " ".join(terms(text)) for field, text in zip(FIELDS, row, strict=True)}
        writer.add_document(tantivy.Document(number=number, **texts))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    wanted = tantivy.Query.term_query

    def rank(query: str) -> Sequence[Place]:
        parts = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(wanted(index.schema, field, term), weight))
            for term in dict.fromkeys(terms(query))
            for field, weight in zip(FIELDS, WEIGHTS, strict=True)
        ]
        found = searcher.search(tantivy.Query.boolean_query(parts), DEPTH).hits if parts else []
        return [places[searcher.doc(address)["number"][0]] for _, address in found]

    return rank


def whoosh_jieba(rows: Sequence[Sequence[str]], places: Sequence[Place]) -> Rank:
    """Whoosh as its users set it up for Chinese: jieba's analyzer, a field each, any word."""
    jieba.setLogLevel(logging.WARNING)
    analyzer = ChineseAnalyzer()
    schema = Schema(
        number=STORED,
        **{field: TEXT(analyzer=analyzer, field_boost=weight) for field, weight in zip(FIELDS, WEIGHTS, strict=True)},
    )
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for number, row in enumerate(rows):
        writer.add_document(number=number, **dict(zip(FIELDS, row, strict=True)))
    writer.commit()
    parser = MultifieldParser(list(FIELDS), schema, group=OrGroup)
    searcher = index.searcher()

    def rank(query: str) -> Sequence[Place]:
        hits = searcher.search(parser.parse(query), limit=DEPTH, optimize=False)
        return [places[hit["number"]] for hit in hits]

    return rank


def pagefind(rows: Sequence[Sequence[str]], places: Sequence[Place], queries: Sequence[str]) -> Rank:
    """Pagefind from npm, a page a section; all queries are asked at once, in Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise OSError("Node and npm are not here")
    pages = [{"url": f"/{number}.html", "html": _page(*row)} for number, row in enumerate(rows)]
    asked = json.dumps({"pages": pages, "queries": list(queries), "depth": DEPTH})
    with TemporaryDirectory(prefix="pagefind-") as folder:
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, PAGEFIND]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
        script = Path(__file__).with_name("pagefind_search.mjs")
        answer = subprocess.run(
            [node, script, folder, folder], input=asked, check=True, capture_output=True, text=True, timeout=600
        )
    found: dict[str, list[str]] = json.loads(answer.stdout)
    return lambda query: [places[int(url.strip("/").removesuffix(".html"))] for url in found[query]]


def _page(title: str, path: str, heading: str, text: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in (title, path, text))
    body = f"<h1>{html.escape(heading or title)}</h1>{paragraphs}"
    return f"<html lang=zh-cn><head><title>{html.escape(title)}</title></head><body>{body}</body></html>"
