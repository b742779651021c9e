"""The head of a file between `---` (YAML) or `+++` (TOML) lines: titles, dates, tags, as untrusted text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

MAX_CHARACTERS = 64_000
MAX_DEPTH = 16
MAX_EVENTS = 10_000

_ISO_DATE = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_TITLE_LINE = re.compile(r"(?:title|layout|date|tags?)\s*:\s")
_KEY_LINE = re.compile(r"[A-Za-z_][\w.-]{0,60}\s*:(\s|$)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of a head, all scalars as text, and `end`: how many lines of the file it takes."""

    values: Mapping[str, Any] = field(default_factory=dict)
    end: int = 0
    warnings: tuple[str, ...] = ()

    def text(self, key: str) -> str:
        """The scalar under `key`, stripped; empty where there is none."""
        value = self.values.get(key)
        return str(value).strip() if isinstance(value, str | int | float | date) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """The list under `key`; a single scalar counts as a list of one."""
        value = self.values.get(key)
        items = value if isinstance(value, list) else [value]
        return tuple(str(item).strip() for item in items if isinstance(item, str | int | float) and str(item).strip())

    def date(self, key: str) -> date | None:
        """The day under `key`, or None where there is none that the calendar knows."""
        return day(self.text(key))


def day(text: str) -> date | None:
    """The day that `text` begins with (`2019-12-04 …`), or None."""
    found = _ISO_DATE.match(text)
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def split(text: str) -> FrontMatter:
    """The head of `text`. One that cannot be read costs a warning and gives no values; never raises.

    A head may stand behind an HTML comment, where translators keep the original's; lines above it belong to it.
    """
    lines = text[: MAX_CHARACTERS + 1].split("\n")
    first = _first_line(lines)
    fence = lines[first].rstrip()
    if fence not in ("---", "+++"):
        return _unopened(lines, first)
    if first and not (len(lines) > first + 1 and _KEY_LINE.match(lines[first + 1])):
        return FrontMatter()
    closing = {"---": ("---", "..."), "+++": ("+++",)}[fence]
    end = next((n for n in range(first + 1, len(lines)) if lines[n].rstrip() in closing), 0)
    if not end:
        return _unclosed(lines, first, fence)
    values, warning = _values("\n".join(lines[first + 1 : end]), fence)
    if values is None:
        return FrontMatter()
    return FrontMatter(values, end + 1, (warning,) if warning else ())


def _first_line(lines: list[str]) -> int:
    """The first line that is neither blank nor part of an HTML comment; 0 where there is none."""
    number = 0
    while number < len(lines) - 1:
        text = lines[number].strip()
        if text.startswith("<!--"):
            while number < len(lines) - 1 and "-->" not in lines[number]:
                number += 1
            if not lines[number].rstrip().endswith("-->"):
                return 0
        elif text:
            return number
        number += 1
    return 0


def _unopened(lines: list[str], first: int) -> FrontMatter:
    """A head whose opening line was forgotten: `title: …` and the like above a blank line."""
    end = first
    while end < len(lines) and _KEY_LINE.match(lines[end]):
        end += 1
    if end == first or not _TITLE_LINE.match(lines[first]) or (end < len(lines) and lines[end].strip()):
        return FrontMatter()
    values, _ = _values("\n".join(lines[first:end]), "---")
    return FrontMatter(values or {}, end, ("front matter lacks the `---` above it",))


def _unclosed(lines: list[str], first: int, fence: str) -> FrontMatter:
    """A head without an end: the `key: value` lines at the top are taken, the rest is the page."""
    end = first + 1
    while end < len(lines) and (_KEY_LINE.match(lines[end]) or (end > first + 1 and lines[end][:2] in ("  ", "- "))):
        end += 1
    if fence == "+++" or end == first + 1:
        return FrontMatter()
    values, _ = _values("\n".join(lines[first + 1 : end]), fence)
    return FrontMatter(values or {}, end, (f"front matter is unclosed: its first {end - first - 1} lines were taken",))


def _values(text: str, fence: str) -> tuple[dict[str, Any] | None, str]:
    """The mapping in `text`, or None where it is plain text between two rules; and what is wrong with it."""
    try:
        loaded = tomllib.loads(text) if fence == "+++" else _yaml(text)
    except (ValueError, RecursionError) as error:
        return {}, f"front matter cannot be read: {' '.join(str(error).split())[:200]}"
    if not isinstance(loaded, dict):
        return ({} if loaded in (None, "") else None), ""
    return {str(key): value for key, value in loaded.items()}, ""


def load_yaml(text: str) -> tuple[dict[str, Any], str]:
    """The mapping in a settings file of an untrusted tree, all scalars as text, and what is wrong with it."""
    if len(text) > MAX_CHARACTERS:
        return {}, f"longer than {MAX_CHARACTERS} characters"
    values, problem = _values(text, "---")
    return values or {}, problem.replace("front matter", "it")


def _yaml(text: str) -> Any:
    """YAML as text, lists and mappings only. Aliases, depth and size are refused before anything is built.

    Its parser is imported with the first head: many sources have none. Raises `ValueError`.
    """
    import yaml

    try:
        _check_events(yaml.parse(text, Loader=yaml.CBaseLoader))
        return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - the base loader builds text, lists, mappings only
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _check_events(events: Iterable[yaml.Event]) -> None:
    import yaml

    depth = 0
    for count, event in enumerate(events):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("aliases are not allowed")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH or count > MAX_EVENTS:
            raise ValueError("nested too deep or too large")
