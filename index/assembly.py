"""The contents of one generation, made in its folder: store, evidence, full text, graph, and what search needs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from itertools import chain
from operator import call
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from corpus.model import Source
from corpus.problems import Problem
from corpus.sources import DocumentSource
from corpus.store import DocumentStore
from index.document_work import AnalysisWork, DocumentWork, Task, Work, WorkedDocument, batches
from index.evidence_store import EvidenceStore
from index.fingerprint import fingerprint
from index.generations import Whole
from index.graph.curation import load_curation
from index.graph.vocabulary import Vocabulary, load_vocabulary
from index.graph_work import BuiltGraph, GraphWork, save_last
from index.plan import Plan, corpus_sha256, make_plan, part_of, standing_problems
from index.processes import Crew, worth

if TYPE_CHECKING:
    from index.ports import IndexWriter, TextIndex
    from index.search_files import Collecting, Learning, Learnt

STORE, EVIDENCE = "store.sqlite", "evidence.sqlite"
TEXT, GRAPH, SEARCH = "text", "graph", "search"
#: Stored documents are analysed so many at a time.
PIECE = 2
#: The share of documents that may change before what is learnt from all of them together is learnt anew.
MOST_DRIFT = 0.05

Progress = Callable[[str, int, int], None]
"""Told the stage (`reading`, `writing`, `graph`, `search`), how much of it is done, and of how much."""


def silent(stage: str, done: int, total: int) -> None:
    """A `Progress` that reports to nobody."""


class EngineFactory(Protocol):
    """Makes the full-text index of a generation in a folder, or opens a copied one to continue it."""

    def create(self, folder: Path) -> TextIndex:
        """An empty index in a folder that is not there yet."""

    def open(self, folder: Path) -> TextIndex:
        """The index in a folder."""


class SharedWork(Protocol):
    """Where several builders leave what they made of documents; each piece is under a name that tells its content."""

    def around(self, work: DocumentWork, name: str, checksums: Mapping[str, str]) -> Work:
        """The work, taken over where it was left under `name` and the document's checksum; must pickle."""

    def put(self, worked: Iterable[WorkedDocument], name: str) -> int:
        """Leaves what was made; how many documents that was."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a generation is made with beside documents: the engine, and the files of vocabulary and curation.

    `shared` is where other builders may have left part of the work.
    """

    engine: EngineFactory
    vocabulary: Path | None = None
    curation: Path | None = None
    shared: SharedWork | None = None

    def fingerprint(self) -> str:
        """Differs wherever the same documents would give another index or graph."""
        name = getattr(self.engine, "__qualname__", type(self.engine).__qualname__)
        return fingerprint((self.vocabulary, self.curation), name)


class Assembly:
    """Makes a generation's files in `folder`; with `base`, by taking over what did not change."""

    def __init__(
        self, sources: Sequence[DocumentSource], recipe: Recipe, folder: Path, base: Whole | None, progress: Progress
    ) -> None:
        self._sources = {source.source.name: source for source in sources}
        self._recipe = recipe
        self._folder = folder
        self._base = base
        self._progress = progress
        self._noted: Sequence[Problem] = ()
        self._kept_sources: Sequence[Source] = ()
        before: Mapping[str, str] = {}
        if base:
            with DocumentStore(base.folder / STORE) as store:
                before, self._kept_sources, self._noted = store.checksums(), store.sources(), store.problems()
        self._before = frozenset(before)
        self.plan: Plan = make_plan(sources, before)
        self.problems: Sequence[Problem] = self._noted

    def is_idle(self) -> bool:
        """Whether `base` already is what would be made."""
        return self._base is not None and self.plan.is_idle(self._kept_sources)

    def run(self, workers: Crew) -> dict[str, Any]:
        """Makes all files and returns what the manifest says of them."""
        curation = load_curation(self._recipe.curation)
        vocabulary = curation.applied_to(load_vocabulary(self._recipe.vocabulary))
        worked = self._worked(vocabulary, workers, self.plan.read)
        from index import search_files  # while others read documents

        fingerprint = self._recipe.fingerprint()
        self._take_over()
        others = worth(workers, len(self.plan.checksums))
        with DocumentStore(self._folder / STORE, writable=True) as store:
            learning = search_files.Collecting() if self._is_continued() else search_files.Learning()
            with self._writer() as writer:
                found = self._documents(store, writer, learning, worked)
                work = GraphWork(self._folder / EVIDENCE, vocabulary, curation)
                graph = others.beside(work, sorted(self.plan.checksums), None)
                self._note(store, found)
                headings = list(store.headings())
                learnt = self._learnt(learning, workers)
                left = others.beside(call, search_files.work_left(self._folder / SEARCH, learnt, headings))
                self._progress("writing", 0, 1)
            self._progress("writing", 1, 1)
            self._progress("graph", 0, 1)
            spelling, built = next(left), next(graph)
            assert isinstance(built, BuiltGraph)
            learnt = search_files.spelt(learnt, built.spelling, spelling)
            self._progress("graph", 1, 1)
            self._progress("search", 0, 1)
            with ThreadPoolExecutor(1) as beside:
                saved = beside.submit(save_last, graph, self._folder / GRAPH, workers)
                search_files.write_search_files(self._folder / SEARCH, learnt, headings, built.live)
                saved.result()
            self._progress("search", 1, 1)
            counts = store.counts()
        return {**counts, "concepts": built.concepts, "relations": built.relations, **self._origin(fingerprint)}

    def leave_part(self, shared: SharedWork, part: int, parts: int, workers: Crew) -> int:
        """Does the work on one of so many parts of the documents and leaves it for the build that joins all parts."""
        curation = load_curation(self._recipe.curation)
        vocabulary = curation.applied_to(load_vocabulary(self._recipe.vocabulary))
        tasks = [task for task in self.plan.read if part_of(task.document_id, parts) == part]
        return shared.put(self._worked(vocabulary, workers, tasks), self._recipe.fingerprint())

    def _is_continued(self) -> bool:
        """Whether what was learnt before is continued: while little has changed since it was learnt."""
        return self._base is not None and self._drift() <= MOST_DRIFT

    def _learnt(self, learning: Learning | Collecting, workers: Crew) -> Learnt:
        """What the documents of the new generation teach; where it is not continued, those taken over teach it too."""
        from index.search_files import Collecting, continued

        if self._base is None:
            assert not isinstance(learning, Collecting)
            return learning.learnt()
        stored = AnalysisWork(self._base.folder / STORE)
        if isinstance(learning, Collecting):
            fresh = {task.document_id for task in self.plan.read}
            gone = [*self.plan.removed, *sorted(fresh & self._before)]
            return continued(self._base.folder / SEARCH, map(stored, gone), learning.documents, frozenset(gone))
        ids = sorted(self.plan.reused)
        for document in worth(workers, len(ids)).run_ordered(stored, ids, PIECE):
            learning.add(document)
        return learning.learnt()

    def _drift(self) -> float:
        """The share of documents that changed since what is learnt from all of them was learnt."""
        before = float(self._base.manifest.details.get("drift", 0.0)) if self._base else 0.0
        changed = len(self.plan.read) + len(self.plan.removed)
        return before + changed / max(1, len(self.plan.checksums))

    def _origin(self, fingerprint: str) -> dict[str, Any]:
        before = self._base.manifest.details if self._base else {}
        return {
            "sources": [asdict(source) for source in self.plan.sources],
            "corpus_sha256": corpus_sha256(self.plan.checksums),
            "problems": len(self.problems),
            "read": len(self.plan.read),
            "fingerprint": fingerprint,
            "continued": before.get("continued", -1) + 1,
            "drift": round(self._drift(), 4) if self._is_continued() else 0.0,
        }

    def _take_over(self) -> None:
        if self._base:
            for name in (STORE, EVIDENCE):
                shutil.copyfile(self._base.folder / name, self._folder / name)
            shutil.copytree(self._base.folder / TEXT, self._folder / TEXT)

    @contextmanager
    def _writer(self) -> Iterator[IndexWriter]:
        """The engine's writer; what it was given is written when the context ends."""
        make = self._recipe.engine.open if self._base else self._recipe.engine.create
        with closing(make(self._folder / TEXT)) as index, index.writer() as writer:
            yield writer

    def _documents(
        self,
        store: DocumentStore,
        writer: IndexWriter,
        learning: Learning | Collecting,
        worked: Iterable[WorkedDocument],
    ) -> set[Problem]:
        """Takes what is new or changed, removes what is gone; returns the problems found on the way."""
        found = set[Problem]()
        with closing(EvidenceStore(self._folder / EVIDENCE)) as evidence:
            for document_id in self.plan.removed:
                store.delete(document_id)
                evidence.delete(document_id)
                writer.delete(document_id)
            for done, each in enumerate(worked, 1):
                store.put_encoded(each.document)
                evidence.put_encoded(each.document.id, each.evidence)
                writer.put(each.analyzed)
                learning.add(each.analyzed, each.words)
                found.update(each.problems)
                self._progress("reading", done, len(self.plan.read))
        return found

    def _worked(self, vocabulary: Vocabulary, workers: Crew, tasks: Sequence[Task]) -> Iterator[WorkedDocument]:
        for lasting in ("owners", "fingerprint"):
            getattr(vocabulary, lasting)  # worked out here and sent along, or else every process works it out
        own = DocumentWork(self._sources, vocabulary)
        shared = self._recipe.shared
        work = shared.around(own, self._recipe.fingerprint(), self.plan.checksums) if shared else own
        others = worth(workers, len(tasks))
        return chain.from_iterable(others.run_ordered(work, batches(tasks, others.count), 1))

    def _note(self, store: DocumentStore, found: set[Problem]) -> None:
        found |= standing_problems(self.plan, self._sources, store, self._noted)
        for source in self._sources.values():
            found.update(source.problems)
        self.problems = sorted(found)
        store.forget_notes()
        for kept in self.plan.sources:
            store.put_source(kept)
        store.put_problems(self.problems)
