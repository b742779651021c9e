"""Links between the files of a source: which of them lead nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote

from corpus.model import Document
from corpus.problems import Problem

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_PAGES = (".md", ".markdown")


def linked_path(document_path: str, target: str) -> str:
    """The file that `target`, written in `document_path`, names; empty where it names no Markdown file of the tree."""
    if _SCHEME.match(target):
        return ""
    path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    if not path.lower().endswith(_PAGES):
        return ""
    base = "" if path.startswith("/") else posixpath.dirname(document_path)
    return posixpath.normpath(posixpath.join(base, path.lstrip("/")))


def broken_links(documents: Iterable[Document], exists: Callable[[str], bool]) -> list[Problem]:
    """A problem for each file that a document links to and that is not there, once a document, at its first line."""
    problems = []
    for document in documents:
        missing: dict[str, int] = {}
        for section in document.sections:
            for link in (link for block in section.blocks for link in block.links):
                path = linked_path(document.path, link.target)
                if path and not exists(path):
                    missing.setdefault(path, link.line)
        problems += [
            Problem(document.source, document.path, line, f"broken link: {path} is not there")
            for path, line in missing.items()
        ]
    return problems
