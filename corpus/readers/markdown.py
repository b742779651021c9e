"""Markdown → headings and blocks with their lines, from markdown-it's block tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from markdown_it.token import Token

from corpus.model import Block, BlockKind
from corpus.readers.front_matter import split
from corpus.readers.indented import is_prose, split_sentences
from corpus.readers.inline import MAX_CHARACTERS, InlineReader
from corpus.readers.model import Heading, Reading
from corpus.readers.parser import MAX_NESTING, TangledError, block_tokens
from corpus.readers.runs import TextRuns
from corpus.readers.tags import visible_text

MAX_PLAIN = 200_000
"""How much is taken of a file that is no Markdown that anybody wrote."""

DIAGRAMS = frozenset(("mermaid", "plantuml", "puml", "dot", "graphviz", "flow", "sequence"))

_CONTAINERS = {
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "blockquote_open": BlockKind.QUOTE,
}
_CONTAINER_ENDS = frozenset(("bullet_list_close", "ordered_list_close", "blockquote_close"))
_ANCHOR = re.compile(r"[ \t]*\{:?[ \t]*#([^\s{}]+)[^{}]*\}[ \t]*$")
_SENTENCE_END = ("。", "！", "？", "!", "?", "；", ".")
_TABLE_PART = re.compile(r"\s*</?(?:t[dhr]|tbody|thead)\b", re.IGNORECASE)
_MARKER = re.compile(r"\[[ xX]\][ \t]+|\[![A-Za-z]{1,20}\][+-]?[ \t]*\n?")
_NAMED = 5
"""How many places of one kind are named before they are counted."""


def read_markdown(text: str, prepare: Callable[[str], str] = str) -> Reading:
    """The head, headings and blocks of `text`; `prepare` turns a site generator's own marks into plain Markdown
    and keeps every line where it was. Any text is readable: what cannot be understood is taken as plain text."""
    front = split(text)
    body = text.split("\n", front.end)[front.end] if front.end <= text.count("\n") else ""
    first = front.end + 1
    body, warnings = _without_endless_lines(prepare(body), first)
    walk = _Walk(first)
    try:
        walk.take(block_tokens(body, walk.env))
    except TangledError:
        rest = f", what follows its first {MAX_PLAIN} characters left out" if len(body) > MAX_PLAIN else ""
        warnings.append(f"too tangled to read as Markdown, taken as plain text{rest}")
        return Reading(front, tuple(plain_blocks(body[:MAX_PLAIN], first)), (*front.warnings, *warnings))
    return Reading(front, tuple(walk.elements), (*front.warnings, *warnings, *walk.warnings()))


def plain_blocks(body: str, first: int) -> Iterator[Block]:
    """The paragraphs of `body`, whose first line is `first`, as prose, marks and all."""
    runs = TextRuns()
    start = 0
    for line, text in enumerate((*body.split("\n"), ""), first):
        if text.strip():
            start = start or line
            runs.break_line()
            runs.add(text.strip(), line)
        elif start:
            block = runs.block(BlockKind.PROSE, start)
            if block:
                yield block
            runs, start = TextRuns(), 0


def _without_endless_lines(body: str, first: int) -> tuple[str, list[str]]:
    """`body` with lines that no person wrote (a picture as text, a bomb) left empty."""
    if len(body) <= MAX_CHARACTERS:
        return body, []
    lines = body.split("\n")
    endless = [number for number, text in enumerate(lines) if len(text) > MAX_CHARACTERS]
    for number in endless:
        lines[number] = ""
    told = [f"line {number + first}: left out, longer than {MAX_CHARACTERS} characters" for number in endless]
    return "\n".join(lines), told


class _Walk:
    """One walk over the block tokens of a file, or of an indented part of what `outer` walks over; `base` is the line
    in the file of the first line of the tokens' text."""

    def __init__(self, base: int, outer: _Walk | None = None) -> None:
        self.env: dict[str, Any] = outer.env if outer else {}
        self.inline: InlineReader = outer.inline if outer else InlineReader(self.env)
        self.indented = outer is not None
        self.base = base
        self.elements: list[Heading | Block] = []
        self.containers: list[BlockKind] = []
        self.runs = TextRuns()
        self.rules: list[int] = []
        self.deepest = 0

    def warnings(self) -> list[str]:
        """What had to be guessed or left out, with its line."""
        refused = self.inline.refused
        said = [f"line {line}: too tangled to read as Markdown, taken as plain text" for line in refused[:_NAMED]]
        if len(refused) > _NAMED:
            said.append(f"{len(refused) - _NAMED} more paragraphs were too tangled to read as Markdown")
        said += [f"line {line}: a paragraph above a rule was not taken as a heading" for line in self.rules[:_NAMED]]
        if self.deepest > MAX_NESTING - 4:
            said.append("nested too deep: the innermost parts were left out")
        return said

    def take(self, tokens: list[Token]) -> None:
        """Adds the elements of all tokens."""
        index = 0
        while index < len(tokens):
            token = tokens[index]
            kind = token.type
            if kind == "inline":
                self._inline(token, tokens[index - 1])
            elif kind in _CONTAINERS:
                self.containers.append(_CONTAINERS[kind])
                self.deepest = max(self.deepest, token.level)
            elif kind in _CONTAINER_ENDS:
                if len(self.containers) == 1:
                    self._close()
                self.containers.pop()
            elif kind in ("fence", "code_block", "html_block"):
                self._close()
                self._literal(token)
            elif kind == "table_open":
                self._close()
                index = self._table(tokens, index)
            index += 1

    def _line(self, token: Token) -> int:
        return (token.map[0] if token.map else 0) + self.base

    def _add(self, element: Heading | Block | None) -> None:
        if element is not None:
            self.elements.append(element)

    def _close(self) -> None:
        """Ends the text of a list or quote gathered so far, so that a block inside it can stand by itself."""
        if self.containers:
            self._add(self.runs.block(self.containers[0]))
            self.runs = TextRuns()

    def _inline(self, token: Token, opening: Token) -> None:
        line = self._line(token)
        if opening.type == "heading_open" and not self.containers and not self.indented:
            if not self._accidental(token, opening):
                self._add(self._heading(token.content, int(opening.tag[1]), line))
                return
            self.rules.append(line)
        if self.containers:
            self.runs.break_line()
            self.inline.add(self.runs, *_without_marker(token.content, line))
        elif self.indented:
            for part, at in split_sentences(token.content, line):
                self._prose(part, at)
        else:
            self._prose(token.content, line)

    def _prose(self, content: str, line: int) -> None:
        runs = TextRuns()
        self.inline.add(runs, content, line)
        self._add(runs.block(BlockKind.PROSE, line))

    def _accidental(self, token: Token, opening: Token) -> bool:
        """Whether a rule under a paragraph made it a heading by accident: it is a sentence, or long."""
        content = token.content
        return opening.markup == "-" and (content.endswith(_SENTENCE_END) or len(content) > 80)

    def _heading(self, content: str, level: int, line: int) -> Heading:
        anchor = ""
        found = _ANCHOR.search(content[-200:]) if content.endswith("}") else None
        if found:
            anchor = found.group(1)
            content = content[: len(content) - len(found.group())]
        return Heading(level, self.inline.plain(content, line), line, anchor)

    def _literal(self, token: Token) -> None:
        line = self._line(token)
        if token.type == "html_block":
            self._html(token.content, line)
            return
        if token.type == "code_block" and not self.indented:
            if _TABLE_PART.match(token.content):
                self._html(token.content, line)
                return
            if is_prose(token.content):
                self._indented(token.content, line)
                return
        fenced = token.type == "fence"
        info = token.info.strip().split(None, 1)[0].strip("{}").lower() if token.info.strip() else ""
        text = token.content[:-1] if token.content.endswith("\n") else token.content
        if text.strip():
            kind = BlockKind.DIAGRAM if info in DIAGRAMS else BlockKind.CODE
            first = line + 1 if fenced else line
            lines = tuple(range(first, first + text.count("\n") + 1))
            self._add(Block(kind, text, line, lines, info=info))

    def _indented(self, content: str, line: int) -> None:
        """Adds the blocks of prose that was indented by four spaces."""
        inner = _Walk(line, self)
        inner.take(block_tokens(content, self.env))
        self.elements += inner.elements
        self.deepest = max(self.deepest, inner.deepest)

    def _html(self, markup: str, line: int) -> None:
        runs = TextRuns()
        for offset, text in enumerate(visible_text(markup).split("\n")):
            runs.break_line()
            runs.add(text, line + offset)
        self._add(runs.block(BlockKind.PROSE))

    def _table(self, tokens: list[Token], index: int) -> int:
        """Adds the table that begins at `index`; gives the index of its last token."""
        runs = TextRuns()
        line = self._line(tokens[index])
        first = True
        while tokens[index].type != "table_close":
            token = tokens[index]
            if token.type == "tr_open":
                runs.break_line()
                first = True
            elif token.type == "inline":
                at = self._line(token)
                if not first:
                    runs.add(" | ", at)
                first = False
                self.inline.add(runs, token.content, at, breaks=False)
            index += 1
        self._add(runs.block(BlockKind.TABLE, line))
        return index


def _without_marker(content: str, line: int) -> tuple[str, int]:
    """A paragraph of a list or quote without the box of a task or the label of an alert (`[!NOTE]`), and its line."""
    marker = _MARKER.match(content)
    if not marker:
        return content, line
    return content[marker.end() :], line + marker[0].count("\n")
