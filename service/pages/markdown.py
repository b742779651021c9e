"""A document's Markdown as safe HTML: the index's anchors, the query's words marked, concepts linked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.layouts import LAYOUTS
from corpus.model import Document, Span
from corpus.readers.front_matter import split
from corpus.readers.indented import prose_paragraphs
from corpus.readers.inline import MAX_CHARACTERS, MAX_EFFORT, effort

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
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start"},
    "details": {"open"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
_WHOLE_EFFORT = 10 * MAX_EFFORT


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A concept named at a span of a text."""

    id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the page knows beside its text.

    `link` and `image` turn a target as written into an address (None: leave the words, drop the link);
    `marks` finds the query's words in a text, `mentions` the concepts; `concept_url` is where a concept is shown.
    """

    link: Callable[[str], str | None]
    image: Callable[[str], str | None]
    marks: Callable[[str], Sequence[Span]]
    mentions: Callable[[str], Sequence[Mentioned]]
    concept_url: Callable[[str], str]


def to_html(document: Document, layout: str, around: Surroundings) -> str:
    """The document as HTML that holds no script, no style and no handler, whatever stands in it."""
    text = "\n".join(document.lines)
    front = split(text)
    body = "\n".join(document.lines[front.end :])
    parser = _parser()
    tokens = parser.parse(LAYOUTS[layout].prepare(body))
    shift = title_shift(document)
    anchors = {section.line: section.anchor for section in document.sections if section.anchor}
    _Dresser(anchors, front.end + 1, around, shift).dress(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(html, tags=set(_TAGS), attributes=_ATTRIBUTES, attribute_filter=_checked, link_rel="noopener",
                     url_schemes={"http", "https", "mailto"})  # fmt: skip


def title_shift(document: Document) -> int:
    """How many levels the headings rise so that the one that repeats the document's title is the page's own."""
    first = next((section for section in document.sections if section.heading), None)
    repeats = first is not None and (document.title in first.heading or first.heading in document.title)
    return first.level - 1 if first is not None and repeats else 0


def _parser() -> MarkdownIt:
    """markdown-it as the index reads it; a paragraph that would cost too much stays plain text."""
    parser = MarkdownIt("commonmark", {"maxNesting": 100, "html": True})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.at("inline", _inline_within_bounds)
    parser.core.ruler.before("inline", "chinese_prose", lambda state: _indented_prose(state.tokens))
    return parser


def _inline_within_bounds(state: object) -> None:
    budget = _WHOLE_EFFORT
    for token in state.tokens:  # type: ignore[attr-defined]  # markdown-it's StateCore
        if token.type != "inline":
            continue
        cost = effort(token.content)
        token.children = []
        if len(token.content) > MAX_CHARACTERS or cost > MAX_EFFORT or cost > budget:
            token.children.append(_token("text", token.content))
            continue
        budget -= cost
        state.md.inline.parse(token.content, state.md, state.env, token.children)  # type: ignore[attr-defined]


def _indented_prose(tokens: list[Token]) -> None:
    """Chinese prose indented by four spaces becomes paragraphs, as it does in the index."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        paragraphs = prose_paragraphs(token.content, 0) if token.type == "code_block" else None
        made = [part for text, _ in paragraphs or () for part in _paragraph(text)]
        if made:
            tokens[place : place + 1] = made
        place += max(len(made), 1)


def _paragraph(text: str) -> tuple[Token, Token, Token]:
    opening, closing = Token("paragraph_open", "p", 1, block=True), Token("paragraph_close", "p", -1, block=True)
    return opening, Token("inline", "", 0, content=text, block=True), closing


def _token(kind: str, content: str) -> Token:
    return Token(kind, "", 0, content=content)


def _checked(tag: str, name: str, value: str) -> str | None:
    """Classes that mean something to our styles stay, others go."""
    if name == "class":
        return (
            value if (tag == "a" and value == "concept") or (tag == "code" and value.startswith("language-")) else None
        )
    return value


@dataclass
class _Dresser:
    """One walk over the tokens: sets anchors and addresses, marks words, links concepts."""

    anchors: Mapping[str, str] | Mapping[int, str]
    base: int
    around: Surroundings
    shift: int = 0
    linked: set[str] = field(default_factory=set)
    in_heading: bool = False
    link_depth: int = 0

    def dress(self, tokens: list[Token]) -> None:
        """Changes the tokens in place."""
        for token in tokens:
            if token.type.startswith("heading_"):
                token.tag = f"h{max(int(token.tag[1]) - self.shift, 1)}"
            if token.type == "heading_open":
                self.in_heading = True
                self.linked = set()
                anchor = self.anchors.get(self.base + token.map[0]) if token.map else None  # type: ignore[call-overload]
                if anchor:
                    token.attrSet("id", anchor)
            elif token.type == "heading_close":
                self.in_heading = False
            elif token.type == "inline" and token.children:
                token.children = [part for child in token.children for part in self._inline(child)]
            elif token.type in ("fence", "code_block"):
                self._code(token)
            elif token.type in ("th_open", "td_open"):
                _aligned(token)

    def _inline(self, token: Token) -> list[Token]:
        if token.type == "text":
            return self._words(token.content)
        if token.type == "code_inline":
            return self._code_words(token.content)
        if token.type == "link_open":
            self.link_depth += 1
            return [self._link(token)]
        if token.type == "link_close":
            self.link_depth -= 1
        if token.type == "image":
            return self._image(token)
        return [token]

    def _link(self, token: Token) -> Token:
        address = self.around.link(str(token.attrs.get("href", "")))
        if address is None:
            token.attrs.pop("href", None)
        else:
            token.attrSet("href", address)
        return token

    def _image(self, token: Token) -> list[Token]:
        address = self.around.image(str(token.attrs.get("src", "")))
        if address is None:
            return [_token("text", f"[{token.content}]")] if token.content else []
        token.attrSet("src", address)
        token.attrSet("loading", "lazy")
        return [token]

    def _words(self, text: str) -> list[Token]:
        """Text with marks; outside headings and links the first mention of each concept of a section is a link."""
        spans: list[tuple[Span, str]] = []
        if not self.in_heading and not self.link_depth:
            for mention in self.around.mentions(text):
                if mention.id not in self.linked and (not spans or mention.span.start >= spans[-1][0].end):
                    self.linked.add(mention.id)
                    spans.append((mention.span, mention.id))
        parts: list[Token] = []
        end = 0
        for span, identity in spans:
            parts += self._marked(text[end : span.start])
            parts.append(_concept_open(identity, self.around.concept_url(identity)))
            parts += self._marked(text[span.start : span.end])
            parts.append(Token("link_close", "a", -1))
            end = span.end
        return [*parts, *self._marked(text[end:])]

    def _marked(self, text: str) -> list[Token]:
        parts: list[Token] = []
        end = 0
        for span in self.around.marks(text) if text else ():
            parts += [_token("text", text[end : span.start]), Token("mark_open", "mark", 1)]
            parts += [_token("text", text[span.start : span.end]), Token("mark_close", "mark", -1)]
            end = span.end
        return [*parts, _token("text", text[end:])]

    def _code_words(self, text: str) -> list[Token]:
        return [Token("code_open", "code", 1), *self._marked(text), Token("code_close", "code", -1)]

    def _code(self, token: Token) -> None:
        """A block of code with its words marked; its language stays as a class."""
        language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        opening = Token("code_open", "code", 1)
        if language:
            opening.attrSet("class", f"language-{language}")
        parts = [opening, *self._marked(token.content), Token("code_close", "code", -1)]
        token.type, token.tag, token.content = "inline", "", ""
        token.children = [Token("pre_open", "pre", 1), *parts, Token("pre_close", "pre", -1)]


def _concept_open(identity: str, address: str) -> Token:
    return Token("link_open", "a", 1, attrs={"href": address, "class": "concept", "data-concept": identity})


def _aligned(token: Token) -> None:
    """`style="text-align:…"`, which no page may carry, as the attribute that says the same."""
    style = str(token.attrs.pop("style", ""))
    if style.startswith("text-align:"):
        token.attrSet("align", style.removeprefix("text-align:"))
