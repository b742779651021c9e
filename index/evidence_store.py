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
from corpus.shared_dictionary import SharedDictionary, sampled
from index.graph.evidence import DocumentEvidence
from index.graph.shortened_evidence import lengthened, shortened

#: Evidence waits in a new store until it has so many bytes, for the dictionary to be made of it.
_WAITING = 4 << 20
_SCHEMA = (
    "PRAGMA page_size = 512",  # rows are small: less of a page stays empty
    "CREATE TABLE IF NOT EXISTS evidence (document TEXT PRIMARY KEY, data BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS dictionary (data BLOB NOT NULL)",
)


def encode(evidence: DocumentEvidence) -> bytes:
    """A document's evidence as the store takes it."""
    return orjson.dumps(shortened(evidence.to_dict()))


class EvidenceStore:
    """Opens the file at `path`; a `writable` one is made where it is missing; changes are lasting after `close`."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        self._path = path
        self._connection = sqlite3.connect(path if writable else f"file:{quote(str(path))}?mode=ro", uri=not writable)
        self._dictionary: SharedDictionary | None = None
        self._waiting: dict[str, bytes] = {}
        self._waiting_bytes = 0
        for statement in _SCHEMA if writable else ():
            self._connection.execute(statement)

    def put(self, evidence: DocumentEvidence) -> None:
        """Keeps the evidence of a document, in place of what was kept of it."""
        self.put_encoded(evidence.document_id, encode(evidence))

    def put_encoded(self, document_id: str, data: bytes) -> None:
        """The same with what `encode` made of the evidence, perhaps in another process."""
        if dictionary := self._shared():
            self._write(document_id, data, dictionary)
            return
        self._waiting[document_id] = data
        self._waiting_bytes += len(data)
        if self._waiting_bytes >= _WAITING:
            self._settle()

    def delete(self, document_id: str) -> None:
        """Forgets a document; an unknown id is no error."""
        self._waiting.pop(document_id, None)
        self._connection.execute("DELETE FROM evidence WHERE document = ?", (document_id,))

    def read(self, document_ids: Iterable[str]) -> Iterator[DocumentEvidence]:
        """The evidence of the documents, in the order asked; those of which nothing is kept are left out."""
        self._settle()
        for document_id in document_ids:
            query = "SELECT data FROM evidence WHERE document = ?"
            with closing(self._connection.execute(query, (document_id,))) as rows:
                found = rows.fetchone()
            if found:
                yield self._decoded(document_id, found[0])

    def close(self) -> None:
        """Makes the changes lasting and lets the file go."""
        self._settle()
        self._connection.commit()
        self._connection.close()

    def _shared(self) -> SharedDictionary | None:
        """The dictionary of this store, where there is one yet."""
        if self._dictionary is None:
            for (data,) in self._connection.execute("SELECT data FROM dictionary").fetchall():
                self._dictionary = SharedDictionary(zlib.decompress(data))
        return self._dictionary

    def _settle(self) -> None:
        """Writes what waits, with a dictionary made of it."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, {}
        data = sampled(list(waiting.values()))
        self._connection.execute("INSERT INTO dictionary VALUES (?)", (zlib.compress(data, 9),))
        self._dictionary = SharedDictionary(data)
        for document_id, row in waiting.items():
            self._write(document_id, row, self._dictionary)

    def _write(self, document_id: str, data: bytes, dictionary: SharedDictionary) -> None:
        row = (document_id, dictionary.packed(data))
        self._connection.execute("INSERT OR REPLACE INTO evidence VALUES (?, ?)", row)

    def _decoded(self, document_id: str, data: bytes) -> DocumentEvidence:
        dictionary = self._shared()
        try:
            if dictionary is None:
                raise ValueError("there is no dictionary")
            return DocumentEvidence.from_dict(lengthened(orjson.loads(dictionary.unpacked(data))))
        except (ValueError, LookupError, TypeError, zlib.error) as error:
            raise StoreDamaged(f"{self._path}: the evidence of {document_id} is not what was written") from error
