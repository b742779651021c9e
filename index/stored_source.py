"""The documents of an earlier generation as a source: what text index and graph are rebuilt from without the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import StoreDamaged
from corpus.model import Document, Source
from corpus.problems import Problem
from corpus.sources import Report, SourceFile
from corpus.store import DocumentStore


@dataclass(frozen=True)
class StoredSource:
    """A `corpus.sources.DocumentSource` over one source of a document store; picklable."""

    source: Source
    store: Path

    @property
    def problems(self) -> list[Problem]:
        """What was noted of this source when its files were read."""
        with DocumentStore(self.store) as store:
            return [problem for problem in store.problems() if problem.source == self.source.name]

    def sync(self, report: Report | None = None) -> None:
        """A stored source is as it is."""

    def files(self) -> Sequence[SourceFile]:
        """The stored documents in reading order."""
        prefix = f"{self.source.name}:"
        with DocumentStore(self.store) as store:
            checksums = store.checksums()
            ids = [document_id for document_id in store.document_ids() if document_id.startswith(prefix)]
        return [SourceFile(document_id.removeprefix(prefix), checksums[document_id]) for document_id in ids]

    def document(self, path: str) -> Document:
        """A stored document. Raises `StoreDamaged` where it is not there any more."""
        with DocumentStore(self.store) as store:
            document = store.document(f"{self.source.name}:{path}")
        if document is None:
            raise StoreDamaged(f"{self.store}: document {self.source.name}:{path} is missing")
        return document

    def check(self, documents: Iterable[Document]) -> list[Problem]:
        """Nothing new can be found: `problems` has what was noted."""
        return []


def stored_sources(store: Path) -> list[StoredSource]:
    """The sources of a document store, by name."""
    with DocumentStore(store) as opened:
        return [StoredSource(source, store) for source in opened.sources()]
