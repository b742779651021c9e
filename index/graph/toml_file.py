"""Reads TOML files that people write, so that every complaint names file, line, key and what was expected."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from corpus.errors import ConfigurationError

HEADER = re.compile(r"\s*\[\[?([^\]\n]*)\]")


@dataclass(frozen=True)
class TomlFile:
    """A parsed file and its lines; `name` is what messages and evidence call it."""

    name: str
    data: Mapping[str, object]
    lines: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """Raises `ConfigurationError` when the file is missing, not UTF-8 or not TOML."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise ConfigurationError(f"{path}: not UTF-8 at byte {error.start}") from error
        try:
            return cls(path.name, tomllib.loads(text), tuple(text.split("\n")))
        except tomllib.TOMLDecodeError as error:
            raise ConfigurationError(f"{path}: not TOML: {error}") from error

    @cached_property
    def headers(self) -> Mapping[tuple[str, ...], int]:
        """Where each `[table.name]` stands, 1-based; of several the first."""
        found: dict[tuple[str, ...], int] = {}
        for number, text in enumerate(self.lines, 1):
            if match := HEADER.match(text):
                keys = tuple(key.strip().strip("\"'") for key in match[1].split("."))
                found.setdefault(keys, number)
        return found

    def line(self, *keys: str) -> int:
        """The 1-based line on which a key stands: `line("concepts", "image", "kind")`; the nearest table else."""
        for depth in range(len(keys), 0, -1):
            if keys[:depth] in self.headers:
                return self._key_below(self.headers[keys[:depth]], keys[depth:])
        return self._key_below(0, keys[:1]) or 1

    def row_line(self, table: str, number: int, key: str = "") -> int:
        """The line of the `number`-th (from 0) `[[table]]`, or of `key` in it."""
        headers = [n for n, text in enumerate(self.lines, 1) if re.match(rf"\s*\[\[\s*{_dotted([table])}\s*\]\]", text)]
        return self._key_below(headers[number], (key,) if key else ()) if number < len(headers) else 1

    def mention_line(self, text: str, after: int) -> int:
        """The first line from `after` on that holds `text` in quotes; `after` where there is none."""
        quoted = (f'"{text}"', f"'{text}'")
        for number in range(after, len(self.lines) + 1):
            if any(mark in self.lines[number - 1] for mark in quoted):
                return number
        return after

    def _key_below(self, header: int, keys: Iterable[str]) -> int:
        rest = tuple(keys)
        if not rest:
            return header
        key = re.compile(rf"\s*{_dotted(rest[:1])}\s*[.=]")
        for number in range(header, len(self.lines)):
            text = self.lines[number]
            if re.match(r"\s*\[", text):
                break
            if key.match(text):
                return number + 1
        return header

    def fail(self, line: int, key: str, expected: str) -> NoReturn:
        """Raises the one kind of complaint: file, line, key, what was expected."""
        raise ConfigurationError(f"{self.name}:{line}: {key}: {expected}")


def _dotted(keys: Iterable[str]) -> str:
    return r"\s*\.\s*".join(rf"[\"']?{re.escape(key)}[\"']?" for key in keys)
