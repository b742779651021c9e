"""The query language: `"phrase"`, `-word`, `AND`, `OR`, `title:` `tag:` `source:`, `word*`. Never a syntax error.

    query  = group { "OR" group }          a section must match one group
    group  = clause { ["AND"] clause }     AND makes the clauses on its two sides required
    clause = ["-"] ( phrase | field ":" (word | phrase) | word "*" | text )

What does not fit (an open quotation mark, a lone operator) is searched as the text it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["text", "phrase", "prefix", "field"]

#: Longer queries are cut: nobody types them, and time is bounded.
LONGEST = 256
#: Fields that a reader can name.
FIELDS = ("title", "tag", "source")

_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)-(?=[^\s-]))?
        (?:(?P<field>(?:title|tag|source)):(?=\S))?
        (?: ["“”](?P<phrase>[^"“”]+)["“”] | 「(?P<corner>[^「」]+)」
          | (?P<word>\S+?)(?=\s|$|["“「]) | (?P<mark>\S) )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query. `field` is set for the kind field; an excluded clause takes sections out."""

    kind: Kind
    text: str
    field: str = ""
    required: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """Groups of clauses, of which one must match; adjacent plain words are one text clause."""

    groups: tuple[tuple[Clause, ...], ...]

    @property
    def text(self) -> str:
        """The free text of all groups, in order."""
        return " ".join(c.text for group in self.groups for c in group if c.kind == "text" and not c.excluded)


def parse(query: str, is_option: Callable[[str], bool] = lambda word: False) -> ParsedQuery:
    """Any text as a query. `is_option("-it")` says whether the documents know the word as an option of a command,
    which is then searched and excludes nothing."""
    groups: list[list[Clause]] = [[]]
    both = False
    for piece in _PIECE.finditer(query[:LONGEST]):
        word = piece["word"] or piece["mark"] or ""
        plain = not piece["minus"] and not piece["field"]
        if word == "OR" and plain and groups[-1] and not both:
            groups.append([])
            continue
        if word == "AND" and plain and groups[-1]:
            groups[-1][-1] = replace(groups[-1][-1], required=True)
            both = True
            continue
        clause = _clause(piece, is_option)
        if not clause.text:
            continue
        groups[-1].append(replace(clause, required=clause.required or both))
        both = False
    if not groups[-1] and len(groups) > 1:
        groups.pop()
    return ParsedQuery(tuple(tuple(_joined(group)) for group in groups))


def _clause(piece: re.Match[str], is_option: Callable[[str], bool]) -> Clause:
    excluded = piece["minus"] is not None
    quoted = piece["phrase"] or piece["corner"]
    if piece["field"]:
        return Clause("field", (quoted or piece["word"] or piece["mark"]).strip('"'), piece["field"], True, excluded)
    if quoted:
        return Clause("phrase", quoted.strip(), required=not excluded, excluded=excluded)
    word = piece["word"] or piece["mark"]
    if excluded and (len(word) < 2 or is_option("-" + word.lower())):
        return Clause("text", "-" + word)
    if len(word) > 1 and word.endswith("*") and word.strip("*"):
        return Clause("prefix", word.rstrip("*"), excluded=excluded)
    return Clause("text", word, excluded=excluded)


def _joined(group: list[Clause]) -> list[Clause]:
    """Neighbouring words that are neither required nor excluded, as one text: their order and spaces mean something."""
    joined: list[Clause] = []
    for clause in group:
        plain = clause.kind == "text" and not clause.excluded and not clause.required
        last = joined[-1] if joined else None
        if plain and last and last.kind == "text" and not last.excluded and not last.required:
            joined[-1] = replace(last, text=f"{last.text} {clause.text}")
        else:
            joined.append(clause)
    return joined
