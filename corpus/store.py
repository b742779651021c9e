"""The document store: one SQLite file with every document and section, from which all indexes can be rebuilt."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from corpus.errors import StoreDamaged
from corpus.model import Document, Section, Source
from corpus.problems import Problem
from corpus.store_codec import (
    EncodedDocument,
    decode_header,
    decode_heading,
    decode_lines,
    decode_section,
    encode_document,
)
from corpus.store_file import StoreFile

SCHEMA_VERSION = 2
"""Written into the file; a store of another version is refused, never misread."""

_SCHEMA = """
CREATE TABLE sources (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE problems (source TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (source, path, line, message)) WITHOUT ROWID;
CREATE TABLE documents (id TEXT PRIMARY KEY, source TEXT NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL,
    checksum TEXT NOT NULL, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE texts (document TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE UNIQUE INDEX reading_order ON documents (source, position, path);
CREATE TABLE sections (id TEXT PRIMARY KEY, document TEXT NOT NULL, ordinal INTEGER NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX sections_of ON sections (document, ordinal);
"""


class DocumentStore:
    """Opens `path`; `writable` makes the file where it is missing. Changes are there, all at once, after `commit` or
    `close`. A read-only store never changes the file and may be used by many threads at a time, a writable one by the
    thread that opened it. Raises `StoreDamaged` where the file is missing, of another version or not what was written,
    and what SQLite raises where it cannot be written.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self.path = path
        self._file = StoreFile(path, writable, _SCHEMA, SCHEMA_VERSION)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close(commit=self._file.writable and kind is None)

    def put(self, document: Document) -> None:
        """Adds a document, in place of one with the same id."""
        self.put_encoded(encode_document(document))

    def put_encoded(self, document: EncodedDocument) -> None:
        """The same with what `encode_document` made of the document, perhaps in another process."""
        self.delete(document.id)
        connection = self._file.connection()
        connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", document.document)
        connection.execute("INSERT INTO texts VALUES (?, ?)", (document.id, document.text))
        connection.executemany(
            "INSERT INTO sections (id, document, ordinal, data) VALUES (?, ?, ?, ?)", document.sections
        )

    def delete(self, document_id: str) -> None:
        """Removes a document and its sections; an unknown id is no error."""
        connection = self._file.connection()
        connection.execute("DELETE FROM sections WHERE document = ?", (document_id,))
        connection.execute("DELETE FROM texts WHERE document = ?", (document_id,))
        connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def put_source(self, source: Source) -> None:
        """Notes a source, in place of one with the same name."""
        row = (source.name, orjson.dumps(asdict(source)))
        self._file.connection().execute("INSERT OR REPLACE INTO sources VALUES (?, ?)", row)

    def put_problems(self, problems: Iterable[Problem]) -> None:
        """Notes problems; one that is there already stays once."""
        rows = [(problem.source, problem.path, problem.line, problem.message) for problem in problems]
        self._file.connection().executemany("INSERT OR IGNORE INTO problems VALUES (?, ?, ?, ?)", rows)

    def forget_notes(self) -> None:
        """Forgets all sources and problems, so that a build that continues a store notes them anew."""
        for table in ("sources", "problems"):
            self._file.connection().execute(f"DELETE FROM {table}")  # noqa: S608 - two fixed names

    def sources(self) -> tuple[Source, ...]:
        """The sources by name."""
        rows = self._file.rows("SELECT data FROM sources ORDER BY name")
        return tuple(Source(**orjson.loads(data)) for (data,) in rows)

    def problems(self) -> tuple[Problem, ...]:
        """The problems by source, path and line."""
        rows = self._file.rows("SELECT source, path, line, message FROM problems ORDER BY source, path, line, message")
        return tuple(Problem(*row) for row in rows)

    def checksums(self) -> dict[str, str]:
        """Document id → checksum."""
        return dict(self._file.rows("SELECT id, checksum FROM documents"))

    def document_ids(self) -> tuple[str, ...]:
        """The ids of all documents by source and reading order."""
        rows = self._file.rows("SELECT id FROM documents ORDER BY source, position, path")
        return tuple(identity for (identity,) in rows)

    def documents(self) -> Iterator[Document]:
        """All documents by source and reading order; each is read when it is asked for."""
        for identity in self.document_ids():
            document = self.document(identity)
            if document is not None:
                yield document

    def document(self, document_id: str) -> Document | None:
        """A document with its sections and lines; None where there is none."""
        found = self._file.rows("SELECT data FROM documents WHERE id = ?", (document_id,))
        if not found:
            return None
        texts = self._file.rows("SELECT data FROM texts WHERE document = ?", (document_id,))
        rows = self._file.rows(
            "SELECT id, document, data FROM sections WHERE document = ? ORDER BY ordinal", (document_id,)
        )
        header = self._header(document_id, found[0][0], tuple(self._section(*row) for row in rows))
        try:
            return replace(header, lines=decode_lines(texts[0][0], [data for *_, data in rows]))
        except (IndexError, ValueError, zlib.error) as error:
            raise StoreDamaged(f"{self.path}: the text of {document_id} is not what was written ({error})") from error

    def headings(self) -> Iterator[tuple[str, int, str]]:
        """Text, level and address of every section's heading, in reading order; cheaper than the sections."""
        for identity in self.document_ids():
            page = self._header(*self._file.rows("SELECT id, data FROM documents WHERE id = ?", (identity,))[0]).url
            rows = self._file.rows("SELECT id, data FROM sections WHERE document = ? ORDER BY ordinal", (identity,))
            for section_id, data in rows:
                try:
                    level, text, anchor = decode_heading(data)
                except (ValueError, TypeError, zlib.error) as error:
                    raise self._damaged(section_id, error) from error
                yield text, level, f"{page}#{anchor}" if page else ""

    def section(self, section_id: str) -> Section | None:
        """One section; None where there is none."""
        return next(iter(self.sections((section_id,))), None)

    def sections(self, section_ids: Sequence[str]) -> list[Section]:
        """The sections in the order asked, without the unknown ones. One statement."""
        rows = self._of_ids("SELECT id, document, data FROM sections WHERE id IN ({})", section_ids)
        found = {row[0]: row for row in rows}
        return [self._section(*found[identity]) for identity in section_ids if identity in found]

    def section_documents(self, section_ids: Sequence[str]) -> list[Document]:
        """The document of each section, without its sections, in the order asked; unknown sections are left out."""
        statement = (
            "SELECT sections.id, documents.id, documents.data FROM sections JOIN documents "
            "ON documents.id = sections.document WHERE sections.id IN ({})"
        )
        found = {row[0]: row for row in self._of_ids(statement, section_ids)}
        headers: dict[str, Document] = {}
        for _, identity, data in found.values():
            if identity not in headers:
                headers[identity] = self._header(identity, data)
        return [headers[found[identity][1]] for identity in section_ids if identity in found]

    def neighbours(self, section_id: str) -> tuple[Section | None, Section | None]:
        """The sections before and after in reading order, across the pages of the same source."""
        here = self._file.rows(
            "SELECT s.ordinal, d.id, d.source, d.position, d.path FROM sections s JOIN documents d "
            "ON d.id = s.document WHERE s.id = ?",
            (section_id,),
        )
        if not here:
            return None, None
        return self._beside(here[0], "<", "DESC"), self._beside(here[0], ">", "ASC")

    def counts(self) -> dict[str, int]:
        """How many `documents` and `sections` there are."""
        return {table: self._file.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("documents", "sections")}  # noqa: S608 - two fixed names

    def commit(self) -> None:
        """Makes all changes so far lasting."""
        self._file.connection().commit()

    def close(self) -> None:
        """Commits where writable and frees the file; closing again does nothing."""
        self._file.close(commit=self._file.writable)

    def _beside(self, here: tuple[Any, ...], sign: str, order: str) -> Section | None:
        ordinal, document, source, position, path = here
        rows = self._file.rows(
            f"SELECT id, document, data FROM sections WHERE document = ? AND ordinal {sign} ? "  # noqa: S608 - fixed signs
            f"ORDER BY ordinal {order} LIMIT 1",
            (document, ordinal),
        ) or self._file.rows(
            "SELECT s.id, s.document, s.data FROM documents d JOIN sections s ON s.document = d.id "  # noqa: S608 - fixed signs
            f"WHERE d.source = ? AND (d.position, d.path) {sign} (?, ?) "
            f"ORDER BY d.position {order}, d.path {order}, s.ordinal {order} LIMIT 1",
            (source, position, path),
        )
        return self._section(*rows[0]) if rows else None

    def _section(self, identity: str, document_id: str, data: bytes) -> Section:
        try:
            return decode_section(identity, document_id, data)
        except (ValueError, TypeError, IndexError, zlib.error) as error:
            raise self._damaged(identity, error) from error

    def _damaged(self, section_id: str, error: Exception) -> StoreDamaged:
        return StoreDamaged(f"{self.path}: section {section_id} is not what was written ({error})")

    def _header(self, identity: str, data: bytes, sections: tuple[Section, ...] = ()) -> Document:
        try:
            return decode_header(identity, data, sections)
        except (ValueError, TypeError) as error:
            raise StoreDamaged(f"{self.path}: document {identity} is not what was written ({error})") from error

    def _of_ids(self, statement: str, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        if not ids:
            return []
        return self._file.rows(statement.format(",".join("?" * len(ids))), tuple(ids))
