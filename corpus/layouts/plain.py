"""A folder of Markdown files without a generator: path order, GitHub's anchors."""

from __future__ import annotations

from corpus.layouts.model import Arrangement, Contents, Page, PageFacts, Slugger
from corpus.layouts.naming import address, github_slug, numbered, title_from_path, without_number
from corpus.readers.front_matter import FrontMatter


class Plain:
    """Every file is a page; links go to the files themselves, as on GitHub."""

    def arrange(self, contents: Contents) -> Arrangement:
        """All files by path."""
        return Arrangement(tuple(Page(path) for path in sorted(contents.paths)))

    def facts(self, page: Page, front: FrontMatter, heading: str) -> PageFacts:
        """Title from the head, else the first heading, else the file's name."""
        title = front.text("title") or without_number(heading) or title_from_path(page.path)
        tags = front.texts("tags") or front.texts("tag")
        suffix = page.path[page.path.rfind(".") :] if "." in page.path else ""
        return PageFacts(title, address(page.path, frozenset(), suffix), front.date("date"), tags)

    def prepare(self, text: str) -> str:
        """Plain Markdown has no marks of its own."""
        return text

    def slugger(self) -> Slugger:
        """GitHub's."""
        return numbered(github_slug)
