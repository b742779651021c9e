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
    ids = sorted(set(_named(payload)))
    sections = {section.id: section for section in opened.store.sections(ids)}
    documents = opened.store.section_documents(ids)
    addresses = {
        section_id: section_url(section_id, document.url, sections[section_id].anchor)
        for section_id, document in zip((i for i in ids if i in sections), documents, strict=True)
    }
    found = _copied(payload, lambda section_id: addresses.get(section_id, ""))
    assert isinstance(found, dict)
    return found


def _section_of(value: dict[str, Any]) -> str | None:
    if "section" in value:
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
