"""MkDocs: `nav` of mkdocs.yml gives order and titles, addresses as folders, Python-Markdown's anchors."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from corpus.layouts.admonitions import dedented
from corpus.layouts.model import Arrangement, Contents, Page, PageFacts, Slugger
from corpus.layouts.naming import address, title_from_path
from corpus.readers.front_matter import FrontMatter, load_yaml
from corpus.readers.model import Heading

_SETTINGS = ("mkdocs.yml", "mkdocs.yaml")
_INDEXES = frozenset(("index", "readme"))
_NUMBERED = re.compile(r"(.*)_(\d+)")
_MAX_DEPTH = 20


class MkDocs:
    """The pages of `nav` in order, then the others by path; `docs/` is the default folder of pages."""

    def arrange(self, contents: Contents) -> Arrangement:
        """Pages in the order of `nav`; what it lists but is missing is named."""
        name = next((name for name in _SETTINGS if contents.text(name) is not None), "")
        settings, problem = load_yaml(contents.text(name) or "") if name else ({}, "")
        problems = [(name, 0, problem)] if problem else []
        folder = str(settings.get("docs_dir", "docs")).strip("/") if name else ""
        paths = set(contents.paths)
        pages: dict[str, Page] = {}
        for path, title, chapters in _entries(settings.get("nav"), (), 0):
            full = posixpath.normpath(posixpath.join(folder, path))
            if full in paths and full not in pages:
                pages[full] = Page(full, len(pages) + 1, title, chapters)
            elif full not in paths and contents.text(full) is None:
                problems.append((name, 0, f"nav lists {path}, which is not there"))
        for path in sorted(paths - pages.keys(), key=_index_first):
            pages[path] = Page(path, len(pages) + 1 if pages else 0)
        return Arrangement(tuple(pages.values()), tuple(problems))

    def facts(self, page: Page, front: FrontMatter, heading: str) -> PageFacts:
        """Title from `nav`, the head, the first heading, the file's name."""
        title = page.title or front.text("title") or heading or title_from_path(page.path)
        path = page.path.removeprefix("docs/")
        return PageFacts(title, address(path, _INDEXES, "/"), front.date("date"), front.texts("tags"))

    def prepare(self, text: str) -> str:
        """With admonitions and tabs (`!!! note "…"`, `=== "…"`) as plain paragraphs."""
        return dedented(text)

    def slugger(self) -> Slugger:
        """Python-Markdown's: ASCII only, so that a Chinese heading is `_1`, the next `_2`; repeats `a_1`."""
        seen: set[str] = set()

        def anchor(heading: Heading) -> str:
            slug = _slug(heading.text)
            while slug in seen or not slug:
                counted = _NUMBERED.fullmatch(slug)
                slug = f"{counted[1]}_{int(counted[2]) + 1}" if counted else f"{slug}_1"
            seen.add(slug)
            return slug

        return anchor


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _index_first(path: str) -> tuple[str, bool, str]:
    folder, _, name = path.rpartition("/")
    return folder, name.rsplit(".", 1)[0].lower() not in _INDEXES, name


def _entries(nav: Any, chapters: tuple[str, ...], depth: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(path, title, titles above) of every page in `nav`, whatever its shape."""
    if isinstance(nav, str) and nav and "://" not in nav:
        yield nav, "", chapters
    elif isinstance(nav, dict):
        for title, value in nav.items():
            if isinstance(value, str) and "://" not in value:
                yield value, str(title), chapters
            elif isinstance(value, list) and depth < _MAX_DEPTH:
                yield from _entries(value, (*chapters, str(title)), depth + 1)
    elif isinstance(nav, list) and depth < _MAX_DEPTH:
        for item in nav:
            yield from _entries(item, chapters, depth + 1)
