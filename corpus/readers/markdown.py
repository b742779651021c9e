"""Markdown → headings and blocks with their lines, from markdown-it's block tokens."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.token import Token

from corpus.model import Block, BlockKind
from corpus.readers.front_matter import split
from corpus.readers.indented import prose_paragraphs
from corpus.readers.inline import InlineReader, inline_parser
from corpus.readers.model import Heading, Reading
from corpus.readers.runs import TextRuns
from corpus.readers.tags import visible_text

DIAGRAMS = frozenset(("mermaid", "plantuml", "puml", "dot", "graphviz", "flow", "sequence"))

_CONTAINERS = {
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "blockquote_open": BlockKind.QUOTE,
}
_CONTAINER_ENDS = frozenset(("bullet_list_close", "ordered_list_close", "blockquote_close"))
_ANCHOR = re.compile(r"[ \t]*\{:?[ \t]*#([^\s{}]+)[^{}]*\}[ \t]*$")
_SENTENCE_END = ("。", "！", "？", "!", "?", "；", ".")
_MAX_LEVEL = 96
"""markdown-it leaves out what is nested deeper than its limit of 100; past this level that is said."""


def read_markdown(text: str, prepare: Callable[[str], str] = str) -> Reading:
    """The head, headings and blocks of `text`; `prepare` turns a site generator's own marks into plain Markdown
    and keeps every line where it was. Any text is readable: what cannot be understood is taken as plain text."""
    front = split(text)
    body = text.split("\n", front.end)[front.end] if front.end <= text.count("\n") else ""
    walk = _Walk(front.end + 1)
    walk.take(walk.parser.parse(prepare(body), walk.env))
    return Reading(front, tuple(walk.elements), (*front.warnings, *walk.warnings()))


class _Walk:
    """One walk over the block tokens of a file; `base` is the file's line of the body's first line."""

    def __init__(self, base: int) -> None:
        self.parser = inline_parser()
        self.env: dict[str, object] = {}
        self.inline = InlineReader(self.parser, self.env)
        self.base = base
        self.elements: list[Heading | Block] = []
        self.containers: list[BlockKind] = []
        self.runs = TextRuns()
        self.rules: list[int] = []
        self.deepest: int = 0

    def warnings(self) -> list[str]:
        """What had to be guessed or left out, with its line."""
        said = [f"line {line}: too tangled to read as Markdown, taken as plain text" for line in self.inline.refused]
        said += [f"line {line}: a paragraph above a rule was not taken as a heading" for line in self.rules]
        if self.deepest > _MAX_LEVEL:
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
            block = self.runs.block(self.containers[0], 0)
            if block:
                self._add(_at_first_line(block))
            self.runs = TextRuns()

    def _inline(self, token: Token, opening: Token) -> None:
        line = self._line(token)
        if opening.type == "heading_open" and not self.containers:
            if not self._accidental(token, opening):
                self._add(self._heading(token.content, int(opening.tag[1]), line))
                return
            self.rules.append(line)
        if self.containers:
            self.runs.break_line()
            self.inline.add(self.runs, token.content, line)
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
        if token.type == "code_block":
            paragraphs = prose_paragraphs(token.content, line)
            if paragraphs is not None:
                for content, at in paragraphs:
                    self._prose(content, at)
                return
        fenced = token.type == "fence"
        info = token.info.strip().split(None, 1)[0].strip("{}").lower() if token.info.strip() else ""
        text = token.content[:-1] if token.content.endswith("\n") else token.content
        if text.strip():
            kind = BlockKind.DIAGRAM if info in DIAGRAMS else BlockKind.CODE
            first = line + 1 if fenced else line
            lines = tuple(range(first, first + text.count("\n") + 1))
            self._add(Block(kind, text, line, lines, info=info))

    def _html(self, markup: str, line: int) -> None:
        runs = TextRuns()
        for offset, text in enumerate(visible_text(markup).split("\n")):
            runs.break_line()
            runs.add(text, line + offset)
        block = runs.block(BlockKind.PROSE, line)
        if block:
            self._add(_at_first_line(block))

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


def _at_first_line(block: Block) -> Block:
    return Block(
        block.kind, block.text, block.line_map[0], block.line_map, block.code_spans, block.bold_spans, block.links
    )
