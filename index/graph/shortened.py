"""A graph's plain form in short: sections and concepts are named once and numbered, pairs are kept as columns.

What is numbered is a third of the whole; it is read and written in less time than it takes to compress the names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from sys import intern
from typing import Any

_PAIRS = ("together", "beside")
#: Where the rows of evidence stand in the row of a relation; its id is last.
_EVIDENCE = 6
#: How long a row of evidence is without source and path.
_QUOTE = 7


def shortened(data: Mapping[str, Any]) -> dict[str, Any]:
    """The short form of a plain form."""
    introduced = [section for section, _ in data["introductions"].values()]
    named = [section for sections in data["sections_of"].values() for section in sections]
    quoted = [row[0] for relation in data["relations"] for row in relation[_EVIDENCE]]
    sections = sorted({*data["headings"], *data["about"], *introduced, *named, *quoted})
    paired = [concept for pairs in _PAIRS for pair in data[pairs] for concept in pair[:2]]
    told = [concept for concepts in data["about"].values() for concept in concepts]
    concepts = sorted({*paired, *told, *data["introductions"], *data["sections_of"]})
    section, concept = _numbers(sections), _numbers(concepts)
    return {
        **data,
        "section_names": sections,
        "concept_names": concepts,
        "headings": _column(data["headings"], sections, str),
        "about": _column(data["about"], sections, lambda row: [concept[name] for name in row]),
        "sections_of": _column(data["sections_of"], concepts, lambda row: [section[name] for name in row]),
        "introductions": _column(data["introductions"], concepts, lambda row: [section[row[0]], row[1]]),
        "relations": [
            [
                *row[:_EVIDENCE],
                [_quote(quote, section) for quote in row[_EVIDENCE]],
                *row[_EVIDENCE + 1 : -1],
                _extra(row),
            ]
            for row in data["relations"]
        ],
        **{name: _columns((concept[a], concept[b], count, llr) for a, b, count, llr in data[name]) for name in _PAIRS},
    }


def lengthened(data: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of `shortened`. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
    sections, concepts = list(map(intern, data["section_names"])), data["concept_names"]
    return {
        **data,
        "headings": _mapping(data["headings"], sections, str),
        "about": _mapping(data["about"], sections, lambda row: [concepts[number] for number in row]),
        "sections_of": _mapping(data["sections_of"], concepts, lambda row: [sections[number] for number in row]),
        "introductions": _mapping(data["introductions"], concepts, lambda row: [sections[row[0]], row[1]]),
        "relations": [
            [
                *row[:_EVIDENCE],
                [_whole(quote, sections) for quote in row[_EVIDENCE]],
                *row[_EVIDENCE + 1 : -1],
                _id(row),
            ]
            for row in data["relations"]
        ],
        **{
            name: [[concepts[a], concepts[b], count, llr] for a, b, count, llr in zip(*data[name], strict=True)]
            for name in _PAIRS
        },
    }


def _numbers(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _column(values: Mapping[str, Any], names: Sequence[str], short: Callable[[Any], Any]) -> list[Any]:
    """The value of each name, None where it has none."""
    return [short(values[name]) if name in values else None for name in names]


def _mapping(column: Sequence[Any], names: Sequence[str], long: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: long(value) for name, value in zip(names, column, strict=True) if value is not None}


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True))


def _quote(row: Sequence[Any], numbers: Mapping[str, int]) -> list[Any]:
    """A row of evidence with its section's number; source and path only where they are not those of the section."""
    section, source, path, *rest = row
    page = section.rpartition("#L")[0]
    return [numbers[section], *rest] if page == f"{source}:{path}" else [numbers[section], *rest, source, path]


def _whole(row: Sequence[Any], names: Sequence[str]) -> list[Any]:
    """The inverse of `_quote`."""
    section = names[row[0]]
    if len(row) == _QUOTE:
        source, _, path = section.rpartition("#L")[0].partition(":")
        return [section, source, path, *row[1:]]
    return [section, row[-2], row[-1], *row[1:-2]]


def _extra(row: Sequence[Any]) -> str | None:
    """A relation's id where it is not made of its parts."""
    return None if row[-1] == _made(row) else str(row[-1])


def _id(row: Sequence[Any]) -> str:
    return _made(row) if row[-1] is None else str(row[-1])


def _made(row: Sequence[Any]) -> str:
    source, type_, target, polarity = row[:4]
    return f"{source}--{type_}--{target}" + ("" if polarity == "positive" else "--not")
