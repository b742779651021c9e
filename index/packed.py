"""Plain values in a file that is read and written as a whole: JSON, deflated."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import orjson


def packed(value: Any) -> bytes:
    """What a file holds for a plain value; keys are sorted, so that equal values give equal bytes."""
    return zlib.compress(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), 6)


def write_packed(path: Path, value: Any) -> None:
    """Writes a plain value."""
    path.write_bytes(packed(value))


def read_packed(path: Path) -> Any:
    """Reads what `write_packed` wrote. Raises `OSError`, and `ValueError` where it is something else."""
    try:
        return orjson.loads(zlib.decompress(path.read_bytes()))
    except zlib.error as error:
        raise ValueError(f"{path}: {error}") from error
