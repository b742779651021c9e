"""The options that every command takes, and the settings that come of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from service.config import Settings

P = ParamSpec("P")
R = TypeVar("R")


def with_settings(function: Callable[Concatenate[Settings, P], R]) -> Callable[..., R]:
    """Adds `--config` and `--data` to a command, which is given the settings as its first argument."""

    @click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar="XUNMAI_CONFIG",
        help="The configuration file (default: xunmai.toml here, then the packaged one).",
    )
    @click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        help="The data folder (default: XUNMAI_DATA, then the user's data folder).",
    )
    @functools.wraps(function)
    def wrapped(config: Path | None, data: Path | None, *args: P.args, **kwargs: P.kwargs) -> R:
        from service.settings_file import load_settings  # 0.1 s, which a build spends beside others

        return function(load_settings(config, data), *args, **kwargs)

    return wrapped
