"""A real generation of the notes and of texts that are hard to fold, cut and mark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.model import Section
from index.search import Searcher
from service.library import Opened
from tests.index.library import NOTES, TEXTS, built


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The generation, opened as the service opens it."""
    with built(tmp_path_factory.mktemp("search"), (NOTES, TEXTS)) as opened:
        yield opened


@pytest.fixture(scope="session")
def sections(opened: Opened) -> tuple[Section, ...]:
    """All its sections, in order."""
    return tuple(section for document in opened.store.documents() for section in document.sections)


@pytest.fixture(scope="session")
def searcher(opened: Opened) -> Searcher:
    """The search over it."""
    return opened.searcher
