"""Markdown inside a paragraph, heading or cell → runs of text, by markdown-it's inline parser."""

from __future__ import annotations

import re
from bisect import bisect_right

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.newline import newline
from markdown_it.token import Token

from corpus.readers.runs import TextRuns

MAX_CHARACTERS = 100_000
"""A longer paragraph is taken as plain text."""

MAX_EFFORT = 4_000_000
"""Openers × special characters: what the inline parser may cost before a paragraph is taken as plain text."""

_SPECIAL = re.compile(r"[!\[\]<>*_`~\\&\n]")
_BREAK_TAG = re.compile(r"<br\b", re.IGNORECASE)


def _newline_with_place(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for line breaks, which also notes where in the source the break stands."""
    place = state.pos
    if not newline(state, silent):
        return False
    if not silent:
        state.tokens[-1].meta = {"place": place}
    return True


def inline_parser() -> MarkdownIt:
    """markdown-it with the rules that we read: CommonMark, tables, strikethrough; targets of links as written."""
    parser = MarkdownIt("commonmark", {"maxNesting": 100})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.disable(["inline", "text_join"])
    parser.inline.ruler.at("newline", _newline_with_place)
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]  # markdown-it's documented way to set it
    return parser


def effort(content: str) -> int:
    """An upper bound, in steps, on what parsing `content` can cost: every opener may look at every special mark."""
    openers = content.count("[") + content.count("<") + content.count("`")
    return (1 + openers) * (1 + len(_SPECIAL.findall(content))) if openers > 20 else len(content)


class InlineReader:
    """Adds inline Markdown to a `TextRuns`. One reader serves one file: it counts the effort spent on it."""

    def __init__(self, parser: MarkdownIt, env: dict[str, object]) -> None:
        self._parser = parser
        self._env = env
        self._budget = 10 * MAX_EFFORT
        self.refused: list[int] = []

    def add(self, runs: TextRuns, content: str, line: int, breaks: bool = True) -> None:
        """Adds `content`, which begins on `line`; without `breaks` its line breaks become spaces."""
        tokens = self._tokens(content, line)
        if tokens is None:
            _add_plain(runs, content, line)
            return
        newlines = [at for at, character in enumerate(content) if character == "\n"] if "\n" in content else []
        _Walk(runs, newlines, line, breaks).take(tokens)

    def plain(self, content: str, line: int) -> str:
        """`content` without marks, on one line."""
        runs = TextRuns()
        self.add(runs, content, line, breaks=False)
        return " ".join(runs.text().split())

    def _tokens(self, content: str, line: int) -> list[Token] | None:
        cost = effort(content)
        if len(content) > MAX_CHARACTERS or cost > MAX_EFFORT or cost > self._budget:
            self.refused.append(line)
            return None
        self._budget -= cost
        tokens: list[Token] = []
        self._parser.inline.parse(content, self._parser, self._env, tokens)
        return tokens


def _add_plain(runs: TextRuns, content: str, line: int) -> None:
    for offset, text in enumerate(content.split("\n")):
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
            self._soft_break()

    def _break(self, token: Token) -> None:
        place = token.meta.get("place")
        self.line = self.line + 1 if place is None else self.first + bisect_right(self.newlines, place)
        self._soft_break()

    def _soft_break(self) -> None:
        if self.breaks:
            self.runs.break_line()
        else:
            self.runs.add(" ", self.line)
