"""Identifiers, versions, paths, options and plain words in Latin script: whole, and by their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

#: What may stand inside an identifier: letters, digits and the signs that commands, paths and versions are made of.
RUN = re.compile(r"[.\-/]*[a-z0-9_][a-z0-9_.\-/+#:@]*")
_ATOM = re.compile(r"[a-z0-9]+")
_WORD_THEN_NUMBER = re.compile(r"([a-z]{3,})\d+")
_LETTERS = re.compile(r"[A-Za-z0-9]{3,}")
_CAMEL = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_SIGNED = frozenset({"c++", "c#", "f#", "g++", "notepad++"})


def stem(word: str) -> str:
    """An English plural brought to its singular; other words, and anything with a digit or sign, as they are."""
    if len(word) < 4 or not word.isalpha() or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "xes", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "os", "ws", "ps")):
        return word[:-1]
    return word


def pieces(whole: str, begin: int, written: str) -> Iterator[tuple[str, int, int, str]]:
    """The terms of what is `whole` of a run of folded text and begins at `begin`: `(term, start, end, type)`.

    First the whole (`docker-compose`, `--rm`, `var/lib/docker`), then its parts: words between signs, the letters
    before a number (`overlay` of `overlay2`), and the words of a camel-case name, for which `written` is the whole as
    it was before folding. Types: word, identifier, option, part.
    """
    for term, first, last, kind in _plain(whole):
        yield term, begin + first, begin + last, kind
    if len(written) == len(whole) and written != whole:
        for term, first, last, kind in _camel(written):
            yield term, begin + first, begin + last, kind


@lru_cache(maxsize=16384)
def terms(run: str, written: str) -> Sequence[str]:
    """The terms alone that `pieces` gives for the whole of a run, which was `written` so before folding, as long."""
    whole, offset = whole_of(run)
    return tuple(piece[0] for piece in pieces(whole, 0, written[offset : offset + len(whole)])) if whole else ()


#: A term, where it starts and ends, and its type.
_Piece = tuple[str, int, int, str]


@lru_cache(maxsize=16384)
def _plain(whole: str) -> Sequence[_Piece]:
    """The whole, and its parts between signs and before numbers."""
    kind = "word" if whole.isalpha() else "option" if whole.startswith("-") else "identifier"
    found = [(stem(whole), 0, len(whole), kind)]
    if kind != "word":
        for atom in _ATOM.finditer(whole):
            if atom.group() != whole and len(atom.group()) > 1:
                found.append((stem(atom.group()), atom.start(), atom.end(), "part"))
            if letters := _WORD_THEN_NUMBER.fullmatch(atom.group()):
                found.append((letters.group(1), atom.start(), atom.start() + len(letters.group(1)), "part"))
    return tuple(found)


@lru_cache(maxsize=16384)
def whole_of(run: str) -> tuple[str, int]:
    """The run without the signs around it, an option's dashes excepted, and how many characters were cut in front."""
    body = run.lstrip("./")
    if body.startswith("-") and not re.fullmatch(r"--?[a-z0-9][a-z0-9\-_.]*", body.rstrip("./:@")):
        body = body.lstrip("-./")
    tail = body.rstrip(".-/:@_") if body in _SIGNED else body.rstrip(".-/:@+#")
    return tail, len(run) - len(body)


@lru_cache(maxsize=4096)
def _camel(word: str) -> Sequence[_Piece]:
    """The words of the camel-case names in it."""
    found: list[_Piece] = []
    for atom in _LETTERS.finditer(word):
        if atom.group() == atom.group().lower() or atom.group().isupper():
            continue
        parts = [part for part in _CAMEL.finditer(word, atom.start(), atom.end()) if len(part.group()) > 1]
        if len(parts) > 1:
            for part in parts:
                found.append((stem(part.group().lower()), part.start(), part.end(), "part"))
    return tuple(found)
