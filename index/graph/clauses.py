"""Cuts a sentence into tokens and clauses: mentions and the small words around them, each with a one-letter tag."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.model import Span
from index.graph import lexicon
from index.graph.mentions import Mention

SENTENCE_END = re.compile(r"[。；！？!?;]+[”’」』\"')）]*|\n{2,}|(?<=\n)[^\n，：]{1,12}\n|^[^\n，：]{1,12}\n")
_LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-+*@:]*")
_VERSION = re.compile(r"v?\d+(?:\.(?:\d+|x))*\+?", re.A)
_COUNTED = re.compile(r"(?:\d+|[一两二三四五六七八九十几多])\s?[种个类层台张组条项份款套]")
_NUMERALS = frozenset("一两二三四五六七八九十几多")
_UNSETTLED = frozenset({"depends_on", "不同"})
_ASPECTS = frozenset("了着过")
_DROPPED = frozenset("。；！？!?“”\"'‘’*_`「」《》<>\u200b ✅❌⚠️💡\ufe0f·#")


class Token(NamedTuple):
    """A word at `[start, end)` of its block's text; `word` is it or, for verbs, the verb class."""

    tag: str
    start: int
    end: int
    word: str
    concept: str = ""


class Clause(NamedTuple):
    """Tokens between commas; `borrowed` when its first token is a subject taken from before it.

    `tags` is the string that rules read: one letter a token.
    """

    tokens: Sequence[Token]
    tags: str
    borrowed: bool = False
    conditional: bool = False


def tags_of(tokens: Iterable[Token]) -> str:
    """One letter a token."""
    return "".join([token.tag for token in tokens])


@cache
def _words() -> tuple[dict[str, tuple[str, str]], dict[str, list[int]]]:
    """The words that are known, and by the first character how long those are, the longest first."""
    table = lexicon.words()
    lengths: dict[str, set[int]] = {}
    for word in table:
        lengths.setdefault(word[0], set()).add(len(word))
    return table, {first: sorted(several, reverse=True) for first, several in lengths.items()}


@lru_cache(maxsize=1024)
def sentences(text: str) -> Sequence[Span]:
    """The sentences of a block's text, without the white space around them; the same text is asked for several times
    in turn."""
    found: list[Span] = []
    start = 0
    for match in (*SENTENCE_END.finditer(text), None):
        end = len(text) if match is None else match.end()
        chunk = text[start:end]
        if stripped := chunk.strip():
            first = start + chunk.index(stripped[0])
            found.append(Span(first, first + len(stripped)))
        start = end
    return tuple(found)


def tokens(text: str, span: Span, mentions: Sequence[Mention], code: Sequence[Span]) -> list[Token]:
    """The tokens of `text[span]`; a mention is one token, as is a code span that names no concept."""
    table, lengths = _words()
    found: list[Token] = []
    atoms = {m.start: Token(lexicon.MENTION, m.start, m.end, m.label, m.concept_id) for m in mentions}
    for run in code:
        if not any(run.start <= m.start < run.end for m in mentions):
            atoms[run.start] = Token(lexicon.OPAQUE, run.start, run.end, text[run.start : run.end])
    position, limit = span.start, span.end
    before, begun, ended = "", -1, -1  # the tag of the last token, and its place
    while position < limit:
        atom = atoms.get(position)
        if atom is not None:
            tag, start, end, word, concept = atom
        else:
            character = text[position]
            if character in _DROPPED or character.isspace():
                position += 1
                continue
            tag, end, word = _next(text, position, limit, table, lengths)
            start, concept = position, ""
        position = end
        if tag == "." or (before == lexicon.MENTION and _VERSION.fullmatch(word)):
            continue
        if ended == start and before == lexicon.VERB_TAG and word in _ASPECTS:
            found[-1] = found[-1]._replace(end=end)
        elif ended == start and tag == lexicon.SHORT and before in "xX":
            before = lexicon.LONG if end - begun > 3 else lexicon.SHORT
            found[-1] = Token(before, begun, end, text[begun:end])
        else:
            found.append(Token(tag, start, end, word, concept))
            before, begun = tag, start
        ended = end
    return found


def _next(
    text: str, at: int, limit: int, table: dict[str, tuple[str, str]], lengths: dict[str, list[int]]
) -> tuple[str, int, str]:
    """Tag, end and word of what stands at a place."""
    character = text[at]
    for length in lengths.get(character, ()):
        end = at + length
        if end <= limit and (entry := table.get(text[at:end])):
            return entry[0], end, entry[1] or text[at:end]
    if (character in _NUMERALS or character.isdecimal()) and (counted := _COUNTED.match(text, at, limit)):
        return "q", counted.end(), counted[0]
    if character.isascii() and (latin := _LATIN.match(text, at, limit)):
        return lexicon.OPAQUE, latin.end(), latin[0]
    return "," if character in "—–…|" else lexicon.SHORT, at + 1, character


def settle_verbs(found: Sequence[Token]) -> list[Token]:
    """A mention whose label is also a verb (隔离, 监控) is the verb where an object follows or stands before it; 需要
    before another verb asks for it, and names nothing that is needed; 不同 before a noun only counts."""
    settled, table = list(found), lexicon.words()
    for place, token in enumerate(found):
        if token.tag != lexicon.MENTION and token.word not in _UNSETTLED:
            continue
        if token.tag == lexicon.VERB_TAG and token.word == "depends_on":
            ahead = "".join(t.tag for t in found[place + 1 : place + 4])
            if re.match(r"[al]{0,2}[vk]", ahead):
                token = Token("g", token.start, token.end, token.word)
        elif token.word == "不同" and "".join(t.tag for t in found[place + 1 : place + 2]) in tuple("mxXhHoq"):
            token = Token("q", token.start, token.end, token.word)
        entry = table.get(token.word) if token.tag == lexicon.MENTION else None
        if entry and entry[0] == lexicon.VERB_TAG:
            following = found[place + 1].tag if place + 1 < len(found) else "."
            previous = "".join(t.tag for t in found[max(0, place - 2) : place])
            if following in "mqo" or (following in ".,:)" and re.search(r"m$|md$", previous)):
                token = Token(lexicon.VERB_TAG, token.start, token.end, entry[1])
        settled[place] = token
    return settled


def without_brackets(found: Sequence[Token]) -> tuple[list[Token], list[tuple[Token | None, list[Token]]]]:
    """The tokens outside brackets, and each bracket's tokens with the mention (if any) it stands behind.

    A list of examples behind an unknown noun (`资源（如 CPU、内存）`) stays outside: its members stand for the noun.
    """
    outside: list[Token] = []
    groups: list[tuple[Token | None, list[Token]]] = []
    depth = 0
    for token in found:
        if token.tag == "(":
            depth += 1
            if depth == 1:
                groups.append((_owner(outside), []))
        elif token.tag == ")":
            depth = max(0, depth - 1)
            if not depth and groups and groups[-1][0] is None and _are_examples(groups[-1][1]):
                outside.extend(t for t in groups[-1][1] if t.tag in "mce")
        elif depth:
            groups[-1][1].append(token)
        else:
            outside.append(token)
    return outside, groups


def _are_examples(inside: Sequence[Token]) -> bool:
    return bool(re.fullmatch(r"u:?m(?:[c,]m)*e?", "".join(token.tag for token in inside)))


def _owner(outside: Sequence[Token]) -> Token | None:
    for token in reversed(outside[-2:]):
        if token.tag == lexicon.MENTION:
            return token
        if token.tag not in "hHP":
            return None
    return None


def merge_compounds(
    found: Sequence[Token], narrower: Callable[[str, str], bool]
) -> tuple[list[Token], list[tuple[Token, Token]]]:
    """Mentions that follow each other are one noun: the last is its head, or the first where it is a kind of the last.

    `narrower(a, b)` says whether a is a kind of b. Returns the tokens and the pairs (kind, genus) that were merged.
    """
    out: list[Token] = []
    pairs: list[tuple[Token, Token]] = []
    for token in found:
        last = out[-1] if out else None
        if last is None or last.tag != lexicon.MENTION or token.tag != lexicon.MENTION:
            out.append(token)
        elif last.concept == token.concept:
            continue
        elif narrower(last.concept, token.concept):
            pairs.append((last, token))
        else:
            out[-1] = token
    return out, pairs


def clauses(found: Sequence[Token]) -> Iterator[Clause]:
    """Cut at commas and colons, but not inside an enumeration (`A，B 和 C`)."""
    start = 0
    tags = tags_of(found)
    for place, tag in enumerate(tags):
        if tag in ",:>" and not _enumerates(tags, place):
            if place > start:
                yield Clause(found[start:place], tags[start:place])
            start = place + 1
    if start < len(found):
        yield Clause(found[start:], tags[start:])


def _enumerates(tags: str, place: int) -> bool:
    return bool(
        tags[place] == "," and tags[place - 1 : place] == "m" and re.match(r"m(?:[,c]m)*[ce]", tags[place + 1 :])
    )


def borrowing(clause: Clause, subject: Token) -> Clause:
    """The clause with a subject from before it; its pronoun and the conjunctions before that are left out."""
    tags = clause.tags.lstrip("sr")
    rest = clause.tokens[len(clause.tags) - len(tags) :]
    return Clause((subject, *rest), subject.tag + tags, borrowed=True, conditional=clause.conditional)
