"""The tables of the document store, and how what they hold is named in them."""

from __future__ import annotations

SCHEMA_VERSION = 3
"""Written into the file; a store of another version is refused, never misread."""

SCHEMA = """
CREATE TABLE sources (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE problems (source TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE dictionary (data BLOB NOT NULL);
CREATE TABLE documents (number INTEGER PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL,
    position INTEGER NOT NULL, checksum BLOB NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX paths ON documents (source, path);
CREATE UNIQUE INDEX reading_order ON documents (source, position, path);
CREATE TABLE lines (document INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE sections (place INTEGER PRIMARY KEY, data BLOB NOT NULL);
"""

#: A section's place is its document's number, then so many bits for its line.
LINE_BITS = 24
_LINES = (1 << LINE_BITS) - 1


def place_of(document: int, line: int) -> int:
    """The place of the section that begins on a line; those of a document lie together, in reading order."""
    if not 0 <= line <= _LINES:
        raise ValueError(f"a section on line {line}")
    return document << LINE_BITS | line


def line_of(place: int) -> int:
    """The line of the section at a place."""
    return place & _LINES


def places_of(document: int) -> tuple[int, int]:
    """The first and the last place that a section of a document can have."""
    return document << LINE_BITS, document << LINE_BITS | _LINES


def path_of(document_id: str) -> tuple[str, str]:
    """The source and the path that a document's id names."""
    source, _, path = document_id.partition(":")
    return source, path


def named(section_id: str) -> tuple[str, int]:
    """The document's id and the line that a section's id names; -1 for no line."""
    document, _, line = section_id.rpartition("#L")
    plain = line.isascii() and line.isdigit() and (line == "0" or line[0] != "0") and len(line) < 9
    return document, int(line) if plain and int(line) <= _LINES else -1


def checksum_kept(checksum: str) -> bytes | str:
    """A checksum as the table keeps it: a digest in half the bytes of its digits."""
    try:
        data = bytes.fromhex(checksum)
    except ValueError:
        return checksum
    return data if data.hex() == checksum else checksum


def checksum_read(kept: bytes | str) -> str:
    """The inverse of `checksum_kept`."""
    return kept.hex() if isinstance(kept, bytes) else kept
