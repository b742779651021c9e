"""What a layout must know: how a site generator orders, names and links the pages of a source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corpus.readers.front_matter import FrontMatter
from corpus.readers.model import Heading

Slugger = Callable[[Heading], str]
"""Gives each heading of one page its anchor; asked in the order of the page, so that it can number repeats."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file that is a page: its `order` in the book (0 where only the path counts), its `title` in the table of
    contents (empty where there is none) and the titles of the `chapters` above it."""

    path: str
    order: int = 0
    title: str = ""
    chapters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The pages in reading order, and what was wrong with the table of contents: (path, line, message)."""

    pages: tuple[Page, ...]
    problems: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page is called and where readers find it: `location` is the address below the site's own."""

    title: str
    location: str
    date: date | None = None
    tags: tuple[str, ...] = ()
    hidden: str = ""
    """Why the site does not publish the page; empty where it does."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The files that a layout may look at: `paths` of all that are read, and `text` of one (None: not there)."""

    paths: Sequence[str]
    text: Callable[[str], str | None]


class Layout(Protocol):
    """A site generator's conventions. Layouts have no state."""

    def arrange(self, contents: Contents) -> Arrangement:
        """The pages among the files, in reading order; files that only steer the generator are none."""

    def facts(self, page: Page, front: FrontMatter, heading: str) -> PageFacts:
        """Title, address, date and tags of a page; `heading` is its first heading, or empty."""

    def prepare(self, text: str) -> str:
        """The text with the generator's own marks removed or made Markdown; every line stays where it was."""

    def slugger(self) -> Slugger:
        """A new slugger for one page."""
