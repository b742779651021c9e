"""GitBook: SUMMARY.md gives order, nesting and titles; anchors as GitBook's own slugs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from corpus.layouts.model import Arrangement, Contents, Page, PageFacts, Slugger
from corpus.layouts.naming import address, title_from_path, without_number
from corpus.readers.front_matter import FrontMatter
from corpus.readers.model import Heading

SUMMARY = "SUMMARY.md"
_STEERING = frozenset((SUMMARY, "GLOSSARY.md", "LANGS.md"))
_ITEM = re.compile(r"(?P<indent>[ \t]{0,40})[*+-][ \t]+(?P<rest>\S.{0,2000})")
_LINK = re.compile(r"\[(?P<title>(?:\\.|[^\]\\])*)\]\(\s*<?(?P<target>[^)>\s]*)")
_TAG_LINE = re.compile(r"\{%[^%\n]{0,500}%\}")
_INDEXES = frozenset(("readme",))
_DROPPED = re.compile(r"[\[\]!\"'#$%&()*+,./:;<=>?@\\^_`{|}~©∑®†“”‘’∂ƒ™℠…œŒ˚ºª•∆∞♥]+")


def slug(text: str) -> str:
    """The anchor of a heading: `4.3.2 删除虚悬镜像` → `432-删除虚悬镜像`. Repeats get the same one, as GitBook does.

    Rules: symbols and ASCII punctuation go (full-width marks stay), spaces become hyphens, runs of hyphens one.
    """
    made = re.sub(r"-{2,}", "-", _DROPPED.sub("", text).replace(" ", "-")).lower()
    return made.removeprefix("-")


class GitBook:
    """The book of a SUMMARY.md; pages that it does not list follow in path order."""

    def arrange(self, contents: Contents) -> Arrangement:
        """Pages as the summary lists them. Steering files are no pages; what is listed but missing is named."""
        summary = contents.text(SUMMARY)
        paths = {path for path in contents.paths if path not in _STEERING}
        pages: dict[str, Page] = {}
        problems: list[tuple[str, int, str]] = []
        if summary is None:
            problems.append((SUMMARY, 0, "missing: pages are read in the order of their paths"))
        for line, path, title, chapters in _entries(summary or ""):
            if path in pages:
                continue
            if path in paths:
                pages[path] = Page(path, len(pages) + 1, title, chapters)
            elif contents.text(path) is None:
                problems.append((SUMMARY, line, f"lists {path}, which is not there"))
        unlisted = sorted(paths - pages.keys())
        for path in unlisted:
            if summary is not None:
                problems.append((path, 0, f"not listed in {SUMMARY}: read after the listed pages"))
            pages[path] = Page(path, len(pages) + 1)
        return Arrangement(tuple(pages.values()), tuple(problems))

    def facts(self, page: Page, front: FrontMatter, heading: str) -> PageFacts:
        """The summary's title without its number; else the head's, the first heading, the file's name."""
        title = page.title or front.text("title") or heading or title_from_path(page.path)
        tags = front.texts("tags")
        return PageFacts(without_number(title), address(page.path, _INDEXES, ""), front.date("date"), tags)

    def prepare(self, text: str) -> str:
        """Without GitBook's block tags such as `{% hint style="info" %}`."""
        return _TAG_LINE.sub("", text) if "{%" in text else text

    def slugger(self) -> Slugger:
        """GitBook's."""

        def anchor(heading: Heading) -> str:
            return slug(heading.text)

        return anchor


def _entries(summary: str) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
    """(line, path, title, titles of the chapters above) of every listed page, in the summary's order."""
    trail: list[tuple[int, str]] = []
    for number, text in enumerate(summary.split("\n"), 1):
        item = _ITEM.match(text)
        if not item:
            if text.startswith("#"):
                trail.clear()
            continue
        indent = len(item["indent"].expandtabs(4))
        link = _LINK.search(item["rest"])
        title = (link["title"] if link else item["rest"]).replace("\\", "").strip()
        while trail and trail[-1][0] >= indent:
            trail.pop()
        target = unquote(link["target"].partition("#")[0]) if link else ""
        if target and "://" not in target:
            yield number, posixpath.normpath(target).lstrip("/"), title, tuple(above for _, above in trail)
        trail.append((indent, title))
