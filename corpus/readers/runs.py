"""Builds the text of one block piece by piece, and keeps where code, bold runs, links and lines are in it."""

from __future__ import annotations

from corpus.model import Block, BlockKind, Link, Span


class TextRuns:
    """The text of a block under construction; every piece comes with the line of the file that it stands on."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._lines: list[int] = []
        self._broken = False
        self._code: list[Span] = []
        self._bold: list[Span] = []
        self._links: list[Link] = []

    def add(self, text: str, line: int) -> None:
        """Adds `text`; a line break that an entity (`&#10;`) put into it is a space."""
        if not text:
            return
        if "\n" in text:
            text = text.replace("\n", " ")
        if not self._lines:
            self._lines.append(line)
        elif self._broken:
            self._pieces.append("\n")
            self._length += 1
            self._lines.append(line)
        self._broken = False
        self._pieces.append(text)
        self._length += len(text)

    def break_line(self) -> None:
        """What is added next begins a new line of the text; empty lines are never made."""
        self._broken = True

    def at_line_start(self) -> bool:
        """Whether the next piece begins a line, or follows a space."""
        return self._broken or not self._pieces or self._pieces[-1].endswith((" ", "\n"))

    def mark(self) -> tuple[int, int]:
        """The place where the next piece will go, for `code`, `bold` and `link`."""
        return len(self._pieces), self._length

    def code(self, mark: tuple[int, int]) -> None:
        """What was added since `mark` was inline code."""
        self._span(mark, self._code)

    def bold(self, mark: tuple[int, int]) -> None:
        """What was added since `mark` was bold."""
        self._span(mark, self._bold)

    def link(self, mark: tuple[int, int], target: str, line: int) -> None:
        """What was added since `mark` was a link to `target`."""
        self._links.append(Link("".join(self._pieces[mark[0] :]).strip(), target, line))

    def _span(self, mark: tuple[int, int], spans: list[Span]) -> None:
        pieces, start = mark
        if len(self._pieces) > pieces and self._pieces[pieces] == "\n":
            start += 1
        if self._length > start:
            spans.append(Span(start, self._length))

    def text(self) -> str:
        """What was added so far."""
        return "".join(self._pieces)

    def block(self, kind: BlockKind, line: int = 0) -> Block | None:
        """The block, or None where nothing that can be seen was added; it begins on `line`, or on its text's first."""
        text = self.text()
        if not text.strip():
            return None
        lines, code, bold = tuple(self._lines), tuple(self._code), tuple(self._bold)
        return Block(kind, text, line or lines[0], lines, code, bold, tuple(self._links))
