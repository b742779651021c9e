"""Naming that several generators share: GitHub's heading anchors, titles without numbers, titles from file names."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from corpus.readers.model import Heading

_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,5}[.、)]?\s+(?=\S)")


def github_slug(text: str) -> str:
    """The anchor that GitHub gives a heading: lower case, punctuation dropped, spaces to hyphens."""
    return _NOT_IN_SLUG.sub("", text.lower()).replace(" ", "-")


def numbered(slug: Callable[[str], str]) -> Callable[[Heading], str]:
    """A slugger that makes repeats distinct as github-slugger does: `a`, `a-1`, `a-2`, skipping what is taken."""
    seen: dict[str, int] = {}

    def anchor(heading: Heading) -> str:
        base = made = slug(heading.text)
        while made in seen:
            seen[base] += 1
            made = f"{base}-{seen[base]}"
        seen[made] = 0
        return made

    return anchor


def without_number(title: str) -> str:
    """`4.3 删除本地镜像` → `删除本地镜像`; a title that is all number stays."""
    return _NUMBER.sub("", title, count=1) if _NUMBER.match(title) else title


def title_from_path(path: str) -> str:
    """A title made of a file's name, for a page that has no other: `data-volumes.md` → `data volumes`."""
    parts = path.split("/")
    stem = parts[-1].rsplit(".", 1)[0]
    if stem.lower() in ("readme", "index", "_index") and len(parts) > 1:
        stem = parts[-2]
    return " ".join(stem.replace("-", " ").replace("_", " ").split()) or path


def address(path: str, indexes: frozenset[str], suffix: str) -> str:
    """The address of a page below its site: the file's name with `suffix`, a folder's index page as the folder."""
    folder, _, name = path.rpartition("/")
    stem = name.rsplit(".", 1)[0]
    if stem.lower() in indexes:
        return quote(f"{folder}/" if folder else "")
    return quote(f"{folder}/{stem}{suffix}" if folder else f"{stem}{suffix}")
