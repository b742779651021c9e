"""Docusaurus: order by `sidebar_position`, labels of `_category_.json`, number prefixes dropped, github-slugger."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from corpus.layouts.admonitions import without_colons
from corpus.layouts.model import Arrangement, Contents, Page, PageFacts, Slugger
from corpus.layouts.naming import github_slug, numbered, title_from_path
from corpus.readers.front_matter import FrontMatter, split

_PREFIX = re.compile(r"(\d{1,6})\s*[-_.]+\s*(?=[^\d\s_.-])")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?")
_IMPORT = re.compile(r"^(?:import\s.{1,300}?from\s+['\"].{1,300}?['\"];?|export\s+(?:const|default)\s.{0,500})$", re.M)
_INDEXES = frozenset(("index", "readme"))
_CATEGORY = "_category_.json"


class Docusaurus:
    """Pages as the generated sidebar lists them: by `sidebar_position`, number prefix, then name."""

    def arrange(self, contents: Contents) -> Arrangement:
        """Pages in reading order with the labels of their folders. Reads the head of every file; files and folders
        that begin with `_` are partials, which are no pages."""
        paths = [path for path in contents.paths if not any(part.startswith("_") for part in path.split("/"))]
        heads = {path: split(contents.text(path) or "") for path in paths}
        folders: dict[str, dict[str, Any]] = {}
        for path in paths:
            parts = path.split("/")[:-1]
            for depth in range(1, len(parts) + 1):
                folder = "/".join(parts[:depth])
                if folder not in folders:
                    folders[folder] = _category(contents.text(f"{folder}/{_CATEGORY}"))
        ranked = sorted(paths, key=lambda path: tuple(_ranks(path, heads[path], folders)))
        pages = [Page(path, number, "", tuple(_labels(path, folders))) for number, path in enumerate(ranked, 1)]
        return Arrangement(tuple(pages))

    def facts(self, page: Page, front: FrontMatter, heading: str) -> PageFacts:
        """Title from the head or the first heading; address from `slug`, `id` or the path; drafts are hidden."""
        title = front.text("title") or heading or title_from_path(_unnumbered(page.path))
        hidden = "a draft (`draft: true`)" if front.text("draft").lower() == "true" else ""
        return PageFacts(title, _location(page.path, front), front.date("date"), front.texts("tags"), hidden)

    def prepare(self, text: str) -> str:
        """Without imports, exports and the lines of admonitions (`:::note`)."""
        return _IMPORT.sub("", without_colons(text))

    def slugger(self) -> Slugger:
        """github-slugger's."""
        return numbered(github_slug)


def _unnumbered(path: str) -> str:
    return "/".join(_PREFIX.sub("", part, count=1) if _PREFIX.match(part) else part for part in path.split("/"))


def _category(text: str | None) -> dict[str, Any]:
    try:
        loaded = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _labels(path: str, folders: dict[str, dict[str, Any]]) -> Iterator[str]:
    parts = path.split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        label = folders["/".join(parts[:depth])].get("label")
        if depth > 1 or label:
            told = label if isinstance(label, str) and label else _unnumbered(parts[depth - 1])
            yield told.encode("utf-8", "replace").decode()


def _ranks(path: str, head: FrontMatter, folders: dict[str, dict[str, Any]]) -> Iterator[tuple[float, str]]:
    """A rank for each step of the path: position told, else the number prefix, else last; then the name."""
    parts = path.split("/")
    for depth, part in enumerate(parts[:-1], 1):
        yield _rank(str(folders["/".join(parts[:depth])].get("position", "")), part)
    index = parts[-1].rsplit(".", 1)[0].lower() in _INDEXES
    yield (float("-inf"), "") if index else _rank(head.text("sidebar_position"), parts[-1])


def _rank(position: str, name: str) -> tuple[float, str]:
    prefix = _PREFIX.match(name)
    told = position if _NUMBER.fullmatch(position) else prefix[1] if prefix else "inf"
    return float(told), name


def _location(path: str, front: FrontMatter) -> str:
    """`docs/01-intro/02-run.md` → `docs/intro/run`; `slug` takes precedence, `id` names the last part."""
    folder, _, name = _unnumbered(path).rpartition("/")
    slug = front.text("slug")
    if slug.startswith("/"):
        root = folder.split("/")[0] if folder.startswith("docs") else ""
        return quote(f"{root}{slug}".lstrip("/"))
    stem = name.rsplit(".", 1)[0]
    same = stem.lower() in _INDEXES or stem == folder.rsplit("/", 1)[-1]
    last = slug or front.text("id") or ("" if same else stem)
    return quote(f"{folder}/{last}" if folder else last)
