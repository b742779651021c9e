"""What an engine must do. One contract test class runs against every implementation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.model import HitPage, Query
from index.query.ast import Node

#: One row a node, one column a section.
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AnalyzedSection:
    """A section as engines take it: terms per text field (in order, repeats kept) and what filters need.

    `fields[i]` holds the terms of `index.schema.TEXT_FIELDS[i]`. `visible` is the folded text of the visible
    fields, in the order of `index.schema.VISIBLE_FIELDS`; substring search runs over it, field by field.
    `date` is ISO (`YYYY-MM-DD`) or empty. `page` groups sections: the document's id. `linked` counts the characters of
    its own text that lead elsewhere.
    """

    id: str
    page: str
    source: str
    tags: tuple[str, ...]
    concepts: tuple[str, ...]
    date: str
    fields: tuple[tuple[str, ...], ...]
    visible: tuple[str, ...]
    linked: int = 0


@dataclass(frozen=True, slots=True)
class AnalyzedDocument:
    """A document as engines take it; `checksum` changes whenever any of it would."""

    id: str
    checksum: str
    sections: tuple[AnalyzedSection, ...]


class IndexWriter(Protocol):
    """Collects changes; they become visible, all at once, when the context that gave it exits without an error."""

    def put(self, document: AnalyzedDocument) -> None:
        """Replaces all sections of that document."""

    def delete(self, document_id: str) -> None:
        """Removes the document; an unknown id is no error."""


class TextIndex(Protocol):
    """A full-text engine over sections."""

    def writer(self) -> AbstractContextManager[IndexWriter]:
        """One writer at a time; on an exception inside the context nothing changes."""

    def search(self, query: Query) -> HitPage:
        """The hits of `query`, best first, equal scores by section id."""

    def scores(self, nodes: Sequence[Node], section_ids: Sequence[str]) -> Scores:
        """What each node alone would score on each section: one row a node, 0.0 where it does not match.

        Serves re-ranking and explanations; an unknown section scores 0.0.
        """

    def document_checksums(self) -> Mapping[str, str]:
        """Document id → checksum, which lets a build skip what did not change."""

    def vocabulary(self) -> Mapping[str, int]:
        """Term → number of sections that hold it in any text field."""

    def close(self) -> None:
        """Frees files and maps; a closed index raises `IndexNotReady` when searched."""
