"""The plain form of a document's evidence in short: its own name left out of what lies in it, concepts numbered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: Where the row of evidence stands in the rows that have one.
_EVIDENCE = {"statements": 5, "definitions": 2, "marks": 3}


def shortened(data: Mapping[str, Any]) -> dict[str, Any]:
    """The short form of what `DocumentEvidence.to_dict` gives."""
    document = data["document_id"]
    present = {row[0] for *_, rows in data["sections"] for row in rows}
    names = sorted(present.union(*data["sentences"]))
    number = {name: place for place, name in enumerate(names)}
    return {
        **data,
        "names": names,
        "sections": [
            [_within(section, document), *rest, [_presence(row, number) for row in rows]]
            for section, *rest, rows in data["sections"]
        ],
        "sentences": [[number[name] for name in sentence] for sentence in data["sentences"]],
        **_changed(data, lambda row: _quote(row, document)),
    }


def lengthened(data: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of `shortened`. Raises `LookupError`, `TypeError` or `ValueError` for anything else."""
    document, names = data["document_id"], data["names"]
    return {
        **data,
        "sections": [
            [_whole(section, document), *rest, [_present(row, names) for row in rows]]
            for section, *rest, rows in data["sections"]
        ],
        "sentences": [[names[place] for place in sentence] for sentence in data["sentences"]],
        **_changed(data, lambda row: _quoted(row, document)),
    }


def _changed(data: Mapping[str, Any], change: Callable[[list[Any]], list[Any]]) -> dict[str, Any]:
    return {
        name: [[*row[:place], change(row[place]), *row[place + 1 :]] for row in data[name]]
        for name, place in _EVIDENCE.items()
    }


def _within(section: str, document: str) -> str | list[str]:
    """What a section's id adds to its document's; the whole in a list where it does not begin with that."""
    return section.removeprefix(document) if section.startswith(document) else [section]


def _whole(kept: str | list[str], document: str) -> str:
    return document + kept if isinstance(kept, str) else kept[0]


def _presence(row: list[Any], number: Mapping[str, int]) -> list[Any]:
    """The last place only where it is not the first."""
    name, *rest, first, last = row
    return [number[name], *rest, first] if first == last else [number[name], *rest, first, last]


def _present(row: list[Any], names: list[str]) -> list[Any]:
    place, count, in_heading, preferred, first, *last = row
    return [names[place], count, in_heading, preferred, first, *(last or [first])]


def _quote(row: list[Any], document: str) -> list[Any]:
    """A row of evidence; source and path only where they are not the document's."""
    section, source, path, *rest = row
    return [_within(section, document), rest, *(() if f"{source}:{path}" == document else (source, path))]


def _quoted(row: list[Any], document: str) -> list[Any]:
    section, rest, *other = row
    source, path = other or (document.partition(":")[0], document.partition(":")[2])
    return [_whole(section, document), source, path, *rest]
