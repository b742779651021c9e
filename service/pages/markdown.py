"""A document's Markdown as safe HTML, read as the index reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import nh3
from markdown_it.token import Token
from markupsafe import escape

from corpus.layouts import LAYOUTS
from corpus.model import Document
from corpus.readers.front_matter import split
from corpus.readers.indented import is_prose, split_sentences
from corpus.readers.inline import MAX_CHARACTERS, MAX_EFFORT, effort
from corpus.readers.parser import TangledError, block_tokens, markdown_parser
from service.links import READER
from service.pages.dressing import Dresser, Headings, Surroundings

_TAGS = frozenset(
    (
        *(
            "a",
            "abbr",
            "b",
            "br",
            "code",
            "del",
            "em",
            "i",
            "img",
            "ins",
            "kbd",
            "mark",
            "q",
            "s",
            "samp",
            "small",
            "span",
        ),
        *("strong", "sub", "sup", "u"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "blockquote", "hr", "ul", "ol", "li", "dl", "dt", "dd"),
        *("div", "section", "figure", "figcaption", "details", "summary"),
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th"),
    )
)
_ATTRIBUTES = {
    "a": {"href", "title", "class", "data-concept"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "code": {"class"},
    "pre": {"tabindex"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start"},
    "details": {"open"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
_KNOWN_STARTS = {"src": ("https://",), "href": ("https://", "http://", "mailto:", "#", READER, "/explore?")}
_SCHEMES = {"http", "https", "mailto"}
_IMAGE = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_GIVEN_ANCHOR = re.compile(r"[ \t]{0,20}\{:?[ \t]{0,20}#[^\s{}]{1,200}[^{}]{0,200}\}[ \t]{0,20}$")


def to_html(document: Document, layout: str, around: Surroundings) -> str:
    """The document as HTML that holds no script, no style and no handler, whatever stands in it."""
    text = "\n".join(document.lines)
    front = split(text)
    body = LAYOUTS[layout].prepare("\n".join(document.lines[front.end :]))
    env: dict[str, Any] = {}
    try:
        tokens = list(_read(block_tokens(body, env), env))
    except TangledError:
        return f"<pre>{escape(body)}</pre>"
    _parse_inline(tokens, env)
    anchors = {section.line: section.anchor for section in document.sections if section.anchor}
    Dresser(Headings(anchors, front.end + 1, title_shift(document)), around).dress(tokens)
    parser = markdown_parser()
    html = nh3.clean(
        parser.renderer.render(tokens, parser.options, env),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_checked,
        link_rel="noopener",
        url_schemes=_SCHEMES,
    )
    return _IMAGE.sub(_with_words, html)


def title_shift(document: Document) -> int:
    """How many levels the headings rise so that the one that repeats the document's title is the page's own."""
    first = next((section for section in document.sections if section.heading), None)
    repeats = first is not None and (document.title in first.heading or first.heading in document.title)
    return first.level - 1 if first is not None and repeats else 0


def _read(tokens: list[Token], env: dict[str, Any]) -> Iterator[Token]:
    """The tokens with Chinese prose that was indented by four spaces as Markdown, a paragraph a line."""
    for token in tokens:
        if token.type == "code_block" and is_prose(token.content):
            yield from _paragraphs(block_tokens(token.content, env))
        else:
            yield token


def _paragraphs(tokens: list[Token]) -> Iterator[Token]:
    for place, token in enumerate(tokens):
        if token.type != "inline" or tokens[place - 1].type != "paragraph_open" or token.level != 1:
            yield token if token.type != "heading_open" else replace(token, map=None)
            continue
        for number, (content, _) in enumerate(split_sentences(token.content, 0)):
            if number:
                yield Token("paragraph_close", "p", -1, block=True)
                yield Token("paragraph_open", "p", 1, block=True)
            yield replace(token, content=content)


def _parse_inline(tokens: list[Token], env: dict[str, Any]) -> None:
    """Parses the text of paragraphs and headings; what would cost too much stays plain text."""
    parser = markdown_parser()
    left = 10 * MAX_EFFORT
    for place, token in enumerate(tokens):
        if token.type != "inline":
            continue
        content = token.content
        if tokens[place - 1].type == "heading_open" and content.endswith("}"):
            content = _GIVEN_ANCHOR.sub("", content)
        token.children = []
        cost = effort(content)
        if len(content) > MAX_CHARACTERS or cost > min(MAX_EFFORT, left):
            token.children.append(Token("text", "", 0, content=content))
        else:
            left -= cost
            parser.inline.parse(content, parser, env, token.children)


def _with_words(image: re.Match[str]) -> str:
    """A picture that HTML in the text left without words has none to say."""
    return image[0] if ' alt="' in image[0] else f'<img alt=""{image[1]}>'


def _checked(tag: str, name: str, value: str) -> str | None:
    """Classes that our styles do not know go, and addresses that HTML in the text left relative."""
    if name in ("src", "href"):
        return value if value.startswith(_KNOWN_STARTS[name]) else None
    if name == "class":
        known = value == "concept" if tag == "a" else value.startswith("language-")
        return value if known else None
    return value
