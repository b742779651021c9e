"""Documents and sections ↔ the bytes that the store keeps: compact JSON arrays, compressed where that pays."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from corpus.model import Block, BlockKind, Document, Link, Section, Span

_KINDS = tuple(BlockKind)
_COMPRESSED_FROM = 600
_RAW, _DEFLATED = b"\x00", b"\x01"
#: Marks lines kept in pieces; the bytes of a piece; how far back deflate refers; deflate without a head of its own.
_PIECES, _PIECE, _WINDOW, _BARE = b"\x02", 16_384, 32_768, -15


@dataclass(frozen=True, slots=True)
class EncodedDocument:
    """A document as the rows of the store's tables; made wherever there is time, written by the one who writes."""

    id: str
    document: tuple[str, str, int, str, str, bytes]
    text: bytes
    sections: tuple[tuple[str, str, int, bytes], ...]


def encode_document(document: Document) -> EncodedDocument:
    """All of a document."""
    sections = tuple(
        (section.id, document.id, section.ordinal, encode_section(section)) for section in document.sections
    )
    return EncodedDocument(
        document.id,
        (document.id, document.source, document.order, document.path, document.checksum, encode_header(document)),
        encode_lines(document.lines, [data for *_, data in sections]),
        sections,
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


def encode_lines(lines: tuple[str, ...], sections: Sequence[bytes] = ()) -> bytes:
    """The lines of a file, told by what its encoded `sections` hold of them already: piece by piece, each deflated with
    the sections around its place as the dictionary. What is not text in Unicode's sense (a lone surrogate) is kept."""
    if not lines:
        return b""
    text, known = "\n".join(lines).encode("utf-8", "surrogatepass"), _joined(sections)
    pieces = [_PIECES, len(text).to_bytes(4, "big")]
    for start in range(0, len(text), _PIECE):
        deflate = zlib.compressobj(9, wbits=_BARE, zdict=_around(known, start, len(text)))
        piece = deflate.compress(text[start : start + _PIECE]) + deflate.flush()
        pieces += [len(piece).to_bytes(4, "big"), piece]
    return b"".join(pieces)


def decode_lines(data: bytes, sections: Sequence[bytes] = ()) -> tuple[str, ...]:
    """The lines of `encode_lines`. Raises `ValueError` or `zlib.error` where the bytes are not what was written."""
    if not data:
        return ()
    if data[:1] != _PIECES:  # as they were kept at first
        return _split(zlib.decompress(data))
    size, known = int.from_bytes(data[1:5], "big"), _joined(sections)
    pieces, place = list[bytes](), 5
    for start in range(0, size, _PIECE):
        end = place + 4 + int.from_bytes(data[place : place + 4], "big")
        inflate = zlib.decompressobj(wbits=_BARE, zdict=_around(known, start, size))
        pieces.append(inflate.decompress(data[place + 4 : end], _PIECE))
        place = end
    text = b"".join(pieces)
    if len(text) != size:
        raise ValueError("lines are missing")
    return _split(text)


def _split(text: bytes) -> tuple[str, ...]:
    return tuple(text.decode("utf-8", "surrogatepass").split("\n"))


def _joined(sections: Iterable[bytes]) -> bytes:
    return b"".join(map(_section_json, sections))


def _around(known: bytes, start: int, size: int) -> bytes:
    """As much of what is known as deflate can refer to, around the place where a piece of `size` bytes begins."""
    middle = len(known) * min(size, start + _PIECE // 2) // size
    begin = max(0, min(middle - _WINDOW // 2, len(known) - _WINDOW))
    return known[begin : begin + _WINDOW]


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
