"""What the reader adds to a document's tokens: anchors, addresses, marked words, links to concepts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from corpus.model import Span
from index.model import Run


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
    marks: Callable[[str], Sequence[Run]]
    mentions: Callable[[str], Sequence[Mentioned]]
    concept_url: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Headings:
    """The anchors of headings by their line, the file's line of the tokens' first, and how many levels all rise."""

    anchors: Mapping[int, str]
    base: int
    rise: int


@dataclass
class Dresser:
    """One walk over the tokens of a document."""

    headings: Headings
    around: Surroundings
    linked: set[str] = field(default_factory=set)
    in_heading: bool = False
    link_depth: int = 0

    def dress(self, tokens: list[Token]) -> None:
        """Changes the tokens in place."""
        accidental = False
        for token in tokens:
            kind = token.type
            if kind == "heading_open":
                accidental = self._open_heading(token)
            elif kind == "heading_close":
                self._close_heading(token, accidental)
            elif kind == "inline" and token.children:
                token.children = [part for child in _joined(token.children) for part in self._inline(child)]
            elif kind in ("fence", "code_block"):
                self._code(token)
            elif kind in ("th_open", "td_open"):
                _align(token)

    def _open_heading(self, token: Token) -> bool:
        """Sets the anchor; true where only a rule under a paragraph made it a heading, unlike in the index."""
        line = self.headings.base + token.map[0] if token.map else 0
        anchor = self.headings.anchors.get(line)
        if anchor is None and token.markup == "-":
            token.type, token.tag = "paragraph_open", "p"
            return True
        self.in_heading, self.linked = True, set()
        token.tag = self._risen(token.tag)
        if anchor:
            token.attrSet("id", anchor)
        return False

    def _close_heading(self, token: Token, accidental: bool) -> None:
        self.in_heading = False
        token.tag = "p" if accidental else self._risen(token.tag)

    def _risen(self, tag: str) -> str:
        return f"h{max(int(tag[1]) - self.headings.rise, 1)}"

    def _inline(self, token: Token) -> list[Token]:
        kind = token.type
        if kind == "text":
            return self._words(token.content)
        if kind == "code_inline":
            return [Token("code_open", "code", 1), *self._marked(token.content), Token("code_close", "code", -1)]
        if kind == "link_open":
            self.link_depth += 1
            self._link(token)
        elif kind == "link_close":
            self.link_depth -= 1
        elif kind == "image":
            return self._image(token)
        return [token]

    def _link(self, token: Token) -> None:
        address = self.around.link(str(token.attrs.get("href", "")))
        if address is None:
            token.attrs.pop("href", None)
        else:
            token.attrSet("href", address)

    def _image(self, token: Token) -> list[Token]:
        address = self.around.image(str(token.attrs.get("src", "")))
        if address is None:
            return [_text(f"[{token.content}]")] if token.content else []
        token.attrSet("src", address)
        token.attrSet("loading", "lazy")
        return [token]

    def _words(self, text: str) -> list[Token]:
        """Text with marks; outside headings and links the first mention of each concept of a section is a link."""
        parts: list[Token] = []
        end = 0
        for mention in self._new_mentions(text):
            start = mention.span.start
            parts += self._marked(text[end:start])
            parts.append(_concept_open(mention.id, self.around.concept_url(mention.id)))
            end = mention.span.end
            parts += [*self._marked(text[start:end]), Token("link_close", "a", -1)]
        return [*parts, *self._marked(text[end:])]

    def _new_mentions(self, text: str) -> Iterator[Mentioned]:
        if self.in_heading or self.link_depth:
            return
        end = 0
        for mention in self.around.mentions(text):
            if mention.id not in self.linked and mention.span.start >= end:
                self.linked.add(mention.id)
                end = mention.span.end
                yield mention

    def _marked(self, text: str) -> list[Token]:
        parts: list[Token] = []
        done = 0
        for start, end in self.around.marks(text) if text else ():
            parts += [_text(text[done:start]), Token("mark_open", "mark", 1), _text(text[start:end])]
            parts.append(Token("mark_close", "mark", -1))
            done = end
        return [*parts, _text(text[done:])]

    def _code(self, token: Token) -> None:
        """A block of code with its words marked, that a keyboard can scroll; its language stays as a class."""
        language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        outer = Token("pre_open", "pre", 1, attrs={"tabindex": "0"})
        inner = Token("code_open", "code", 1, attrs={"class": f"language-{language}"} if language else {})
        closing = [Token("code_close", "code", -1), Token("pre_close", "pre", -1)]
        token.children = [outer, inner, *self._marked(token.content), *closing]
        token.type, token.tag, token.content = "inline", "", ""


def _joined(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with neighbouring pieces of text as one, so that words are whole."""
    gathered: list[str] = []
    for token in tokens:
        if token.type in ("text", "text_special"):
            gathered.append(token.content)
            continue
        if gathered:
            yield _text("".join(gathered))
            gathered = []
        yield token
    if gathered:
        yield _text("".join(gathered))


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _concept_open(identity: str, address: str) -> Token:
    return Token("link_open", "a", 1, attrs={"href": address, "class": "concept", "data-concept": identity})


def _align(token: Token) -> None:
    """`style="text-align:…"`, which no page may carry, as the attribute that says the same."""
    style = str(token.attrs.pop("style", ""))
    if style.startswith("text-align:"):
        token.attrSet("align", style.removeprefix("text-align:"))
