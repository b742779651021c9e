"""What the operator says of a source, and what a source lists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source as the operator names it; see the settings' documentation for each field."""

    name: str
    type: str
    layout: str
    path: str = ""
    repository: str = ""
    mirrors: tuple[str, ...] = ()
    ref: str = ""
    include: tuple[str, ...] = ("**/*.md",)
    exclude: tuple[str, ...] = ()
    url: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A page's file; `checksum` is the SHA-256 of its bytes and of all else that its document is made from, `size` the
    number of its bytes where it is known."""

    path: str
    checksum: str
    size: int = 0
