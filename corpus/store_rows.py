"""The rows of the document store: what is written waits for a dictionary, what is read is unpacked by it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from corpus.errors import StoreDamaged
from corpus.shared_dictionary import SharedDictionary, sampled
from corpus.store_codec import EncodedDocument
from corpus.store_file import StoreFile
from corpus.store_schema import (
    LINE_BITS,
    SCHEMA,
    SCHEMA_VERSION,
    checksum_kept,
    line_of,
    named,
    path_of,
    place_of,
    places_of,
)

#: Documents of a new store wait until their sections have so many bytes, for the dictionary to be made of them.
_WAITING = 4 << 20
#: A document as `EncodedDocument.document` has it.
DOCUMENT = "source, path, position, checksum, data"


class StoreRows:
    """Opens the file at `path` as `StoreFile` does; raises what that raises, and `StoreDamaged` for damaged rows."""

    def __init__(self, path: Path, writable: bool) -> None:
        self.path = path
        self.writable = writable
        self._file = StoreFile(path, writable, SCHEMA, SCHEMA_VERSION)
        self._dictionary: SharedDictionary | None = None
        self._waiting: dict[str, EncodedDocument] = {}
        self._waiting_bytes = 0

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a statement gives."""
        self.settle()
        return self._file.rows(statement, tuple(values))

    def change(self, statement: str, rows: Iterable[Sequence[Any]] = ((),)) -> None:
        """Changes tables by a statement, once for each of some rows of values."""
        self._file.connection().executemany(statement, rows)

    def commit(self) -> None:
        """Makes all changes so far lasting."""
        self.settle()
        self._file.connection().commit()

    def close(self, commit: bool) -> None:
        """Frees the file; `commit` makes the changes so far lasting, else they are undone. Twice is no error."""
        try:
            if commit:
                self.settle()
        finally:
            self._file.close(commit)

    def put(self, document: EncodedDocument) -> None:
        """Adds a document, in place of one with the same id."""
        self.delete(document.id)
        if dictionary := self._shared():
            self._write(document, dictionary)
            return
        self._waiting[document.id] = document
        self._waiting_bytes += sum(len(data) for _, data in document.sections)
        if self._waiting_bytes >= _WAITING:
            self.settle()

    def delete(self, document_id: str) -> None:
        """Removes a document and its sections; an unknown id is no error."""
        self._waiting.pop(document_id, None)
        connection = self._file.connection()
        found = connection.execute("SELECT number FROM documents WHERE source = ? AND path = ?", path_of(document_id))
        for (number,) in found.fetchall():
            connection.execute("DELETE FROM sections WHERE place BETWEEN ? AND ?", places_of(number))
            connection.execute("DELETE FROM lines WHERE document = ?", (number,))
            connection.execute("DELETE FROM documents WHERE number = ?", (number,))

    def settle(self) -> None:
        """Writes what waits, with a dictionary made of it."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, {}
        data = sampled([data for document in waiting.values() for _, data in document.sections])
        self._file.connection().execute("INSERT INTO dictionary VALUES (?)", (zlib.compress(data, 9),))
        self._dictionary = SharedDictionary(data)
        for document in waiting.values():
            self._write(document, self._dictionary)

    def sections_of(self, document_id: str, number: int) -> list[tuple[int, bytes]]:
        """Line and data of each section of a document, in order."""
        statement = "SELECT place, data FROM sections WHERE place BETWEEN ? AND ? ORDER BY place"
        rows = [(line_of(place), data) for place, data in self.rows(statement, places_of(number))]
        return [(line, self.unpacked(f"{document_id}#L{line}", data)) for line, data in rows]

    def found(self, columns: str, section_ids: Iterable[str]) -> dict[str, tuple[Any, ...]]:
        """By id, columns of sections `s` and their documents `d`, without the unknown sections. One statement."""
        ids = [identity for identity in dict.fromkeys(section_ids) if named(identity)[1] >= 0]
        if not ids:
            return {}
        wanted = ((nth, *path_of(page), line) for nth, (page, line) in enumerate(map(named, ids)))
        statement = (
            f"WITH wanted(nth, source, path, line) AS (VALUES {','.join(['(?, ?, ?, ?)'] * len(ids))}) "  # noqa: S608 - signs
            f"SELECT nth, {columns} FROM wanted w CROSS JOIN documents d ON d.source = w.source AND d.path = w.path "
            f"CROSS JOIN sections s ON s.place = (d.number << {LINE_BITS}) + w.line"
        )
        return {ids[nth]: tuple(row) for nth, *row in self.rows(statement, list(chain.from_iterable(wanted)))}

    def unpacked(self, section_id: str, data: bytes) -> bytes:
        """A section's data from what is kept of it."""
        dictionary = self._shared()
        try:
            if dictionary is None:
                raise ValueError("there is no dictionary")
            return dictionary.unpacked(data)
        except (ValueError, zlib.error) as error:
            raise self.damaged(section_id, error) from error

    def damaged(self, section_id: str, error: Exception) -> StoreDamaged:
        """What is raised for a damaged section."""
        return StoreDamaged(f"{self.path}: section {section_id} is not what was written ({error})")

    def _shared(self) -> SharedDictionary | None:
        """The dictionary of this store's sections, where there is one yet."""
        if self._dictionary is None:
            for (data,) in self._file.rows("SELECT data FROM dictionary"):
                self._dictionary = SharedDictionary(zlib.decompress(data))
        return self._dictionary

    def _write(self, document: EncodedDocument, dictionary: SharedDictionary) -> None:
        connection = self._file.connection()
        source, path, position, checksum, data = document.document
        row = (source, path, position, checksum_kept(checksum), data)
        number = connection.execute(f"INSERT INTO documents ({DOCUMENT}) VALUES (?, ?, ?, ?, ?)", row).lastrowid  # noqa: S608 - fixed names
        assert number is not None
        connection.execute("INSERT INTO lines VALUES (?, ?)", (number, document.lines))
        rows = [(place_of(number, line), dictionary.packed(data)) for line, data in document.sections]
        connection.executemany("INSERT INTO sections VALUES (?, ?)", rows)
