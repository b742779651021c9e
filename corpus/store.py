"""The document store: one SQLite file with every document and section, from which all indexes can be rebuilt."""

from __future__ import annotations

import zlib
from collections import defaultdict
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
from corpus.store_rows import DOCUMENT, StoreRows
from corpus.store_schema import LINE_BITS, SCHEMA_VERSION, checksum_read, line_of, named, path_of, places_of

__all__ = ["SCHEMA_VERSION", "DocumentStore"]


class DocumentStore:
    """Opens `path`; `writable` makes the file where it is missing. Changes are there, all at once, after `commit` or
    `close`. A read-only store never changes the file and may be used by many threads at a time, a writable one by the
    thread that opened it. Raises `StoreDamaged` where the file is missing, of another version or not what was written,
    and what SQLite raises where it cannot be written.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self.path = path
        self._kept = StoreRows(path, writable)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kept.close(commit=self._kept.writable and kind is None)

    def put(self, document: Document) -> None:
        """Adds a document, in place of one with the same id."""
        self._kept.put(encode_document(document))

    def put_encoded(self, document: EncodedDocument) -> None:
        """The same with what `encode_document` made of the document, perhaps in another process."""
        self._kept.put(document)

    def delete(self, document_id: str) -> None:
        """Removes a document and its sections; an unknown id is no error."""
        self._kept.delete(document_id)

    def put_source(self, source: Source) -> None:
        """Notes a source, in place of one with the same name."""
        row = (source.name, orjson.dumps(asdict(source)))
        self._kept.change("INSERT OR REPLACE INTO sources VALUES (?, ?)", [row])

    def put_problems(self, problems: Iterable[Problem]) -> None:
        """Notes problems; one that is there already stays once."""
        by_source: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
        for problem in sorted({*problems, *self.problems()}):
            by_source[problem.source].append((problem.path, problem.line, problem.message))
        rows = [(source, zlib.compress(orjson.dumps(found), 9)) for source, found in by_source.items()]
        self._kept.change("INSERT OR REPLACE INTO problems VALUES (?, ?)", rows)

    def forget_notes(self) -> None:
        """Forgets all sources and problems, so that a build that continues a store notes them anew."""
        for table in ("sources", "problems"):
            self._kept.change(f"DELETE FROM {table}")  # noqa: S608 - two fixed names

    def sources(self) -> tuple[Source, ...]:
        """The sources by name."""
        rows = self._kept.rows("SELECT data FROM sources ORDER BY name")
        return tuple(Source(**orjson.loads(data)) for (data,) in rows)

    def problems(self) -> tuple[Problem, ...]:
        """The problems by source, path and line."""
        rows = self._kept.rows("SELECT source, data FROM problems ORDER BY source")
        try:
            return tuple(Problem(source, *row) for source, data in rows for row in orjson.loads(zlib.decompress(data)))
        except (ValueError, TypeError, zlib.error) as error:
            raise StoreDamaged(f"{self.path}: the problems are not what was written ({error})") from error

    def checksums(self) -> dict[str, str]:
        """Document id → checksum."""
        rows = self._kept.rows("SELECT source, path, checksum FROM documents ORDER BY source, path")
        return {f"{source}:{path}": checksum_read(kept) for source, path, kept in rows}

    def document_ids(self) -> tuple[str, ...]:
        """The ids of all documents by source and reading order."""
        rows = self._kept.rows("SELECT source, path FROM documents ORDER BY source, position, path")
        return tuple(f"{source}:{path}" for source, path in rows)

    def documents(self) -> Iterator[Document]:
        """All documents by source and reading order; each is read when it is asked for."""
        for identity in self.document_ids():
            document = self.document(identity)
            if document is not None:
                yield document

    def document(self, document_id: str) -> Document | None:
        """A document with its sections and lines; None where there is none."""
        statement = f"SELECT number, {DOCUMENT} FROM documents WHERE source = ? AND path = ?"  # noqa: S608 - fixed names
        found = self._kept.rows(statement, path_of(document_id))
        if not found:
            return None
        number, *row = found[0]
        lines = self._kept.rows("SELECT data FROM lines WHERE document = ?", (number,))
        rows = self._kept.sections_of(document_id, number)
        header = self._header(row, tuple(self._section(document_id, *section) for section in rows))
        try:
            return replace(header, lines=decode_lines(lines[0][0], [data for _, data in rows]))
        except (IndexError, ValueError, zlib.error) as error:
            raise StoreDamaged(f"{self.path}: the text of {document_id} is not what was written ({error})") from error

    def headings(self) -> Iterator[tuple[str, int, str]]:
        """Text, level and address of every section's heading, in reading order; cheaper than the sections."""
        statement = f"SELECT number, {DOCUMENT} FROM documents ORDER BY source, position, path"  # noqa: S608 - fixed names
        for number, *row in self._kept.rows(statement):
            page = self._header(row)
            for line, data in self._kept.sections_of(page.id, number):
                try:
                    level, text, anchor = decode_heading(data)
                except (ValueError, TypeError) as error:
                    raise self._kept.damaged(f"{page.id}#L{line}", error) from error
                yield text, level, f"{page.url}#{anchor}" if page.url else ""

    def section(self, section_id: str) -> Section | None:
        """One section; None where there is none."""
        return next(iter(self.sections((section_id,))), None)

    def sections(self, section_ids: Sequence[str]) -> list[Section]:
        """The sections in the order asked, without the unknown ones."""
        found = self._kept.found("s.data", section_ids)
        return [
            self._section(*named(name), self._kept.unpacked(name, *found[name]))
            for name in section_ids
            if name in found
        ]

    def section_documents(self, section_ids: Sequence[str]) -> list[Document]:
        """The document of each section, without its sections, in the order asked; unknown sections are left out."""
        found = self._kept.found("d.source, d.path, d.position, d.checksum, d.data", section_ids)
        headers = {row[:2]: row for row in found.values()}
        pages = {name: self._header(row) for name, row in headers.items()}
        return [pages[found[identity][:2]] for identity in section_ids if identity in found]

    def neighbours(self, section_id: str) -> tuple[Section | None, Section | None]:
        """The sections before and after in reading order, across the pages of the same source."""
        found = self._kept.found("s.place, d.number, d.source, d.position, d.path", (section_id,))
        if not found:
            return None, None
        place, number, *here = found[section_id]
        document_id, (first, last) = named(section_id)[0], places_of(number)
        before = self._kept.rows(
            "SELECT place, data FROM sections WHERE place >= ? AND place < ? ORDER BY place DESC LIMIT 1",
            (first, place),
        )
        after = self._kept.rows(
            "SELECT place, data FROM sections WHERE place > ? AND place <= ? ORDER BY place LIMIT 1", (place, last)
        )
        return self._beside(document_id, before, here, "<", "DESC"), self._beside(document_id, after, here, ">", "ASC")

    def counts(self) -> dict[str, int]:
        """How many `documents` and `sections` there are."""
        return {table: self._kept.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("documents", "sections")}  # noqa: S608 - two fixed names

    def commit(self) -> None:
        """Makes all changes so far lasting."""
        self._kept.commit()

    def close(self) -> None:
        """Commits where writable and frees the file; closing again does nothing."""
        self._kept.close(commit=self._kept.writable)

    def _beside(
        self, document_id: str, within: Sequence[Any], here: Sequence[Any], sign: str, order: str
    ) -> Section | None:
        """The section `within` the document of `here`, or else the first of the next documents that has any."""
        source, position, path = here
        first, last = places_of(0)
        rows = [(document_id, *row) for row in within] or self._kept.rows(
            "SELECT d.source || ':' || d.path, s.place, s.data FROM documents d JOIN sections s "  # noqa: S608 - fixed signs
            f"ON s.place BETWEEN (d.number << {LINE_BITS}) + {first} AND (d.number << {LINE_BITS}) + {last} "
            f"WHERE d.source = ? AND (d.position, d.path) {sign} (?, ?) "
            f"ORDER BY d.position {order}, d.path {order}, s.place {order} LIMIT 1",
            (source, position, path),
        )
        for found, place, data in rows:
            line = line_of(place)
            return self._section(found, line, self._kept.unpacked(f"{found}#L{line}", data))
        return None

    def _section(self, document_id: str, line: int, data: bytes) -> Section:
        try:
            return decode_section(document_id, line, data)
        except (ValueError, TypeError, IndexError) as error:
            raise self._kept.damaged(f"{document_id}#L{line}", error) from error

    def _header(self, row: Sequence[Any], sections: tuple[Section, ...] = ()) -> Document:
        source, path, position, checksum, data = row
        try:
            return decode_header((source, path, position, checksum_read(checksum), data), sections)
        except (ValueError, TypeError) as error:
            raise StoreDamaged(f"{self.path}: document {source}:{path} is not what was written ({error})") from error
