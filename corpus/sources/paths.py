"""Which paths of a source are read: safe ones that match the operator's patterns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

MAX_PATH = 1000
MAX_NAME = 255

_GLOB_PART = re.compile(r"\*\*/|/\*\*$|\*\*|\*|\?|[^*?/]+|/")
_TRANSLATION = {"**/": "(?:[^/]+/)*", "/**": "/.+", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def refusal(path: str) -> str:
    """Why a path out of an untrusted tree is not read; empty where it is harmless."""
    parts = path.split("/")
    if not path or len(path) > MAX_PATH or any(len(part) > MAX_NAME for part in parts):
        return "the path is empty or too long"
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in path):
        return "the path has control characters or is not UTF-8"
    if path.startswith("/") or "\\" in path or re.match(r"[A-Za-z]:", path):
        return "the path is absolute or has backslashes"
    if any(part in ("", ".", "..") for part in parts):
        return "the path leaves its folder or has empty parts"
    if any(part.rstrip(". ").casefold() in (".git", "git~1") for part in parts):
        return "the path is inside a .git folder"
    return ""


def shown(path: str) -> str:
    """`path` fit for a message: what cannot be printed is escaped."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in path[:200]
    )


def clashes(paths: Iterable[str]) -> dict[str, str]:
    """Paths that differ from an earlier one (in sorted order) only in case or composition → that earlier one."""
    first: dict[str, str] = {}
    found = {}
    for path in sorted(paths):
        key = unicodedata.normalize("NFC", path).casefold()
        if first.setdefault(key, path) != path:
            found[path] = first[key]
    return found


class Selection:
    """The operator's `include` and `exclude` patterns: `*` inside a name, `**` across folders, `docs/` all below."""

    def __init__(self, include: Sequence[str], exclude: Sequence[str]) -> None:
        self._include = _pattern(include)
        self._exclude = _pattern(exclude)

    def __contains__(self, path: str) -> bool:
        return bool(self._include.fullmatch(path)) and not self._exclude.fullmatch(path)


def _pattern(globs: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(_translated(glob) for glob in globs) or r"(?!)")


def _translated(glob: str) -> str:
    if glob.endswith("/"):
        glob += "**"
    parts = _GLOB_PART.findall(glob.removeprefix("/"))
    return "".join(_TRANSLATION.get(part) or re.escape(part) for part in parts)
