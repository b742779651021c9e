"""Our engine beside others over the same words: latency by kind of query, and growth; without the extra `fast`, but for
the rows that name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.model import Document
from index.engines import compiled_loops
from index.engines.whoosh_index import WhooshIndex
from index.model import HitPage, Query
from index.ports import AnalyzedDocument, TextIndex
from index.query.ast import Node, Or, Term
from index.schema import TEXT_FIELDS
from tests.benchmarks import peers, queries, texts
from tests.benchmarks.minisearch import MiniSearch
from tests.benchmarks.queries import Asked
from tests.benchmarks.report import Row
from tests.benchmarks.timing import Times, side_by_side

#: Beyond this size the slow peers would take hours; the trial behind this project has their figures.
SLOW_PEERS_UP_TO = 10
_LEAST = {1: "≤ 1 ×", 10: "≤ 1.5 ×", 50: "≤ 2.5 ×"}


@dataclass(frozen=True, slots=True)
class Measured:
    """The rows of one size, and the p50 of word queries for the row about growth: ours and tantivy's."""

    rows: tuple[Row, ...]
    ours: float
    tantivy: float


def measure(documents: Sequence[Document], factor: int, folder: Path) -> Measured:
    """Builds all engines at one size and times them side by side."""
    index = WhooshIndex.create(folder / "ours")
    rows: list[peers.Row] = []
    with index.writer() as writer:
        for document in texts.scaled(documents, factor):
            writer.put(document)
            rows.extend(_peer_rows(document))
    tantivy = peers.Tantivy(rows, folder / "tantivy")
    size = f"×{factor}"
    words = queries.word_queries()
    with _without_fast():
        ours, plain, counted = _timed(
            words, _ask(index), lambda q: tantivy.words(q.terms), lambda q: tantivy.counted_words(q.terms)
        )
        found = [
            _against("words: p50 against tantivy-py", size, ours, plain, _LEAST.get(factor, ""), "≤ 1 ×"),
            _against("words: p50 against tantivy-py, which counts all hits too", size, ours, counted, "", ""),
            *_kinds(index, tantivy, size),
            *_others(rows, words, index, folder, factor),
        ]
    found.extend(_with_fast(index, tantivy, size))
    return Measured(tuple(found), ours.p50, plain.p50)


@contextmanager
def _without_fast() -> Iterator[None]:
    """One of the peers needs Numba, so that it cannot be left out of the whole process."""
    fast, compiled_loops.loops = compiled_loops.loops, compiled_loops.numpy_loops
    try:
        yield
    finally:
        compiled_loops.loops = fast


def _with_fast(index: TextIndex, tantivy: peers.Tantivy, size: str) -> Iterator[Row]:
    ours, theirs = _timed(queries.word_queries(), _ask(index), lambda q: tantivy.words(q.terms))
    yield _against("with `fast`: words: p50 against tantivy-py", size, ours, theirs, "≤ 0.7 ×", "≤ 0.4 ×")
    ours, theirs = _timed(queries.phrase_queries(), _ask(index), lambda q: tantivy.phrase(q.terms))
    yield _against("with `fast`: phrase: p50 against tantivy-py", size, ours, theirs, "", "")
    (ours,) = _timed(queries.substring_queries(), _ask(index))
    yield _against("with `fast`: substring: p50 against tantivy-py's phrases", size, ours, theirs, "", "")


def _peer_rows(document: AnalyzedDocument) -> Iterator[peers.Row]:
    for section in document.sections:
        field = {name: " ".join(terms) for name, terms in zip(TEXT_FIELDS, section.fields, strict=True)}
        body = " ".join(filter(None, (field["prose"], field["code"], field["table"])))
        yield peers.Row(section.id, field["title"], f"{field['path']} {field['heading']}", body)


def _ask(index: TextIndex) -> Callable[[Asked], HitPage]:
    return lambda asked: index.search(Query(asked.node))


def _timed(asked: Sequence[Asked], *rivals: Callable[[Asked], object]) -> list[Times]:
    def numbered(rival: Callable[[Asked], object]) -> Callable[[int], object]:
        return lambda number: rival(asked[number])

    return side_by_side([numbered(rival) for rival in rivals], len(asked))


def _against(what: str, size: str, ours: Times, theirs: Times, least: str, goal: str) -> Row:
    parts = f"{ours.p50 * 1000:.0f} / {theirs.p50 * 1000:.0f} µs (p95 {ours.p95 * 1000:.0f} / {theirs.p95 * 1000:.0f})"
    return Row(what, size, f"{ours.p50 / theirs.p50:.2f} ×", least, goal, parts)


def _kinds(index: TextIndex, tantivy: peers.Tantivy, size: str) -> Iterator[Row]:
    """Phrases, beginnings, mistyped words; substrings, which tantivy has not, beside its phrases."""
    ours, phrases = _timed(queries.phrase_queries(), _ask(index), lambda q: tantivy.phrase(q.terms))
    yield _against("phrase: p50 against tantivy-py", size, ours, phrases, "≤ 2 ×", "≤ 1 ×")
    ours, theirs = _timed(queries.prefix_queries(), _ask(index), lambda q: tantivy.prefix(q.terms))
    yield _against("prefix: p50 against tantivy-py", size, ours, theirs, "≤ 2 ×", "≤ 1 ×")
    words = [term for term in index.vocabulary() if term.isascii() and term.isalpha()]
    mistyped = queries.MISTYPED

    def repaired(number: int) -> HitPage:
        word, edits = mistyped[number]
        near = process.extract(word, words, scorer=OSA.distance, score_cutoff=edits, limit=10)
        node: Node = Or(tuple(Term(term) for term, _, _ in near))
        return index.search(Query(node))

    ours, theirs = side_by_side([repaired, lambda number: tantivy.mistyped(*mistyped[number])], len(mistyped))
    yield _against("mistyped: p50 against tantivy-py", size, ours, theirs, "≤ 2 ×", "≤ 1 ×")
    (ours,) = _timed(queries.substring_queries(), _ask(index))
    yield _against("substring: p50 against tantivy-py's phrases", size, ours, phrases, "≤ 2 ×", "≤ 1 ×")


def _others(
    rows: Sequence[peers.Row], words: Sequence[Asked], index: TextIndex, folder: Path, factor: int
) -> Iterator[Row]:
    """The other engines, for the view: no figure is asked of these."""
    makers: dict[str, Callable[[], peers.Ask]] = {
        "bm25s with Numba (one field)": lambda: peers.bm25s_numba(rows, folder / "bm25s"),
        "SQLite FTS5": lambda: peers.fts5(rows, folder / "fts5"),
    }
    if factor <= SLOW_PEERS_UP_TO:
        makers["plain Whoosh"] = lambda: peers.plain_whoosh(rows, folder / "whoosh")
    for name, make in makers.items():
        ask = make()
        ours, theirs = _timed(words, _ask(index), lambda q, ask=ask: ask(q.terms))  # type: ignore[misc] # ask is bound early
        yield _against(f"words: p50 against {name}", f"×{factor}", ours, theirs, "", "")
    if factor <= SLOW_PEERS_UP_TO and (mini := MiniSearch.start(rows, folder / "minisearch")):
        (ours,) = _timed(words, _ask(index))
        yield _against("words: p50 against MiniSearch (Node)", f"×{factor}", ours, mini.times(words), "", "")
