"""What is done for documents, in any process: read them, find their concepts and relations, analyse their text.

Who hands out the work does none of it: what reads and analyses is imported by the processes that do (`load`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.problems import Problem
from corpus.sources import DocumentSource
from corpus.store import DocumentStore
from corpus.store_codec import EncodedDocument, encode_document
from index.graph.vocabulary import Vocabulary

if TYPE_CHECKING:
    from corpus.model import Section
    from index.graph.mentions import MentionFinder
    from index.ports import AnalyzedDocument
    from index.query.lexicon import WordCounts


#: The modules that do the work, and those that go on with what comes of it in the same processes.
NEEDED = (
    "corpus.readers.markdown",
    "index.analysis.sections",
    "index.graph.relate",
    "index.graph.store",
    "index.suggest",
)


def load() -> None:
    """Gets ready what the work needs in a process, before it is known what the work is."""
    for name in NEEDED:
        import_module(name)
    from index.analysis import chinese, pinyin

    chinese.load()
    pinyin.load()


def counted(document: AnalyzedDocument) -> WordCounts:
    """The words of one document."""
    from index.query.lexicon import WordCounts

    words = WordCounts()
    words.add(document)
    return words


#: Documents of so many bytes are worked on at once, one of them counting for so many at least; and no more than a share
#: of what is left for each process, so that all processes end at about the same time.
BATCH, LEAST, SHARE = 128 << 10, 4 << 10, 3


@dataclass(frozen=True, slots=True)
class Task:
    """A document to read: its source's name and its path there, and the size of its file where it is known."""

    source: str
    path: str
    size: int = 0

    @property
    def document_id(self) -> str:
        """The id that the document will have."""
        return f"{self.source}:{self.path}"


def batches(tasks: Sequence[Task], processes: int) -> list[list[Task]]:
    """The tasks in order, in batches for so many processes, which grow smaller towards the end."""
    found: list[list[Task]] = []
    sizes = [max(LEAST, task.size) for task in tasks]
    left, room = sum(sizes), 0
    for task, size in zip(tasks, sizes, strict=True):
        if room <= 0:
            found.append([])
            room = min(BATCH, left // (SHARE * processes))
        found[-1].append(task)
        room, left = room - size, left - size
    return found


@dataclass(frozen=True, slots=True)
class WorkedDocument:
    """What one look at a document gives, ready to be written: rows of the store, evidence, terms, what of them counts
    as words, problems."""

    document: EncodedDocument
    evidence: bytes
    analyzed: AnalyzedDocument
    words: WordCounts
    problems: tuple[Problem, ...]


#: What is done for some documents at once; picklable.
Work = Callable[[Sequence[Task]], Sequence[WorkedDocument]]


@dataclass(frozen=True)
class DocumentWork:
    """The work, as a picklable function of some tasks at once."""

    sources: Mapping[str, DocumentSource]
    vocabulary: Vocabulary

    @cached_property
    def _finder(self) -> MentionFinder:
        from index.graph.mentions import MentionFinder

        return MentionFinder(self.vocabulary)

    def __call__(self, batch: Sequence[Task]) -> list[WorkedDocument]:
        """Never fails for what stands in a file; a source may raise what its port says. Each stage is done for all
        documents before the next begins: its code and its dictionaries are then near the processor."""
        from index import evidence_store
        from index.analysis.sections import analyze_document
        from index.graph.relate import extract

        documents = [self.sources[task.source].document(task.path) for task in batch]
        evidence = [extract(document, self._finder) for document in documents]
        about = {
            section.section_id: tuple(presence.concept_id for presence in section.concepts)
            for each in evidence
            for section in each.sections
        }
        analyzed = [analyze_document(document, lambda section: about.get(section.id, ())) for document in documents]
        words = list(map(counted, analyzed))
        rows, kept = list(map(encode_document, documents)), list(map(evidence_store.encode, evidence))
        problems = [tuple(self.sources[document.source].check((document,))) for document in documents]
        return list(map(WorkedDocument, rows, kept, analyzed, words, problems))


@dataclass(frozen=True, slots=True)
class AnalysisWork:
    """Analyses a stored document, as a picklable function of its id; `about` gives the concepts of sections."""

    store: Path
    about: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __call__(self, document_id: str) -> AnalyzedDocument:
        """The document as engines take it."""
        from index.analysis.sections import analyze_document

        def concepts_of(section: Section) -> tuple[str, ...]:
            return self.about.get(section.id, ())

        with DocumentStore(self.store) as store:
            document = store.document(document_id)
        assert document is not None, "ids come from the same store"
        return analyze_document(document, concepts_of)
