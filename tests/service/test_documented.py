"""Documents cannot lag: every setting, command, option group and route is in them."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import pytest
from flask import Flask
from pydantic import BaseModel

from service.api.problems import KINDS
from service.cli import COMMANDS
from service.config import DirectorySource, GitSource, Settings
from service.metrics import Metrics

DOCS = Path(__file__).resolve().parents[2] / "docs"
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")
API = (DOCS / "api.md").read_text(encoding="utf-8")


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from keys(kind, f"{prefix}{name}.")
        elif name == "sources":
            for source in (DirectorySource, GitSource):
                yield from keys(source, "sources.")
        else:
            assert not any(isinstance(part, type) and issubclass(part, BaseModel) for part in get_args(kind))
            yield f"{prefix}{name}"


@pytest.mark.parametrize("key", sorted(set(keys(Settings))))
def test_every_setting_is_documented(key: str) -> None:
    assert f"`{key}`" in CONFIGURATION


def test_no_setting_is_documented_that_is_none() -> None:
    known = set(keys(Settings))
    documented = set(re.findall(r"^\| `([a-z_.]+)` \|", CONFIGURATION, re.MULTILINE))
    assert documented <= known


def test_the_documented_defaults_are_the_defaults() -> None:
    rows = re.findall(r"^\| `(\w+)\.(\w+)` \| [^|]*?`([^`|]*)` \|", CONFIGURATION, re.MULTILINE)
    checked = 0
    for table, key, default in rows:
        model = Settings.model_fields[table].annotation
        if table != "sources" and isinstance(model, type):
            value = model.model_fields[key].default
            shown = str(value).lower() if isinstance(value, bool) else "[]" if value == () else str(value)
            assert default == shown, f"{table}.{key}"
            checked += 1
    assert checked >= 10


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    command = importlib.import_module(f"service.commands.{COMMANDS[name].module}").command
    assert f"`xunmai {name}" in API
    if isinstance(command, click.Group):
        for member in command.commands:
            assert f"{name} {member}" in API


def test_every_option_of_every_command_has_help() -> None:
    for entry in COMMANDS.values():
        command = importlib.import_module(f"service.commands.{entry.module}").command
        members = command.commands.values() if isinstance(command, click.Group) else [command]
        for member in members:
            assert member.help
            for parameter in member.params:
                if isinstance(parameter, click.Option) and parameter.name != "name":
                    assert parameter.help, f"{member.name} {parameter.opts}"


def test_every_route_is_documented(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") or rule.endpoint.startswith(("status.", "documentation.")):
            path = str(rule.rule).replace("<path:", "{").replace(">", "}")
            assert path in API or path == "/docs.css", path


def test_every_status_and_every_meter_is_documented() -> None:
    for status in KINDS:
        assert status == 500 or re.search(rf"^\| [^|]*\b{status}\b", API, re.MULTILINE), status
    for metric in Metrics().registry.collect():
        assert metric.name in API
