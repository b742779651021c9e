"""What is fuzzed: functions of bytes that may raise only what their contract names, and what the answer must hold."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from corpus.errors import XunmaiError
from corpus.layouts import LAYOUTS
from corpus.layouts.model import Contents
from corpus.model import Document, Span
from corpus.reading import read_document
from index.analysis.analyzer import tokens
from index.analysis.fold import visible
from index.archive import open_archive
from index.graph.mentions import MentionFinder
from index.graph.relate import extract
from index.graph.vocabulary import load_vocabulary
from index.manifest import MANIFEST, read_manifest
from index.plain_data import NotPlainData, from_plain
from index.query.parser import parse

ROOT = Path(__file__).resolve().parents[2]


def markdown() -> Callable[[bytes], None]:
    """A file of a source, in every layout, and what the graph finds in it."""
    finder = MentionFinder(load_vocabulary(ROOT / "corpus" / "vocabulary" / "docker.toml"))
    pages = {
        name: (layout, layout.arrange(Contents(["a.md"], lambda path: None)).pages[0])
        for name, layout in LAYOUTS.items()
        if layout.arrange(Contents(["a.md"], lambda path: None)).pages
    }

    def check(data: bytes) -> None:
        for layout, page in pages.values():
            document = read_document("s", "https://a.example", layout, page, data, "0")
            for warning in document.warnings:
                assert "reading it failed" not in warning, warning
            for section in document.sections:
                for block in section.blocks:
                    assert len(block.line_map) in (0, block.text.count("\n") + 1)
                    assert all(_inside(span, block.text) for span in (*block.code_spans, *block.bold_spans))
        extract(document, finder)

    return check


def analyzer() -> Callable[[bytes], None]:
    """Tokens lie inside the text, in order, not beyond each other; folding keeps its way back."""

    def check(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        folded = visible(text)
        if folded.text:  # white space alone folds to nothing, which has no span
            assert folded.span(0, len(folded.text)).end <= len(text)
        before = 0
        for token in tokens(text):
            assert 0 <= token.start < token.end <= len(text), token
            assert token.term, token
            assert not any(character.isspace() for character in token.term), token
            assert token.position >= before, token
            before = token.position

    return check


def query() -> Callable[[bytes], None]:
    """A query is never an error."""
    return lambda data: _nothing(parse(data.decode("utf-8", "replace")[:256]))


def vocabulary() -> Callable[[bytes], None]:
    """A vocabulary file is read or refused with a `XunmaiError`."""
    return _file("vocabulary.toml", load_vocabulary)


def configuration() -> Callable[[bytes], None]:
    """A configuration file is read or refused with a `XunmaiError`."""
    from service.settings_file import load_settings

    return _file("xunmai.toml", lambda path: load_settings(path, path.parent))


def manifest() -> Callable[[bytes], None]:
    """A manifest is what was written or refused with a `XunmaiError`."""
    return _file(MANIFEST, lambda path: read_manifest(path.parent))


def backup() -> Callable[[bytes], None]:
    """An archive is refused with a `XunmaiError` or read; also one whose members are what was fuzzed."""

    def read(path: Path) -> None:
        with open_archive(path) as archive:
            for name in ("documents.jsonl", "problems.jsonl"):
                for value in archive.values(name):
                    from_plain(Document, value)

    bare = _file("backup.zip", read)

    def check(data: bytes) -> None:
        bare(data)
        head, _, body = data.partition(b"\0")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in (("backup.json", head), ("documents.jsonl", body), ("problems.jsonl", b"")):
                archive.writestr(name, content)
        bare(packed.getvalue())

    return check


def plain_data() -> Callable[[bytes], None]:
    """Any JSON value becomes a document of the right types, or is refused with `NotPlainData`."""

    def check(data: bytes) -> None:
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return
        try:
            document = from_plain(Document, value)
        except NotPlainData:
            return
        assert isinstance(document.title, str)

    return check


TARGETS: Mapping[str, Callable[[], Callable[[bytes], None]]] = {
    "markdown": markdown,
    "analyzer": analyzer,
    "query": query,
    "vocabulary": vocabulary,
    "configuration": configuration,
    "manifest": manifest,
    "backup": backup,
    "plain_data": plain_data,
}


def seeds(target: str) -> list[bytes]:
    """What fuzzing of a target begins with."""
    notes = [path.read_bytes()[:900] for path in sorted((ROOT / "corpus" / "notes").rglob("*.md"))[:6]]
    return {
        "markdown": notes,
        "analyzer": [*notes, "docker-compose 18.09 /var/lib/docker ﬁ㎏ 鏡像檔".encode()],
        "query": ['"镜像 加速" -仓库 title:容器 OR docker* (rongqi)'.encode()],
        "vocabulary": [b'[kinds]\no = "x"\n[concepts.a]\nkind = "o"\npref_label = { zh = "a" }\n'],
        "configuration": [(ROOT / "xunmai.toml").read_bytes()],
        "manifest": [b'{"id": "x", "sequence": 1, "files": {"a": [1, "0"]}}'],
        "backup": [b'{"format": 1, "members": {}}\0{}\n'],
        "plain_data": [b'{"id": "s:a", "sections": [{"blocks": []}], "date": null}'],
    }[target]


def _file(name: str, read: Callable[[Path], object]) -> Callable[[bytes], None]:
    folder = tempfile.TemporaryDirectory()

    def check(data: bytes) -> None:
        path = Path(folder.name) / name
        path.write_bytes(data)
        try:
            read(path)
        except XunmaiError as error:
            _in_words(error)

    return check


def _inside(span: Span, text: str) -> bool:
    return 0 <= span.start <= span.end <= len(text)


def _in_words(error: XunmaiError) -> None:
    assert str(error), "an error without words"


def _nothing(value: object) -> None:
    """Takes any value."""
