"""Restoring a generation from a backup: store and graph as they were, the text index made anew from the store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.model import Document, Source
from corpus.problems import Problem
from corpus.store import DocumentStore
from index.archive import Archive, Limits, open_archive
from index.assembly import GRAPH, PIECE, SEARCH, STORE, TEXT, EngineFactory, Progress, silent
from index.backup import CONCEPTS, DOCUMENTS, PROBLEMS
from index.build import BuildReport
from index.document_work import AnalysisWork, load
from index.durable import telling
from index.generations import Generations
from index.graph.store import ConceptGraph
from index.named_concepts import live_concepts
from index.plain_data import from_plain
from index.plan import corpus_sha256
from index.processes import Crew, crew, worth
from index.search_files import Learning, spelt, work_left, write_search_files


def restore(
    generations: Generations,
    archive: Path,
    *,
    engine: EngineFactory,
    progress: Progress | None = None,
    processes: int | Crew | None = None,
    limits: Limits | None = None,
) -> BuildReport:
    """Makes the generation of a backup current, under a new id, after all of it was verified.

    Raises `StoreDamaged` naming what is wrong with the archive, `BuildInProgress`, `DataFolderUnusable`; then the
    generation that served still does.
    """
    started = time.monotonic()
    with telling(archive), open_archive(archive, limits) as opened, generations.begin() as builder:
        problems = _store(opened, builder.folder / STORE)
        graph = _graph(opened, builder.folder / GRAPH)
        with crew(processes, load) as workers:
            _text(builder.folder, graph, engine, progress or silent, workers)
        details = _details(builder.folder, graph, opened)
        generation_id = builder.commit({**details, "seconds": round(time.monotonic() - started, 3)})
    return BuildReport(
        generation=generation_id,
        changed=True,
        documents=details["documents"],
        sections=details["sections"],
        concepts=details["concepts"],
        relations=details["relations"],
        read=0,
        reused=details["documents"],
        removed=0,
        seconds=round(time.monotonic() - started, 3),
        problems=tuple(problems),
    )


def _store(archive: Archive, path: Path) -> list[Problem]:
    problems = [from_plain(Problem, value) for value in archive.values(PROBLEMS)]
    sources = archive.about.get("sources")
    if not isinstance(sources, list):
        raise archive.refused("it does not name its sources")
    seen = set[str]()
    with DocumentStore(path, writable=True) as store:
        for source in sources:
            store.put_source(from_plain(Source, source))
        store.put_problems(problems)
        for document in _documents(archive):
            if document.id in seen:
                raise archive.refused(f"document {document.id[:100]!r} stands in it twice")
            seen.add(document.id)
            store.put(document)
    return problems


def _documents(archive: Archive) -> Iterator[Document]:
    for value in archive.values(DOCUMENTS):
        document = from_plain(Document, value)
        if wrong := _inconsistency(document):
            raise archive.refused(f"document {document.id[:100]!r}: {wrong}")
        yield document


def _inconsistency(document: Document) -> str:
    if document.id != f"{document.source}:{document.path}":
        return "its id does not name its source and path"
    for ordinal, section in enumerate(document.sections):
        if section.document_id != document.id or section.id != f"{document.id}#L{section.line}":
            return f"section {section.id[:100]!r} does not belong to it"
        if section.ordinal != ordinal:
            return f"section {section.id[:100]!r} is out of order"
        for block in section.blocks:
            spans = (*block.code_spans, *block.bold_spans)
            if any(not 0 <= span.start <= span.end <= len(block.text) for span in spans):
                return f"a run of section {section.id[:100]!r} lies outside its text"
    return ""


def _graph(archive: Archive, folder: Path) -> ConceptGraph:
    if CONCEPTS not in archive.names:
        raise archive.refused("it holds no concept graph")
    graph = ConceptGraph.from_json(archive.read(CONCEPTS))
    graph.save(folder)
    return graph


def _text(folder: Path, graph: ConceptGraph, engine: EngineFactory, progress: Progress, workers: Crew) -> None:
    with DocumentStore(folder / STORE) as store:
        ids = store.document_ids()
    work = AnalysisWork(folder / STORE, graph.about)
    learning = Learning()
    with closing(engine.create(folder / TEXT)) as index, index.writer() as writer:
        for done, analyzed in enumerate(worth(workers, len(ids)).run_ordered(work, ids, PIECE), 1):
            writer.put(analyzed)
            learning.add(analyzed)
            progress("reading", done, len(ids))
    with DocumentStore(folder / STORE) as store:
        learnt, headings = learning.learnt(), list(store.headings())
        learnt = spelt(learnt, work_left(folder / SEARCH, learnt, headings)())
        write_search_files(folder / SEARCH, learnt, headings, live_concepts(graph))


def _details(folder: Path, graph: ConceptGraph, archive: Archive) -> dict[str, Any]:
    with DocumentStore(folder / STORE) as store:
        return {
            **store.counts(),
            "concepts": len(graph.concepts),
            "relations": len(graph.relations),
            "sources": [asdict(source) for source in store.sources()],
            "corpus_sha256": corpus_sha256(store.checksums()),
            "problems": len(store.problems()),
            "read": 0,
            "fingerprint": "restored",
            "continued": 0,
            "restored_from": str(archive.about.get("generation"))[:100],
        }
