"""Hugo: sections from folders and `_index.md`, order by weight, shortcodes, goldmark's GitHub-like anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from corpus.layouts.model import Arrangement, Contents, Page, PageFacts, Slugger
from corpus.layouts.naming import github_slug, numbered, title_from_path
from corpus.layouts.shortcodes import without_shortcodes
from corpus.readers.front_matter import FrontMatter, split

_ROOT = "content/"
_SECTION = "_index"
_LAST = 1 << 30
_HOME = re.compile(r"(?:content)?/?(?:[a-z]{2}(?:-[a-z]{2,4})?)?")
_NOT_IN_URL = re.compile(r"[^\w./-]+")


class Hugo:
    """Pages section by section; within one, by weight and path, as in Hugo's own lists."""

    def arrange(self, contents: Contents) -> Arrangement:
        """Pages in reading order with the titles of the sections above them. Reads the head of every file."""
        heads = {path: split(contents.text(path) or "") for path in contents.paths}
        folders: dict[str, list[str]] = {}
        for path in sorted(contents.paths):
            folder = path.rpartition("/")[0]
            folders.setdefault(folder, []).append(path)
            while folder:
                above, known = folder.rpartition("/")[0], folder in folders.get(folder.rpartition("/")[0], ())
                if not known:
                    folders.setdefault(above, []).append(folder)
                folder = above
        walk = _Walk(folders, heads)
        return Arrangement(tuple(walk.pages("", ())))

    def facts(self, page: Page, front: FrontMatter, heading: str) -> PageFacts:
        """Title, address, date and tags from the head; drafts are hidden."""
        title = front.text("title") or front.text("linkTitle") or heading or title_from_path(page.path)
        hidden = "a draft (`draft: true`)" if front.text("draft").lower() == "true" else ""
        return PageFacts(title, _location(page.path, front), front.date("date"), front.texts("tags"), hidden)

    def prepare(self, text: str) -> str:
        """Without shortcodes; words in their arguments stay."""
        return without_shortcodes(text)

    def slugger(self) -> Slugger:
        """Hugo's default `github` ids."""
        return numbered(github_slug)


class _Walk:
    """A walk through the folders: `folders` has the pages and folders right below each."""

    def __init__(self, folders: dict[str, list[str]], heads: dict[str, FrontMatter]) -> None:
        self._folders = folders
        self._heads = heads
        self._count = 0

    def pages(self, folder: str, chapters: tuple[str, ...]) -> Iterator[Page]:
        """The pages of `folder` and below: its own page first, then the rest by weight. Depth is bounded by paths."""
        below = self._folders.get(folder, [])
        own = next((path for path in below if _stem(path) == _SECTION and path in self._heads), "")
        if own:
            self._count += 1
            yield Page(own, self._count, self._title(own), chapters)
            if self._title(own) and not _HOME.fullmatch(folder):
                chapters = (*chapters, self._title(own))
        for path in sorted(below, key=self._rank):
            if path in self._heads and path != own:
                self._count += 1
                yield Page(path, self._count, self._title(path), chapters)
            elif path in self._folders and path not in self._heads:
                yield from self.pages(path, chapters)

    def _title(self, path: str) -> str:
        return self._heads[path].text("title") or self._heads[path].text("linkTitle")

    def _rank(self, path: str) -> tuple[int, str]:
        """A page's weight, or a folder's as its own page tells it; those without one come last, by path."""
        pages = [path] if path in self._heads else [p for p in self._folders[path] if _stem(p) in (_SECTION, "index")]
        weight = next((self._heads[page].text("weight") for page in pages if page in self._heads), "")
        return (int(weight) or _LAST if re.fullmatch(r"-?\d{1,9}", weight) else _LAST), path


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].split(".", 1)[0]


def _location(path: str, front: FrontMatter) -> str:
    """`content/docs/Setup/_index.md` → `docs/setup/`; a head's `url` or `slug` takes precedence."""
    if front.text("url"):
        return quote(front.text("url").lstrip("/"))
    folder, _, name = path.removeprefix(_ROOT).rpartition("/")
    stem = name.rsplit(".", 1)[0]
    last = "" if stem in (_SECTION, "index") else front.text("slug") or stem
    parts = [_NOT_IN_URL.sub("-", part).lower() for part in (*folder.split("/"), last) if part]
    return quote("/".join(parts) + "/" if parts else "")
