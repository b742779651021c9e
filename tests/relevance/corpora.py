"""The corpora that relevance is measured on, each built into a folder of its own and opened as the service does."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.sources import SourceSpec
from index.evaluation import Place
from index.model import SearchRequest
from service.library import Opened
from tests.conftest import SHARED
from tests.index.library import VOCABULARY, built

DEPTH = 10
#: What of the tutorial is about the book and not about its subject.
NOT_CONTENT = ("CHANGELOG.md", "CONTRIBUTING.md")
QUERIES = SHARED / "eval" / "dev_queries.jsonl"
TUTORIAL = SHARED / "corpus" / "docker_practice"


def tutorial(folder: Path = TUTORIAL) -> SourceSpec:
    """The tutorial, or an edition of it in another folder."""
    return SourceSpec("docker_practice", "directory", "gitbook", path=str(folder), exclude=NOT_CONTENT)


@contextmanager
def opened(spec: SourceSpec, vocabulary: Path | None = VOCABULARY) -> Iterator[Opened]:
    """A source, built in a temporary folder and opened."""
    with TemporaryDirectory(prefix="relevance-") as data, built(Path(data), [spec], vocabulary) as library:
        yield library


def ranker(library: Opened, *, expand: bool = True) -> Callable[[str], Sequence[Place]]:
    """The whole pipeline as a ranking of places."""

    def rank(query: str) -> Sequence[Place]:
        response = library.searcher.search(SearchRequest(query, limit=DEPTH, expand=expand))
        return [Place(hit.path, hit.heading.text, hit.line) for hit in response.hits]

    return rank


@contextmanager
def rewritten(folder: Path, change: Callable[[str], str]) -> Iterator[Path]:
    """A copy of a folder whose Markdown files went through `change`."""
    with TemporaryDirectory(prefix="edition-") as copy:
        edition = Path(copy) / "edition"
        shutil.copytree(folder, edition)
        for file in edition.rglob("*.md"):
            file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
        yield edition


@contextmanager
def unpacked(archive: Path) -> Iterator[Path]:
    """The one folder that an archive holds."""
    with TemporaryDirectory(prefix="corpus-") as folder, tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
        inner = [path for path in Path(folder).iterdir() if path.is_dir()]
        yield inner[0] if len(inner) == 1 else Path(folder)
