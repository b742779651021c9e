"""markdown-it set up for reading: the rules we take, and bounds on what an untrusted text can cost."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.newline import newline
from markdown_it.token import Token
from markdown_it.utils import EnvType

MAX_NESTING = 100
MAX_STEPS = 60_000
"""Rounds of the block parser for one file; the longest page that people wrote, 250 kB, takes 15,000."""

MAX_LINES = 200_000

MAX_CELL_MARKS = 200_000
"""`|` characters in one file; each may become the cell of a table."""


class TangledError(Exception):
    """A text would take too long to read as Markdown."""


@cache
def markdown_parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough; inline text is left unparsed, targets of links stay as written."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.disable(["inline", "text_join"])
    parser.inline.ruler.at("newline", _newline_with_place)
    everywhere = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("table", "count_steps", _count_steps, {"alt": everywhere})
    parser.normalizeLink = _as_written  # type: ignore[method-assign]  # markdown-it documents it as a setting
    return parser


def block_tokens(text: str, env: EnvType) -> list[Token]:
    """The block tokens of `text`, a file or a part of it. `env` is the file's: it takes link definitions and counts
    the steps. Raises `TangledError`."""
    if text.count("|") > MAX_CELL_MARKS or text.count("\n") > MAX_LINES:
        raise TangledError
    env.setdefault("steps", 0)
    return markdown_parser().parse(text, env)


def _as_written(url: str) -> str:
    return url


def _count_steps(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule that never applies: it stands before all others and counts how often the parser asks."""
    state.env["steps"] += 1
    if state.env["steps"] > MAX_STEPS:
        raise TangledError
    return False


def _newline_with_place(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for line breaks, which also notes where in the source the break stands."""
    place = state.pos
    if not newline(state, silent):
        return False
    if not silent:
        state.tokens[-1].meta = {"place": place}
    return True
