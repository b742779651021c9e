"""Sections that were shown lately, kept ready: they do not change within a generation, and the same are shown again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from corpus.model import Document, Section
from index.model import Lasting
from index.readable import Body, Readable, body, readable

#: How many characters of text are kept, and how many each section counts beside its text: some 15 bytes each.
MOST_KEPT, LEAST_COUNTED = 1_500_000, 500


class Sections(Protocol):
    """Where the sections themselves come from (`corpus.store.DocumentStore`)."""

    def sections(self, section_ids: Sequence[str]) -> list[Section]:
        """The sections in the order asked, without the unknown ones."""

    def section_documents(self, section_ids: Sequence[str]) -> list[Document]:
        """The document of each section, without its sections, in the order asked; unknown sections are left out."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What hits in a section have in common, what of it is marked, and how long its text is."""

    lasting: Lasting
    heading: Readable
    body: Body
    length: int

    @classmethod
    def of(cls, section: Section, document: Document) -> Shown:
        """A section of a document, made ready."""
        lasting = (
            section.id,
            document.source,
            document.path,
            section.line,
            document.title,
            section.breadcrumbs,
            section.anchor,
            document.url,
            document.date.isoformat() if document.date else None,
            document.tags,
        )
        return cls(lasting, readable(section.heading), body(section), len(section.text))


class Shelf:
    """The sections of one generation, the latest shown ones in memory; safe to share between threads."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._kept: OrderedDict[str, Shown] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def take(self, section_ids: Sequence[str]) -> list[Shown]:
        """The sections in the order asked; unknown ones are left out."""
        with self._lock:
            found = {name: shown for name in section_ids if (shown := self._kept.get(name))}
            for name in found:
                self._kept.move_to_end(name)
        if missing := [name for name in dict.fromkeys(section_ids) if name not in found]:
            read = zip(self._sections.sections(missing), self._sections.section_documents(missing), strict=True)
            new = {section.id: Shown.of(section, document) for section, document in read}
            found.update(new)
            self._keep(new)
        return [found[name] for name in section_ids if name in found]

    def _keep(self, new: dict[str, Shown]) -> None:
        with self._lock:
            for name, shown in new.items():
                if self._kept.setdefault(name, shown) is shown:
                    self._size += _counted(shown)
            while self._size > MOST_KEPT:
                _, oldest = self._kept.popitem(last=False)
                self._size -= _counted(oldest)


def _counted(shown: Shown) -> int:
    return LEAST_COUNTED + shown.length
