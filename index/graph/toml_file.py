"""Reads TOML files that people write, so that every complaint names file, line, key and what was expected."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NoReturn

from corpus.errors import ConfigurationError

ROW = re.compile(r"\s*\[\[\s*([^\]\n]*?)\s*\]\]")
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
            text = path.read_text(encoding="utf-8-sig")
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

    @cached_property
    def _rows(self) -> Mapping[str, list[int]]:
        """Where each `[[table]]` stands, 1-based, by the table's name."""
        found: dict[str, list[int]] = {}
        for number, text in enumerate(self.lines, 1):
            if match := ROW.match(text):
                found.setdefault(match[1].strip("\"'"), []).append(number)
        return found

    def line(self, *keys: str) -> int:
        """The 1-based line on which a key stands: `line("concepts", "image", "kind")`; the nearest table else."""
        for depth in range(len(keys), 0, -1):
            if keys[:depth] in self.headers:
                return self._key_below(self.headers[keys[:depth]], keys[depth:])
        return self._key_below(0, keys[:1]) or 1

    def row_line(self, table: str, number: int, key: str = "") -> int:
        """The line of the `number`-th (from 0) `[[table]]`, or of `key` in it."""
        headers = self._rows.get(table, [])
        return self._key_below(headers[number], (key,) if key else ()) if number < len(headers) else 1

    def mention_line(self, text: str, after: int) -> int:
        """The first line from `after` on that holds `text` in quotes; `after` where there is none."""
        starts = self._starts
        found = [self._text.find(mark, starts[after - 1]) for mark in (f'"{text}"', f"'{text}'")]
        return min((bisect_right(starts, place) for place in found if place >= 0), default=after)

    @cached_property
    def _text(self) -> str:
        return "\n".join(self.lines)

    @cached_property
    def _starts(self) -> Sequence[int]:
        """Where each line begins in the text."""
        return list(accumulate((len(line) + 1 for line in self.lines[:-1]), initial=0))

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
