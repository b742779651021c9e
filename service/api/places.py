"""Adds to evidence and to named sections the address where a reader finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from service.library import Opened
from service.links import section_url


def with_addresses(opened: Opened, payload: dict[str, Any]) -> dict[str, Any]:
    """A copy in which each object that names a section (`section`, or `id` beside `heading`) has its `url`.

    Evidence from the vocabulary stands in no section; its `url` is empty.
    """
    _look_up(opened, sorted(set(_named(payload)) - opened.addresses.keys()))
    found = _copied(payload, lambda section_id: opened.addresses.get(section_id, ""))
    assert isinstance(found, dict)
    return found


def _look_up(opened: Opened, section_ids: list[str]) -> None:
    sections = opened.store.sections(section_ids)
    documents = opened.store.section_documents(section_ids)
    for section, document in zip(sections, documents, strict=True):
        opened.addresses[section.id] = section_url(section.id, document.url, section.anchor)


def _section_of(value: dict[str, Any]) -> str | None:
    if isinstance(value.get("section"), str):
        return str(value["section"])
    return str(value["id"]) if value.keys() == {"id", "heading"} else None


def _named(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if (section_id := _section_of(value)) is not None:
            yield section_id
        for item in value.values():
            yield from _named(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _named(item)


def _copied(value: object, address: Callable[[str], str]) -> object:
    if isinstance(value, dict):
        copied = {key: _copied(item, address) for key, item in value.items()}
        section_id = _section_of(value)
        return copied if section_id is None else {**copied, "url": address(section_id)}
    return [_copied(item, address) for item in value] if isinstance(value, list | tuple) else value
