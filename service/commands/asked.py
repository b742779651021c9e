"""What commands are asked, checked as the HTTP API checks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import click
from pydantic import ValidationError

from service.api.parameters import Parameters
from service.api.problems import of_validation

Model = TypeVar("Model", bound=Parameters)


def text(value: str) -> str:
    """The type of an argument that is text: as it was typed, with question marks for bytes that are no UTF-8."""
    return value.encode("utf-8", "replace").decode()


def parameters_from(model: type[Model], values: Mapping[str, object]) -> Model:
    """The parameters of an operation of the API; `UsageError` names those that cannot be used."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise click.UsageError(of_validation(error, model).detail) from None
