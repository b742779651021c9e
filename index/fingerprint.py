"""What the making of an index depends on beside the documents; where it changed, nothing old is re-used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from index.schema import SCHEMA_VERSION

#: Packages whose version decides terms, readings or arrays.
DECIDING = ("jieba", "markdown-it-py", "numpy", "opencc", "pypinyin", "whoosh")
_OURS = ("corpus", "index")


def fingerprint(files: Iterable[Path | None], engine: str) -> str:
    """A digest of the versions, of our own code that reads and analyses, of the `engine`'s name and of `files`."""
    digest = hashlib.sha256(f"{SCHEMA_VERSION} {engine}".encode())
    for package in DECIDING:
        digest.update(f"{package} {version(package)}\n".encode())
    root = Path(__file__).resolve().parent.parent
    for path in sorted(file for package in _OURS for file in (root / package).rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    for given in files:
        digest.update(hashlib.sha256(given.read_bytes()).digest() if given else b"none")
    return digest.hexdigest()
