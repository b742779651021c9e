"""Documents and sections ↔ the bytes that the store keeps: compact JSON arrays, compressed where that pays."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from corpus.model import Block, BlockKind, Document, Link, Section, Span

_KINDS = tuple(BlockKind)
_COMPRESSED_FROM = 600
_RAW, _DEFLATED = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class EncodedDocument:
    """A document as the rows of the store's tables; made wherever there is time, written by the one who writes."""

    id: str
    document: tuple[str, str, int, str, str, bytes]
    text: bytes
    sections: tuple[tuple[str, str, int, bytes], ...]


def encode_document(document: Document) -> EncodedDocument:
    """All of a document."""
    return EncodedDocument(
        document.id,
        (document.id, document.source, document.order, document.path, document.checksum, encode_header(document)),
        encode_lines(document.lines),
        tuple((section.id, document.id, section.ordinal, encode_section(section)) for section in document.sections),
    )


def encode_header(document: Document) -> bytes:
    """All of a document but its sections."""
    day = document.date.isoformat() if document.date else None
    return orjson.dumps(
        [
            document.source,
            document.path,
            document.title,
            document.url,
            document.language,
            day,
            document.tags,
            document.checksum,
            document.order,
            document.warnings,
        ]
    )


def decode_header(identity: str, data: bytes, sections: tuple[Section, ...] = ()) -> Document:
    """The document of `encode_header`, with `sections`."""
    source, path, title, url, language, day, tags, checksum, order, warnings = orjson.loads(data)
    when = date.fromisoformat(day) if day else None
    return Document(
        identity, source, path, title, url, language, when, tuple(tags), checksum, sections, order, tuple(warnings)
    )


def encode_lines(lines: tuple[str, ...]) -> bytes:
    """The lines of a file; what is not text in Unicode's sense (a lone surrogate) is kept as it is."""
    return zlib.compress("\n".join(lines).encode("utf-8", "surrogatepass"), 6) if lines else b""


def decode_lines(data: bytes) -> tuple[str, ...]:
    """The lines of `encode_lines`. Raises `ValueError` or `zlib.error` where the bytes are not what was written."""
    return tuple(zlib.decompress(data).decode("utf-8", "surrogatepass").split("\n")) if data else ()


def encode_section(section: Section) -> bytes:
    """All of a section but its id and its document's."""
    head = [section.level, section.heading, section.breadcrumbs, section.anchor, section.line, section.ordinal]
    data = orjson.dumps([*head, [_encode_block(block) for block in section.blocks]])
    if len(data) < _COMPRESSED_FROM:
        return _RAW + data
    return _DEFLATED + zlib.compress(data, 6)


def decode_section(identity: str, document_id: str, data: bytes) -> Section:
    """The section of `encode_section`. Raises `ValueError` or `zlib.error` where the bytes are not what was written."""
    level, heading, breadcrumbs, anchor, line, ordinal, blocks = orjson.loads(_section_json(data))
    made = tuple([_decode_block(block) for block in blocks])
    return Section(identity, document_id, level, heading, tuple(breadcrumbs), anchor, line, ordinal, made)


def decode_heading(data: bytes) -> tuple[int, str, str]:
    """Level, text and anchor of the section of `encode_section`. Raises what `decode_section` raises."""
    level, heading, _, anchor, *_ = orjson.loads(_section_json(data))
    return level, heading, anchor


def _section_json(data: bytes) -> bytes:
    return data[1:] if data[:1] == _RAW else zlib.decompress(data[1:])


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
