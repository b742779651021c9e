"""Keeps each document's analysed terms, so that a build analyses again only what changed (SQLite)."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import orjson

from corpus.errors import StoreDamaged
from index.ports import AnalyzedDocument, AnalyzedSection


def encode(document: AnalyzedDocument) -> bytes:
    """A document's terms as the store keeps them."""
    return zlib.compress(orjson.dumps([document.checksum, [_row(section) for section in document.sections]]), 1)


class AnalyzedStore:
    """Opens the file at `path`, and makes it where it is missing; changes are lasting after `close`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS analyzed (document TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID"
        )

    def put(self, document: AnalyzedDocument) -> None:
        """Keeps a document's terms, in place of what was kept of it."""
        self.put_encoded(document.id, encode(document))

    def put_encoded(self, document_id: str, data: bytes) -> None:
        """The same with what `encode` made of the document, perhaps in another process."""
        self._connection.execute("INSERT OR REPLACE INTO analyzed VALUES (?, ?)", (document_id, data))

    def delete(self, document_id: str) -> None:
        """Forgets a document; an unknown id is no error."""
        self._connection.execute("DELETE FROM analyzed WHERE document = ?", (document_id,))

    def read(self, document_ids: Iterable[str]) -> Iterator[AnalyzedDocument]:
        """The documents in the order asked, one in memory at a time; those of which nothing is kept are left out."""
        for document_id in document_ids:
            query = "SELECT data FROM analyzed WHERE document = ?"
            with closing(self._connection.execute(query, (document_id,))) as rows:
                found = rows.fetchone()
            if found:
                yield self._decoded(document_id, found[0])

    def close(self) -> None:
        """Makes the changes lasting and lets the file go."""
        self._connection.commit()
        self._connection.close()

    def _decoded(self, document_id: str, data: bytes) -> AnalyzedDocument:
        try:
            checksum, rows = orjson.loads(zlib.decompress(data))
            return AnalyzedDocument(document_id, checksum, tuple(map(_section, rows)))
        except (ValueError, TypeError, zlib.error) as error:
            raise StoreDamaged(f"{self._path}: the terms of {document_id} are not what was written") from error


def _row(section: AnalyzedSection) -> list[object]:
    return [
        section.id,
        section.page,
        section.source,
        section.tags,
        section.concepts,
        section.date,
        section.fields,
        section.visible,
    ]


def _section(row: list[object]) -> AnalyzedSection:
    identity, page, source, tags, concepts, date, fields, visible = row
    return AnalyzedSection(
        id=str(identity),
        page=str(page),
        source=str(source),
        tags=_texts(tags),
        concepts=_texts(concepts),
        date=str(date),
        fields=tuple(map(_texts, _listed(fields))),
        visible=_texts(visible),
    )


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, _listed(value)))
