"""The types of request parameters: stricter than pydantic's own, each with the schema that OpenAPI shows."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema


class Parameters(BaseModel):
    """The parameters of an operation: the fields named in its path, and the rest from the query string."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoParameters(Parameters):
    """For operations that take none."""


def _integer(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise ValueError("expected a whole number")
        return int(value)
    return value


def _truth(value: object) -> object:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("expected true or false")
        return value == "true"
    return value


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise ValueError("expected a date as in 2019-12-04")
    return value


def _comma_list(value: object) -> object:
    return tuple(dict.fromkeys(part for part in value.split(",") if part)) if isinstance(value, str) else value


def _filled(values: tuple[str, ...]) -> tuple[str, ...]:
    """A filter given without a value, as forms send it, filters nothing; it counts where values are too many."""
    return tuple(filter(None, values))


#: Beside the bounds of a whole number: `Annotated[int, Field(ge=1, le=50), WHOLE]`.
WHOLE = BeforeValidator(_integer)
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
CommaList = BeforeValidator(_comma_list)


def comma_list_of(*names: str) -> WithJsonSchema:
    """The schema of a comma list of some of these names; none of them is one too."""
    name = f"({'|'.join(names)})"
    return WithJsonSchema({"type": "string", "pattern": f"^({name}(,{name})*)?$"})


FilterValue = Annotated[str, Field(max_length=256)]
FilterValues = Annotated[tuple[FilterValue, ...], Field(max_length=50), AfterValidator(_filled)]
QueryText = Annotated[str, Field(max_length=256)]
#: A concept by its id or any of its labels.
ConceptName = Annotated[str, Field(min_length=1, max_length=200)]


def is_repeatable(model: type[Parameters], name: str) -> bool:
    """Whether a parameter may stand several times in the query string."""
    field = model.model_fields[name]
    return get_origin(field.annotation) is tuple and CommaList not in field.metadata
