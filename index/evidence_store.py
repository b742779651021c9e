"""Keeps what extraction found in each document, so that a build extracts again only from what changed (SQLite)."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import orjson

from corpus.errors import StoreDamaged
from index.graph.evidence import DocumentEvidence


def encode(evidence: DocumentEvidence) -> bytes:
    """A document's evidence as the store keeps it."""
    return zlib.compress(orjson.dumps(evidence.to_dict()), 9)


class EvidenceStore:
    """Opens the file at `path`; a `writable` one is made where it is missing; changes are lasting after `close`."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        self._path = path
        self._connection = sqlite3.connect(path if writable else f"file:{quote(str(path))}?mode=ro", uri=not writable)
        if not writable:
            return
        self._connection.execute("PRAGMA page_size = 512")  # rows are small: less of a page stays empty
        self._connection.execute("CREATE TABLE IF NOT EXISTS evidence (document TEXT PRIMARY KEY, data BLOB NOT NULL)")

    def put(self, evidence: DocumentEvidence) -> None:
        """Keeps the evidence of a document, in place of what was kept of it."""
        self.put_encoded(evidence.document_id, encode(evidence))

    def put_encoded(self, document_id: str, data: bytes) -> None:
        """The same with what `encode` made of the evidence, perhaps in another process."""
        self._connection.execute("INSERT OR REPLACE INTO evidence VALUES (?, ?)", (document_id, data))

    def delete(self, document_id: str) -> None:
        """Forgets a document; an unknown id is no error."""
        self._connection.execute("DELETE FROM evidence WHERE document = ?", (document_id,))

    def read(self, document_ids: Iterable[str]) -> Iterator[DocumentEvidence]:
        """The evidence of the documents, in the order asked; those of which nothing is kept are left out."""
        for document_id in document_ids:
            query = "SELECT data FROM evidence WHERE document = ?"
            with closing(self._connection.execute(query, (document_id,))) as rows:
                found = rows.fetchone()
            if found:
                yield self._decoded(document_id, found[0])

    def close(self) -> None:
        """Makes the changes lasting and lets the file go."""
        self._connection.commit()
        self._connection.close()

    def _decoded(self, document_id: str, data: bytes) -> DocumentEvidence:
        try:
            return DocumentEvidence.from_dict(orjson.loads(zlib.decompress(data)))
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise StoreDamaged(f"{self._path}: the evidence of {document_id} is not what was written") from error
