"""The documents and their parts, as every other module sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property


class BlockKind(StrEnum):
    """What a block of a section is; decides its field in the index and its look in a snippet."""

    PROSE = "prose"
    CODE = "code"
    TABLE = "table"
    LIST = "list"
    QUOTE = "quote"
    DIAGRAM = "diagram"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open run `[start, end)` of code points in the text named next to it."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a block: `text` as shown, `target` as written in the file, `line` where it stands (1-based)."""

    text: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A run of one kind inside a section.

    `text` is what a reader sees: no Markdown marks, line breaks kept. A table has one line a row, cells joined
    by ` | `, the header first. `line` is the first line of the block in the file (1-based). `line_map` gives the
    file's line for each line of `text`, so that evidence can name it; it has `text.count("\\n") + 1` entries.
    `code_spans` are the runs of `text` that were inline code; `bold_spans` those in bold.
    `info` is the language of a fence (`bash`, `mermaid`), else empty.
    """

    kind: BlockKind
    text: str
    line: int
    line_map: tuple[int, ...] = ()
    code_spans: tuple[Span, ...] = ()
    bold_spans: tuple[Span, ...] = ()
    links: tuple[Link, ...] = ()
    info: str = ""


@dataclass(frozen=True)
class Section:
    """A heading and the blocks under it up to the next heading: the unit that is indexed, ranked and cited.

    `id` is `document_id#Lline`; `heading` the plain text a reader sees (empty above the first heading, whose
    `line` is where its text begins); `level` 1-6 (0 above the first heading); `breadcrumbs` the titles from the
    book's chapter down to the parent heading; `anchor` what the site's generator makes of the heading;
    `ordinal` the section's place in its document, from 0.
    """

    id: str
    document_id: str
    level: int
    heading: str
    breadcrumbs: tuple[str, ...]
    anchor: str
    line: int
    ordinal: int
    blocks: tuple[Block, ...]

    @cached_property
    def text(self) -> str:
        """The blocks' texts joined by a blank line: the text that offsets of a section point into."""
        return "\n\n".join(block.text for block in self.blocks)

    @cached_property
    def block_starts(self) -> tuple[int, ...]:
        """Where each block's text starts in `text`, in code points."""
        starts, position = [], 0
        for block in self.blocks:
            starts.append(position)
            position += len(block.text) + 2
        return tuple(starts)


@dataclass(frozen=True)
class Document:
    """One file of a source. `id` is `source:path`; `checksum` the SHA-256 of the file's bytes and of what its
    reading depends on; `order` its place in the source's reading order; `url` where readers find it
    (empty: the built-in reader); `warnings` what the reader had to leave out or guess. `lines` are the lines of the
    file as decoded (split at "\\n", a "\\r" before it dropped), so that evidence can be quoted verbatim."""

    id: str
    source: str
    path: str
    title: str
    url: str
    language: str
    date: date | None
    tags: tuple[str, ...]
    checksum: str
    sections: tuple[Section, ...]
    order: int = 0
    warnings: tuple[str, ...] = field(default=())
    lines: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """What a build knows of one source: its `name`, the `ref` that was read (commit or empty), where it links to."""

    name: str
    type: str
    layout: str
    url: str
    ref: str = ""
