"""A tree of files under a layout → documents, with every problem named."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import orjson

from corpus.errors import SourceUnavailable
from corpus.layouts import LAYOUTS
from corpus.layouts.model import Contents, Page
from corpus.model import Document, Source
from corpus.problems import Problem
from corpus.readers.decoding import MAX_BYTES
from corpus.reading import READER_VERSION, read_document
from corpus.sources.links import broken_links
from corpus.sources.paths import Selection, clashes, refusal, shown
from corpus.sources.spec import SourceFile, SourceSpec
from corpus.sources.trees import FileTree, Report, TreeFile

_WARNING_LINE = re.compile(r"line (\d+): ")


class TreeSource:
    """A tree of files under a layout."""

    def __init__(self, spec: SourceSpec, tree: FileTree) -> None:
        self.spec = spec
        self.tree = tree
        self.layout = LAYOUTS[spec.layout]
        self._pages: dict[str, Page] | None = None
        self._sizes: dict[str, int] = {}
        self._problems: set[Problem] = set()

    @property
    def source(self) -> Source:
        """Name, type, layout, address and the ref that is read."""
        return Source(self.spec.name, self.spec.type, self.spec.layout, self.spec.url, self.tree.ref())

    @property
    def problems(self) -> list[Problem]:
        """What was left out or guessed so far, each once, sorted."""
        return sorted(self._problems)

    def sync(self, report: Report | None = None) -> None:
        """Brings the tree up to date and forgets what was known of the old one."""
        self._pages = None
        self._problems.clear()
        with self._named():
            warnings = self.tree.sync(report)
        for warning in warnings:
            self._problem("", warning)

    def files(self) -> Sequence[SourceFile]:
        """The pages in reading order with their checksums."""
        pages = self._arranged()
        return [SourceFile(path, self._checksum(page), self._sizes[path]) for path, page in pages.items()]

    def document(self, path: str) -> Document:
        """The document of a page."""
        page = self._arranged()[path]
        data = self._bytes(path)
        document = read_document(self.spec.name, self.spec.url, self.layout, page, data, self._checksum(page, data))
        self._problems.update(self.check((document,)))
        return document

    def check(self, documents: Iterable[Document]) -> list[Problem]:
        """The warnings and broken links of `documents`, and what listing the files found."""
        self._arranged()
        documents = list(documents)
        found = {problem for document in documents for problem in _warned(document)}
        found.update(broken_links(documents, self._sizes.__contains__))
        return sorted(found)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Lets what is said of the tree say of which source."""
        try:
            yield
        except SourceUnavailable as error:
            raise SourceUnavailable(f"source {self.spec.name}: {error}") from error

    def _problem(self, path: str, message: str, line: int = 0) -> None:
        self._problems.add(Problem(self.spec.name, shown(path), line, message))

    def _arranged(self) -> dict[str, Page]:
        if self._pages is None:
            with self._named():
                files = self.tree.files()
            chosen = self._chosen(files)
            if not chosen:
                self._problem("", f"no file is read: none matches {', '.join(self.spec.include)}")
            arrangement = self.layout.arrange(Contents(chosen, self._text))
            for path, line, message in arrangement.problems:
                self._problem(path, message, line)
            self._pages = {page.path: page for page in arrangement.pages}
        return self._pages

    def _chosen(self, files: Iterable[TreeFile]) -> list[str]:
        """The paths that are read, of all that the tree holds; what is refused of those that match is named."""
        selection = Selection(self.spec.include, self.spec.exclude)
        chosen = []
        self._sizes = {}
        for file in files:
            reason = refusal(file.path) or (file.refused if file.folder or file.path in selection else "")
            if reason:
                self._problem(file.path, f"left out: {reason}")
            elif not file.refused:
                self._sizes[file.path] = file.size
                if file.path in selection:
                    chosen.append(file.path)
        clashing = clashes(chosen)
        for path, other in clashing.items():
            self._problem(path, f"left out: differs from {other} only in case")
        return [path for path in chosen if path not in clashing]

    def _text(self, path: str) -> str | None:
        """The text of any file of the tree, for a layout; None where there is none."""
        if path not in self._sizes:
            return None
        data = self._bytes(path)
        return data.decode("utf-8-sig", "replace").replace("\r\n", "\n") if isinstance(data, bytes) else None

    def _bytes(self, path: str) -> bytes | str:
        """A file's bytes, or why it cannot be read."""
        size = self._sizes[path]
        if size > MAX_BYTES:
            return f"not read: {size} bytes are more than the {MAX_BYTES} allowed"
        try:
            return self.tree.read(path)
        except OSError as error:
            return f"cannot be read: {error.strerror or error}"

    def _checksum(self, page: Page, data: bytes | str | None = None) -> str:
        if data is None:
            data = self._bytes(page.path)
        context = orjson.dumps([READER_VERSION, self.spec.name, self.spec.layout, self.spec.url, asdict(page)])
        body = data if isinstance(data, bytes) else data.encode()
        return hashlib.sha256(b"%d:%b%b" % (len(context), context, body)).hexdigest()


def _warned(document: Document) -> Iterable[Problem]:
    for warning in document.warnings:
        found = _WARNING_LINE.match(warning)
        line = int(found[1]) if found else 0
        yield Problem(document.source, document.path, line, warning[found.end() :] if found else warning)
