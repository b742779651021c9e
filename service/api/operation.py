"""An operation of the HTTP API as data: what it takes, what it answers, who does the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from service.api.parameters import NoParameters, Parameters
from service.library import Opened

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer that is bytes already, in the media type it names; `file_name` is what a browser may save it as."""

    media_type: str
    body: bytes
    file_name: str = ""


@dataclass(frozen=True)
class Operation:
    """One method on one path.

    `path` is written as in OpenAPI; the fields of `parameters` that it names are path parameters, the rest come
    from the query string. `answers` maps a media type to the model of its body (None: described by another
    standard). `errors` lists the problem statuses beside those that any operation may answer. `handle` is given
    the opened generation and the parameters, and returns what `orjson` can write, or `Raw`; `in_turn` says that it
    keeps a processor busy, briefly, and is asked for often.
    """

    name: str
    path: str
    summary: str
    tag: str
    parameters: type[Parameters] = NoParameters
    answers: Mapping[str, type[BaseModel] | None] = field(default_factory=dict)
    errors: tuple[int, ...] = ()
    status: int = 200
    method: str = "GET"
    secured: bool = False
    handle: Callable[[Opened, Any], Any] | None = None
    in_turn: bool = False

    @property
    def path_parameters(self) -> tuple[str, ...]:
        """The parameters that stand in the path."""
        return tuple(name for name in self.parameters.model_fields if f"{{{name}}}" in self.path)

    @property
    def is_plain(self) -> bool:
        """Whether all that is asked stands in the query string, and JSON is the one answer."""
        return not self.path_parameters and list(self.answers) == [JSON]

    @cached_property
    def rule(self) -> str:
        """The path as Flask writes it; ids may hold slashes."""
        rule = self.path
        for name in self.path_parameters:
            rule = rule.replace(f"{{{name}}}", f"<path:{name}>")
        return rule
