"""Finds and reads `xunmai.toml` and the environment; says in words what is wrong with them."""

from __future__ import annotations

import difflib
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from corpus.errors import ConfigurationError
from service.config import (
    ENVIRONMENT_PREFIX,
    DirectorySource,
    EngineSettings,
    GenerationsSettings,
    GitSource,
    ServerSettings,
    Settings,
)

FILE_NAME = "xunmai.toml"
PACKAGED = Path(__file__).parent / "default.toml"
#: Variables of the prefix that are not settings: which file to read.
OTHER_VARIABLES = frozenset({"XUNMAI_CONFIG"})
#: Keys whose values never appear in a message.
SECRET_KEYS = frozenset({"admin_token", "password"})
#: As what numbers and truth values must be written in the file, and how that is said.
WRITTEN: Mapping[object, tuple[str, tuple[type, ...]]] = {
    int: ("a number", (int,)),
    float: ("a number", (int, float)),
    bool: ("true or false", (bool,)),
}
#: What is said where a value is of quite another kind.
KINDS = {"tuple_type": "expected a list", "model_type": "expected a table", "path_type": "expected a path"}


def user_data_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where the platform keeps a user's data: the XDG folder, Application Support or LOCALAPPDATA."""
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "xunmai"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "xunmai"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "xunmai"


def configuration_path(given: Path | None) -> Path:
    """The file to read: the one given, else `xunmai.toml` in the working directory, else the packaged default."""
    if given is not None:
        if not given.is_file():
            raise ConfigurationError(f"{given}: there is no such file; --config expects a {FILE_NAME}")
        return given
    local = Path.cwd() / FILE_NAME
    return local if local.is_file() else PACKAGED


def load_settings(config: Path | None = None, data: Path | None = None) -> Settings:
    """The settings of a file and the environment; `data` wins over both.

    Raises `ConfigurationError` naming the key in full, the file or variable it stands in, and what was expected.
    """
    path = configuration_path(config)
    values = {"data": user_data_folder()} | _read(path)
    _refuse_unknown_variables(os.environ)
    settings = _validate(path, values)
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    settings = settings.model_copy(update={"data": Path(os.path.expanduser(settings.data)).absolute()})
    return settings.read_from(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: is not UTF-8 (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: is not TOML: {error}") from error
    return _with_absolute_paths(values, path.absolute().parent)


def _with_absolute_paths(values: dict[str, Any], base: Path) -> dict[str, Any]:
    """Paths in the file are relative to it, so that the working directory does not matter."""
    tables = [
        (values, ("data",)),
        (values.get("vocabulary"), ("path", "curation")),
        (values.get("engine"), ("ca_file",)),
    ]
    sources = values.get("sources")
    tables += [(table, ("path",)) for table in sources] if isinstance(sources, list) else []
    for table, keys in tables:
        if isinstance(table, dict):
            for key in keys:
                if isinstance(table.get(key), str):
                    table[key] = Path(os.path.normpath(base / os.path.expanduser(table[key])))
    return values


def _validate(path: Path, values: dict[str, Any]) -> Settings:
    wrong = [f"{path}: {line}" for line in (*_wrong_types(values), *_secrets(values))]
    settings = None
    try:
        settings = Settings(**values)
    except ValidationError as error:
        named = {line.partition(": expected")[0] for line in wrong}
        found = (_sentence(path, item) for item in error.errors())
        wrong += [line for line in found if not any(line.startswith(f"{key}: ") for key in named)]
    except SettingsError as error:
        wrong.append(f"environment: {error}; expected JSON")
    if wrong or settings is None:
        raise ConfigurationError("\n".join(wrong))
    if not settings.sources:
        raise ConfigurationError(f"{path}: sources: expected at least one")
    _refuse_repeated_names(path, settings)
    return settings


def _wrong_types(values: dict[str, Any]) -> Iterator[str]:
    """Numbers and truth values of the file must be written as such; only the environment holds them as text."""
    sources = values.get("sources")
    tables: list[tuple[str, object, type[BaseModel]]] = [
        ("server", values.get("server"), ServerSettings),
        ("generations", values.get("generations"), GenerationsSettings),
        ("engine", values.get("engine"), EngineSettings),
    ]
    if isinstance(sources, list):
        tables += [(f"sources[{position}]", table, GitSource) for position, table in enumerate(sources)]
    for name, table, model in tables:
        for key, field in model.model_fields.items():
            value = table.get(key) if isinstance(table, dict) else None
            expected, kinds = WRITTEN.get(field.annotation, ("", ()))
            if value is not None and kinds and type(value) not in kinds:
                yield f"{name}.{key}: expected {expected} without quotes, got {value!r:.80}"


def _secrets(values: dict[str, Any]) -> Iterator[str]:
    """Credentials of the cluster come from the environment only."""
    engine = values.get("engine")
    for key in ("user", "password"):
        if isinstance(engine, dict) and key in engine:
            yield f"engine.{key}: expected in the environment variable XUNMAI_ENGINE__{key.upper()}, not in a file"


def _refuse_repeated_names(path: Path, settings: Settings) -> None:
    seen: set[str] = set()
    for position, source in enumerate(settings.sources):
        if source.name in seen:
            raise ConfigurationError(
                f'{path}: sources[{position}].name: "{source.name}" stands twice; names are unique'
            )
        seen.add(source.name)


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    for name in environment:
        if not name.startswith(ENVIRONMENT_PREFIX) or name in OTHER_VARIABLES:
            continue
        key = name.removeprefix(ENVIRONMENT_PREFIX).split("__")[0].lower()
        if key not in Settings.model_fields:
            known = ", ".join(f"{ENVIRONMENT_PREFIX}{field.upper()}" for field in Settings.model_fields)
            raise ConfigurationError(f"environment variable {name}: no such setting; expected one of {known}")


def _sentence(path: Path, item: ErrorDetails) -> str:
    location = [part for part in item["loc"] if part not in ("directory", "git") or item["loc"].index(part) != 2]
    return f"{_place(path, location)}: {_key(location)}: {_expectation(item, location)}"


def _place(path: Path, location: Sequence[int | str]) -> str:
    """Where a value stands: in a variable of its own or of what holds it, else in the file."""
    given = {name.upper(): name for name in os.environ}
    for length in range(len(location), 0, -1):
        variable = ENVIRONMENT_PREFIX + "__".join(str(part) for part in location[:length]).upper()
        if variable in given:
            return f"environment variable {given[variable]}"
    return str(path)


def _key(location: Sequence[int | str]) -> str:
    key = ""
    for part in location:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else part
    return key


def _expectation(item: ErrorDetails, location: Sequence[int | str]) -> str:
    if item["type"] == "extra_forbidden":
        known = _known_keys(item["loc"])
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        hint = f'did you mean "{near[0]}"? ' if near else ""
        return f"unknown key; {hint}known here: {', '.join(known)}"
    if item["type"] == "missing":
        return "is missing"
    if item["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return 'type: expected "directory" or "git"'
    message = KINDS.get(item["type"], item["msg"]).removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    hidden = isinstance(item["input"], dict | list | tuple) or (location and location[-1] in SECRET_KEYS)
    shown = "" if hidden else f", got {item['input']!r:.80}"
    return message + ("" if message.startswith("expected") and "there is none at" in message else shown)


def _known_keys(location: Sequence[int | str]) -> list[str]:
    if location[0] == "sources" and len(location) > 2:
        return list((DirectorySource if location[2] == "directory" else GitSource).model_fields)
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        annotation = model.model_fields[str(part)].annotation
        model = annotation if isinstance(annotation, type) else next(iter(get_args(annotation)), Settings)
    return list(model.model_fields)
