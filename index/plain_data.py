"""Frozen dataclasses ↔ plain JSON values, checked against the types of their fields: for data that anybody may have
written."""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Model = TypeVar("Model")


class NotPlainData(ValueError):
    """A value is not of the type that its field has; the message names the way to it."""


def to_plain(value: Any) -> Any:
    """Dataclasses as objects, tuples as arrays, dates as ISO text; what is plain stays as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def from_plain(model: type[Model], value: Any) -> Model:
    """The inverse for a dataclass; every field must be there, of its type, and no other. Raises `NotPlainData`."""
    wanted: Any = model
    made: Model = _reader(wanted)(value, model.__name__)
    return made


Reader = Callable[[Any, str], Any]


@cache
def _reader(wanted: Hashable) -> Reader:
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin is tuple and arguments[1:] == (...,):
        return _array(_reader(arguments[0]))
    if origin in (Union, types.UnionType) and len(arguments) == 2 and type(None) in arguments:
        return _optional(_reader(next(each for each in arguments if each is not type(None))))
    if is_dataclass(wanted):
        return _object(wanted, {name: _reader(hint) for name, hint in get_type_hints(wanted).items()})
    if wanted is date:
        return _text_as(date.fromisoformat)
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return _text_as(wanted)
    return _exactly(wanted)


def _exactly(wanted: Any) -> Reader:
    def read(value: Any, way: str) -> Any:
        if type(value) is not wanted:
            raise NotPlainData(f"{way}: {type(value).__name__} where {wanted.__name__} is expected")
        return value

    return read


def _text_as(make: Callable[[str], Any]) -> Reader:
    def read(value: Any, way: str) -> Any:
        try:
            return make(_exactly(str)(value, way))
        except ValueError as error:
            raise NotPlainData(f"{way}: {error}") from error

    return read


def _array(item: Reader) -> Reader:
    def read(value: Any, way: str) -> Any:
        return tuple([item(each, way) for each in _exactly(list)(value, way)])

    return read


def _optional(some: Reader) -> Reader:
    def read(value: Any, way: str) -> Any:
        return None if value is None else some(value, way)

    return read


def _object(model: Any, readers: dict[str, Reader]) -> Reader:
    ways = {name: f"{model.__name__}.{name}" for name in readers}

    def read(value: Any, way: str) -> Any:
        given = _exactly(dict)(value, way)
        if given.keys() != readers.keys():
            raise NotPlainData(f"{way}: the fields {sorted(given.keys() ^ readers.keys())} are missing or unknown")
        return model(**{name: reader(given[name], ways[name]) for name, reader in readers.items()})

    return read
