"""Feeds new and changed documents to a Whoosh segment, and what Whoosh does not keep to the collector."""

from __future__ import annotations

from whoosh.writing import SegmentWriter

from index.engines.compiled_collect import Collector
from index.engines.whoosh_postings import row
from index.ports import AnalyzedDocument


class WhooshWriter:
    """An `index.ports.IndexWriter`; a document that comes twice counts as it came last."""

    def __init__(self, segment: SegmentWriter, known: frozenset[str]) -> None:
        self._segment = segment
        self._known = known
        self.gone: set[str] = set()
        self.collector = Collector()

    def put(self, document: AnalyzedDocument) -> None:
        """Replaces all sections of that document."""
        self.delete(document.id)
        self.collector.document(document.id, document.checksum)
        for section in document.sections:
            if section.page != document.id:
                raise ValueError(f"section {section.id} names the page {section.page}, not {document.id}")
            self._segment.add_document(**row(section))
            self.collector.section(section)

    def delete(self, document_id: str) -> None:
        """Removes the document; an unknown id is no error."""
        self.collector.forget(document_id)
        if document_id in self._known and document_id not in self.gone:
            self._segment.delete_by_term("page", document_id)
            self.gone.add(document_id)
