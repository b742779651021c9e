"""Markdown inside a paragraph, heading or cell → runs of text, by markdown-it's inline parser."""

from __future__ import annotations

import re
from bisect import bisect_right

from markdown_it.token import Token
from markdown_it.utils import EnvType

from corpus.readers.parser import markdown_parser
from corpus.readers.runs import TextRuns

MAX_CHARACTERS = 100_000
"""A longer paragraph is taken as plain text."""

MAX_EFFORT = 4_000_000
"""What the inline parser may cost, see `effort`, before a paragraph is taken as plain text; a file has ten times it."""

_PARAGRAPH_EFFORT = 200
_SPECIAL = re.compile(r"[!\[\]<>*_`~\\&\n]")
_BREAK_TAG = re.compile(r"<br\b", re.IGNORECASE)


def effort(content: str) -> int:
    """An upper bound, in steps, on what parsing `content` can cost: every opener may look at every special mark."""
    openers = content.count("[") + content.count("<") + content.count("`")
    if openers <= 20:
        return len(content) + _PARAGRAPH_EFFORT
    return (1 + openers) * (1 + len(_SPECIAL.findall(content)))


class InlineReader:
    """Adds inline Markdown to a `TextRuns`. One reader serves one file: it counts the effort spent on it.

    `refused` has the lines of the paragraphs that would have cost too much and were taken as plain text.
    """

    def __init__(self, env: EnvType) -> None:
        self._env = env
        self._left = 10 * MAX_EFFORT
        self.refused: list[int] = []

    def add(self, runs: TextRuns, content: str, line: int, breaks: bool = True) -> None:
        """Adds `content`, which begins on `line`; without `breaks` its line breaks become spaces."""
        if not _SPECIAL.search(content):
            runs.add(content, line)
            return
        cost = effort(content)
        if len(content) > MAX_CHARACTERS or cost > min(MAX_EFFORT, self._left):
            self.refused.append(line)
            _add_plain(runs, content, line, breaks)
            return
        self._left -= cost
        tokens: list[Token] = []
        parser = markdown_parser()
        parser.inline.parse(content, parser, self._env, tokens)
        newlines = [at for at, character in enumerate(content) if character == "\n"] if "\n" in content else []
        _Walk(runs, newlines, line, breaks).take(tokens)

    def plain(self, content: str, line: int) -> str:
        """`content` without marks, on one line."""
        runs = TextRuns()
        self.add(runs, content, line, breaks=False)
        return " ".join(runs.text().split())


def _add_plain(runs: TextRuns, content: str, line: int, breaks: bool) -> None:
    if not breaks:
        runs.add(" ".join(content.split()), line)
        return
    for offset, text in enumerate(content.split("\n")):
        if offset:
            runs.break_line()
        runs.add(text.strip(), line + offset)


class _Walk:
    """One walk over the inline tokens of a block."""

    def __init__(self, runs: TextRuns, newlines: list[int], line: int, breaks: bool) -> None:
        self.runs = runs
        self.newlines = newlines
        self.first = line
        self.line = line
        self.breaks = breaks
        self.bold: list[tuple[int, int]] = []
        self.links: list[tuple[tuple[int, int], str, int]] = []

    def take(self, tokens: list[Token]) -> None:
        """Adds every token."""
        for token in tokens:
            kind = token.type
            if kind in ("text", "text_special"):
                self.runs.add(token.content, self.line)
            elif kind == "code_inline":
                mark = self.runs.mark()
                self.runs.add(token.content, self.line)
                self.runs.code(mark)
            elif kind in ("softbreak", "hardbreak"):
                self._break(token)
            else:
                self._mark(kind, token)

    def _mark(self, kind: str, token: Token) -> None:
        if kind == "strong_open":
            self.bold.append(self.runs.mark())
        elif kind == "strong_close":
            self.runs.bold(self.bold.pop())
        elif kind == "link_open":
            self.links.append((self.runs.mark(), str(token.attrs.get("href", "")), self.line))
        elif kind == "link_close":
            self.runs.link(*self.links.pop())
        elif kind == "image":
            self.runs.add(" ".join(token.content.split()), self.line)
        elif kind == "html_inline" and _BREAK_TAG.match(token.content):
            self._new_line()

    def _break(self, token: Token) -> None:
        place = token.meta.get("place")
        self.line = self.line + 1 if place is None else self.first + bisect_right(self.newlines, place)
        self._new_line()

    def _new_line(self) -> None:
        if self.breaks:
            self.runs.break_line()
        else:
            self.runs.add(" ", self.line)
