"""Documents and sections ↔ bytes: compact JSON arrays, and the lines of a file by what its sections do not say."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from corpus.model import Block, BlockKind, Document, Link, Section, Span

_KINDS = tuple(BlockKind)
#: The bytes of a piece of lines; how far back deflate refers; deflate without a head of its own.
_PIECE, _WINDOW, _BARE = 16_384, 32_768, -15


@dataclass(frozen=True, slots=True)
class EncodedDocument:
    """A document as rows for the store's tables; made wherever there is time, written by the one who writes.

    `document` is source, path, order, checksum and header; `lines` the lines; `sections` the line of each and the rest.
    """

    id: str
    document: tuple[str, str, int, str, bytes]
    lines: bytes
    sections: tuple[tuple[int, bytes], ...]


def encode_document(document: Document) -> EncodedDocument:
    """All of a document."""
    sections = tuple((section.line, encode_section(section)) for section in document.sections)
    return EncodedDocument(
        document.id,
        (document.source, document.path, document.order, document.checksum, encode_header(document)),
        encode_lines(document.lines, [data for _, data in sections]),
        sections,
    )


def encode_header(document: Document) -> bytes:
    """What a document has beside source, path, order, checksum, lines and sections."""
    day = document.date.isoformat() if document.date else None
    return orjson.dumps([document.title, document.url, document.language, day, document.tags, document.warnings])


def decode_header(row: tuple[str, str, int, str, bytes], sections: tuple[Section, ...] = ()) -> Document:
    """The document whose row `EncodedDocument.document` has, with `sections`."""
    source, path, order, checksum, data = row
    title, url, language, day, tags, warnings = orjson.loads(data)
    when = date.fromisoformat(day) if day else None
    identity = f"{source}:{path}"
    return Document(
        identity, source, path, title, url, language, when, tuple(tags), checksum, sections, order, tuple(warnings)
    )


def encode_lines(lines: tuple[str, ...], sections: Sequence[bytes] = ()) -> bytes:
    """The lines of a file, told by what its encoded `sections` hold of them already: piece by piece, each deflated with
    the sections around its place as the dictionary. What is not text in Unicode's sense (a lone surrogate) is kept."""
    if not lines:
        return b""
    text, known = "\n".join(lines).encode("utf-8", "surrogatepass"), b"".join(sections)
    pieces = [len(text).to_bytes(4, "big")]
    for start in range(0, len(text), _PIECE):
        deflate = zlib.compressobj(9, wbits=_BARE, zdict=_around(known, start, len(text)))
        piece = deflate.compress(text[start : start + _PIECE]) + deflate.flush()
        pieces += [len(piece).to_bytes(4, "big"), piece]
    return b"".join(pieces)


def decode_lines(data: bytes, sections: Sequence[bytes] = ()) -> tuple[str, ...]:
    """The lines of `encode_lines`. Raises `ValueError` or `zlib.error` where the bytes are not what was written."""
    if not data:
        return ()
    size, known = int.from_bytes(data[:4], "big"), b"".join(sections)
    pieces, place = list[bytes](), 4
    for start in range(0, size, _PIECE):
        end = place + 4 + int.from_bytes(data[place : place + 4], "big")
        inflate = zlib.decompressobj(wbits=_BARE, zdict=_around(known, start, size))
        pieces.append(inflate.decompress(data[place + 4 : end], _PIECE))
        place = end
    text = b"".join(pieces)
    if len(text) != size:
        raise ValueError("lines are missing")
    return tuple(text.decode("utf-8", "surrogatepass").split("\n"))


def _around(known: bytes, start: int, size: int) -> bytes:
    """As much of what is known as deflate can refer to, around the place where a piece of `size` bytes begins."""
    middle = len(known) * min(size, start + _PIECE // 2) // size
    begin = max(0, min(middle - _WINDOW // 2, len(known) - _WINDOW))
    return known[begin : begin + _WINDOW]


def encode_section(section: Section) -> bytes:
    """All of a section but its document's id and its line, which name it."""
    head = [section.level, section.heading, section.breadcrumbs, section.anchor, section.ordinal]
    return orjson.dumps([*head, [_encode_block(block) for block in section.blocks]])


def decode_section(document_id: str, line: int, data: bytes) -> Section:
    """The section of `encode_section`. Raises `ValueError` or `TypeError` where the bytes are not what was written."""
    level, heading, breadcrumbs, anchor, ordinal, blocks = orjson.loads(data)
    made = tuple([_decode_block(block) for block in blocks])
    identity = f"{document_id}#L{line}"
    return Section(identity, document_id, level, heading, tuple(breadcrumbs), anchor, line, ordinal, made)


def decode_heading(data: bytes) -> tuple[int, str, str]:
    """Level, text and anchor of the section of `encode_section`. Raises what `decode_section` raises."""
    level, heading, _, anchor, *_ = orjson.loads(data)
    return level, heading, anchor


def _encode_block(block: Block) -> list[Any]:
    lines = block.line_map
    consecutive = lines == tuple(range(lines[0], lines[0] + len(lines))) if lines else False
    return [
        _KINDS.index(block.kind),
        block.text,
        block.line,
        lines[0] if consecutive else lines,
        [place for span in block.code_spans for place in (span.start, span.end)],
        [place for span in block.bold_spans for place in (span.start, span.end)],
        [(link.text, link.target, link.line) for link in block.links],
        block.info,
    ]


def _decode_block(data: list[Any]) -> Block:
    kind, text, line, lines, code, bold, links, info = data
    return Block(
        _KINDS[kind],
        text,
        line,
        tuple(range(lines, lines + text.count("\n") + 1)) if isinstance(lines, int) else tuple(lines),
        _spans(code) if code else (),
        _spans(bold) if bold else (),
        tuple([Link(*link) for link in links]) if links else (),
        info,
    )


def _spans(places: list[int]) -> tuple[Span, ...]:
    return tuple([Span(places[at], places[at + 1]) for at in range(0, len(places), 2)])
