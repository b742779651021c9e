"""Sources: what the operator names in the settings, and the port through which documents come out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from corpus.errors import ConfigurationError
from corpus.layouts import LAYOUTS
from corpus.model import Document, Source
from corpus.problems import Problem
from corpus.sources.git import GitTree
from corpus.sources.spec import SourceFile, SourceSpec
from corpus.sources.tree_source import TreeSource
from corpus.sources.trees import FolderTree, Report

__all__ = ["DocumentSource", "Report", "SourceFile", "SourceSpec", "open_source"]


class DocumentSource(Protocol):
    """A source of documents. It can be pickled, so that other processes read documents from it."""

    @property
    def source(self) -> Source:
        """Name, type, layout, address and the ref that is read."""

    @property
    def problems(self) -> list[Problem]:
        """What was left out or guessed in what this object read so far, and broken links; each once, sorted."""

    def sync(self, report: Report | None = None) -> None:
        """Brings the source up to date. Raises `SourceUnavailable` where nothing can serve."""

    def files(self) -> Sequence[SourceFile]:
        """The pages in reading order. Never the network."""

    def document(self, path: str) -> Document:
        """The document of a page that `files` lists. What cannot be read has no sections and says why."""

    def check(self, documents: Iterable[Document]) -> list[Problem]:
        """The warnings and broken links of documents of this source, wherever they were read; each once, sorted."""


def open_source(spec: SourceSpec, cache: Path) -> DocumentSource:
    """The source that `spec` names; git sources keep their copies in `cache`. Raises `ConfigurationError`."""
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}", spec.name):
        raise ConfigurationError(f"sources: the name {spec.name!r} must be letters, digits, '_', '-', '.' (1 to 64)")
    if spec.layout not in LAYOUTS:
        raise ConfigurationError(f"source {spec.name}: layout {spec.layout!r} is none of {', '.join(sorted(LAYOUTS))}")
    if spec.type == "directory":
        if not spec.path:
            raise ConfigurationError(f"source {spec.name}: a directory source needs a path")
        return TreeSource(spec, FolderTree(Path(spec.path)))
    if spec.type == "git":
        if not spec.repository:
            raise ConfigurationError(f"source {spec.name}: a git source needs a repository")
        return TreeSource(spec, GitTree((spec.repository, *spec.mirrors), spec.ref, cache / spec.name))
    raise ConfigurationError(f"source {spec.name}: type {spec.type!r} is neither directory nor git")
