"""The query language: `"phrase"`, `-word`, `AND`, `OR`, `title:` `tag:` `source:`, `word*`. Never a syntax error.

    query  = group { "OR" group }          a section must match one group
    group  = clause { ["AND"] clause }     AND makes the clauses on its two sides required
    clause = ["-"] ( phrase | field ":" (word | phrase) | word "*" | text )

What does not fit (an open quotation mark, a lone operator) is searched as the text it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

Kind = Literal["text", "phrase", "prefix", "field"]

#: Longer queries are cut: nobody types them, and time is bounded.
LONGEST = 256
#: With more phrases, exclusions, fields and the like, a query is none that was meant as one: it is taken as text.
MOST_CLAUSES = 12
#: Fields that a reader can name.
FIELDS = ("title", "tag", "source")

#: Pairs of quotation marks; the last takes what an input method or a phone made of one of them.
_QUOTED = r"""\"[^"]+\" | “[^”]+” | 「[^」]+」 | 『[^』]+』 | ["“”][^"“”]+["“”]"""
_PIECE = re.compile(
    rf"""(?P<minus>(?<!\S)-(?=[^\s-]))?
        (?:(?P<field>(?:{"|".join(FIELDS)})):(?=\S))?
        (?: (?P<quoted>{_QUOTED}) | (?P<word>\S+?)(?=\s|$|["“「『]) | (?P<mark>\S) )""",
    re.VERBOSE,
)


class Clause(NamedTuple):
    """A part of a query. `field` is set for the kind field; an excluded clause takes sections out."""

    kind: Kind
    text: str
    field: str = ""
    required: bool = False
    excluded: bool = False

    @property
    def is_free(self) -> bool:
        """Whether it is text that may match and need not."""
        return self.kind == "text" and not self.excluded and not self.required


#: What may mean more than the text it is.
_SYNTAX = re.compile(r"""["“”「『*:]|(?<!\S)-|(?<!\S)(?:AND|OR)(?!\S)""")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """Groups of clauses, of which one must match; adjacent plain words are one text clause. `written` is the query
    as it was typed."""

    groups: tuple[tuple[Clause, ...], ...]
    written: str = ""

    @property
    def text(self) -> str:
        """The free text of all groups, in order."""
        return " ".join(c.text for group in self.groups for c in group if c.kind == "text" and not c.excluded)

    @property
    def is_plain(self) -> bool:
        """Whether the query is text and nothing else."""
        return len(self.groups) == 1 and all(clause.is_free for clause in self.groups[0])


def as_text(query: str) -> ParsedQuery:
    """Any text as the text it is, without any syntax."""
    return ParsedQuery(((Clause("text", query[:LONGEST].strip()),),), query[:LONGEST])


def parse(query: str, is_option: Callable[[str], bool] = lambda word: False) -> ParsedQuery:
    """Any text as a query. `is_option("-it")` says whether the documents know the word as an option of a command,
    which is then searched and excludes nothing."""
    query = query[:LONGEST]
    if query.strip() and not _SYNTAX.search(query):
        return as_text(query)
    groups: list[list[_Placed]] = [[]]
    both = False
    for piece in _PIECE.finditer(query):
        word = piece["word"] or piece["mark"] or ""
        plain = not piece["minus"] and not piece["field"]
        if word == "OR" and plain and groups[-1] and not both:
            groups.append([])
            continue
        if word == "AND" and plain and groups[-1]:
            clause, start, end = groups[-1][-1]
            groups[-1][-1] = (clause._replace(required=True), start, end)
            both = True
            continue
        clause = _clause(piece, is_option)
        if not clause.text:
            continue
        clause = clause._replace(required=True) if both else clause
        groups[-1].append((clause, piece.start(), piece.end()))
        both = False
    if not groups[-1] and len(groups) > 1:
        groups.pop()
    if sum(not clause.is_free for group in groups for clause, _, _ in group) > MOST_CLAUSES:
        return as_text(query)
    return ParsedQuery(tuple(tuple(_joined(query, group)) for group in groups), query)


def _clause(piece: re.Match[str], is_option: Callable[[str], bool]) -> Clause:
    excluded = piece["minus"] is not None
    quoted = piece["quoted"][1:-1].strip() if piece["quoted"] else ""
    if piece["field"]:
        text = quoted or piece["word"] or piece["mark"] or ""
        return Clause("field", text.strip('"'), piece["field"], True, excluded)
    if piece["quoted"]:
        return Clause("phrase", quoted, required=not excluded, excluded=excluded)
    word = piece["word"] or piece["mark"]
    if excluded and (len(word) < 2 or is_option("-" + word.lower())):
        return Clause("text", "-" + word)
    if len(word) > 1 and word.endswith("*") and word.strip("*"):
        return Clause("prefix", word.rstrip("*"), excluded=excluded)
    return Clause("text", word, excluded=excluded)


#: A clause and where it stands in the query.
_Placed = tuple[Clause, int, int]


def _joined(query: str, group: list[_Placed]) -> Iterator[Clause]:
    """Neighbouring words that may match and need not, as one text: their order and spaces mean something."""
    for free, run in groupby(group, key=lambda placed: placed[0].is_free):
        placed = list(run)
        if free:
            yield Clause("text", query[placed[0][1] : placed[-1][2]])
        else:
            yield from (clause for clause, _, _ in placed)
