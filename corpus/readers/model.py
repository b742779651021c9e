"""What a reader makes of a file, before it is cut into sections."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.model import Block
from corpus.readers.front_matter import FrontMatter


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `text` as a reader sees it, `anchor` where the author wrote one (`{#id}`), `line` 1-based."""

    level: int
    text: str
    line: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's head, then its headings and blocks in the order of the file, and what was left out or guessed."""

    front: FrontMatter = field(default_factory=FrontMatter)
    elements: tuple[Heading | Block, ...] = ()
    warnings: tuple[str, ...] = ()
