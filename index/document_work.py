"""What is done for one document, in any process: read it, find its concepts and relations, analyse its text.

Who hands out the work does none of it: what reads and analyses is imported by the processes that do (`load`).
"""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Task:
    """A document to read: its source's name and its path there."""

    source: str
    path: str

    @property
    def document_id(self) -> str:
        """The id that the document will have."""
        return f"{self.source}:{self.path}"


@dataclass(frozen=True, slots=True)
class WorkedDocument:
    """What one look at a document gives, ready to be written: rows of the store, evidence, terms, what of them counts
    as words, problems."""

    document: EncodedDocument
    evidence: bytes
    analyzed: AnalyzedDocument
    words: WordCounts
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class DocumentWork:
    """The work, as a picklable function of the task."""

    sources: Mapping[str, DocumentSource]
    vocabulary: Vocabulary

    @cached_property
    def _finder(self) -> MentionFinder:
        from index.graph.mentions import MentionFinder

        return MentionFinder(self.vocabulary)

    def __call__(self, task: Task) -> WorkedDocument:
        """Never fails for what stands in a file; a source may raise what its port says."""
        from index import evidence_store
        from index.analysis.sections import analyze_document
        from index.graph.relate import extract

        source = self.sources[task.source]
        document = source.document(task.path)
        evidence = extract(document, self._finder)
        concepts = {
            section.section_id: tuple(presence.concept_id for presence in section.concepts)
            for section in evidence.sections
        }

        def concepts_of(section: Section) -> tuple[str, ...]:
            return concepts.get(section.id, ())

        analyzed = analyze_document(document, concepts_of)
        return WorkedDocument(
            encode_document(document),
            evidence_store.encode(evidence),
            analyzed,
            counted(analyzed),
            tuple(source.check((document,))),
        )


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
