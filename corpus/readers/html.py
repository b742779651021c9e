"""HTML → headings and blocks with their lines. Any markup is readable, in linear time."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from corpus.model import Block, BlockKind
from corpus.readers.front_matter import FrontMatter
from corpus.readers.model import Heading, Reading
from corpus.readers.runs import TextRuns
from corpus.readers.tags import without_hidden

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:[^<>\"']|\"[^\"<]{0,500}\"|'[^'<]{0,500}')*+)>"
)
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SKIPPED = frozenset(("nav", "footer", "aside", "form", "button", "select", "noscript"))
_KINDS = {
    "ul": BlockKind.LIST,
    "ol": BlockKind.LIST,
    "dl": BlockKind.LIST,
    "table": BlockKind.TABLE,
    "blockquote": BlockKind.QUOTE,
}
_LINES = frozenset(("li", "dt", "dd", "tr", "p", "div", "br", "hr", "section", "article", "main", "header", "figure"))
_MAX_MARKS = 50
_MARKS = frozenset(("code", "strong", "b", "a"))


def read_html(text: str) -> Reading:
    """The title, headings and blocks of a page, without what every page of a site repeats (navigation, footer)."""
    walk = _Walk()
    markup = without_hidden(text)
    line, position = 1, 0
    for tag in _TAG.finditer(markup):
        walk.words(markup[position : tag.start()], line)
        line += markup.count("\n", position, tag.start())
        walk.tag(tag, line)
        line += tag[0].count("\n")
        position = tag.end()
    walk.words(markup[position:], line)
    walk.end_block()
    return Reading(FrontMatter({"title": walk.title} if walk.title else {}), tuple(walk.elements))


class _Walk:
    """Gathers headings and blocks from the tags and words of a page; what is never closed ends with the page."""

    def __init__(self) -> None:
        self.title = ""
        self.elements: list[Heading | Block] = []
        self._runs = TextRuns()
        self._kinds: list[BlockKind] = []
        self._skipped = ""
        self._depth = 0
        self._heading: tuple[int, str, int] | None = None
        self._code: tuple[list[str], int] | None = None
        self._info = ""
        self._in_title = False
        self._cells = 0
        self._gap = False
        self._marks: list[tuple[str, tuple[int, int], str, int]] = []

    def tag(self, tag: re.Match[str], line: int) -> None:
        """Opens or closes what the tag, which stands on `line`, begins or ends."""
        name = tag["name"].lower()
        if self._skipped:
            self._depth += (-1 if tag["end"] else 1) if name == self._skipped else 0
            self._skipped = self._skipped if self._depth else ""
        elif name in _SKIPPED:
            self._skipped, self._depth = ("", 0) if tag["end"] else (name, 1)
        elif name == "title":
            self._in_title = not tag["end"] and not self.title
        elif tag["end"]:
            self._close(name)
        else:
            self._open(name, tag["rest"], line)

    def _open(self, name: str, rest: str, line: int) -> None:
        if name in _HEADINGS:
            self.end_block()
            self._heading = (_HEADINGS[name], _attribute(rest, "id"), line)
        elif name == "pre":
            self.end_block()
            self._code, self._info = ([], line), ""
        elif name in _KINDS:
            if not self._kinds:
                self.end_block()
            self._kinds.append(_KINDS[name])
        elif name in ("td", "th"):
            if self._cells:
                self._runs.add(" | ", line)
            self._cells += 1
        elif name in _LINES:
            self._end_line(name)
        elif name in _MARKS:
            self._open_mark(name, rest, line)
        elif name == "img":
            self.words(_attribute(rest, "alt"), line)

    def _open_mark(self, name: str, rest: str, line: int) -> None:
        if self._code is None and len(self._marks) < _MAX_MARKS:
            self._space(line)
            self._marks.append((name, self._runs.mark(), _attribute(rest, "href"), line))
        elif self._code is not None and name == "code":
            classes = _attribute(rest, "class").split()
            self._info = next((word[9:].lower() for word in classes if word.startswith("language-")), "")

    def _close(self, name: str) -> None:
        if name in _HEADINGS or name == "pre":
            self.end_block()
        elif name in _KINDS:
            if len(self._kinds) == 1:
                self.end_block()
            if self._kinds:
                self._kinds.pop()
        elif name in _LINES:
            self._end_line(name)
        elif self._marks and self._marks[-1][0] == name:
            _, mark, target, line = self._marks.pop()
            if name == "code":
                self._runs.code(mark)
            elif name != "a":
                self._runs.bold(mark)
            elif target:
                self._runs.link(mark, target, line)

    def _end_line(self, name: str) -> None:
        if self._kinds and self._kinds[0] is BlockKind.TABLE:
            if name == "tr":
                self._cells = 0
                self._runs.break_line()
        elif self._kinds or name == "br":
            self._runs.break_line()
        elif self._heading is None and self._code is None:
            self.end_block()

    def words(self, raw: str, line: int) -> None:
        """Adds text that begins on `line`; white space is one space, as a browser shows it."""
        text = html.unescape(raw)
        if self._skipped or not raw:
            return
        if self._in_title:
            self.title = " ".join(f"{self.title} {text}".split())
        elif self._code is not None:
            self._code[0].append(text)
        else:
            line += raw[: len(raw) - len(raw.lstrip())].count("\n")
            self._gap = self._gap or text[0].isspace()
            words = " ".join(text.split())
            if words:
                self._space(line)
                self._runs.add(words, line)
                self._gap = text[-1].isspace()

    def _space(self, line: int) -> None:
        """Adds the space that stands between what was added and what comes."""
        if self._gap and not self._runs.at_line_start():
            self._runs.add(" ", line)
        self._gap = False

    def end_block(self) -> None:
        """Ends the heading or block gathered so far."""
        if self._code is not None:
            self.elements.extend(self._code_block(*self._code))
        elif self._heading is not None:
            level, anchor, line = self._heading
            self.elements.append(Heading(level, " ".join(self._runs.text().split()), line, anchor))
        else:
            block = self._runs.block(self._kinds[0] if self._kinds else BlockKind.PROSE)
            self.elements.extend((block,) if block else ())
        self._marks.clear()
        self._runs, self._heading, self._code, self._cells, self._gap = TextRuns(), None, None, 0, False

    def _code_block(self, pieces: list[str], line: int) -> Iterator[Block]:
        text = "".join(pieces).rstrip()
        first = line + text[: len(text) - len(text.lstrip("\n"))].count("\n")
        text = text.lstrip("\n")
        if text:
            kind = BlockKind.DIAGRAM if self._info == "mermaid" else BlockKind.CODE
            yield Block(kind, text, line, tuple(range(first, first + text.count("\n") + 1)), info=self._info)


def _attribute(rest: str, name: str) -> str:
    """The value of an attribute of a tag; empty where it has none."""
    for found in _ATTRIBUTE.finditer(rest):
        if found[1].lower() == name:
            return html.unescape(found[2] or found[3] or found[4] or "").strip()
    return ""
