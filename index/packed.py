"""Plain values in a file that is read and written as a whole: JSON, compressed by LZMA at its fastest."""

from __future__ import annotations

import lzma
from pathlib import Path
from typing import Any

import orjson


def packed(value: Any) -> bytes:
    """What a file holds for a plain value; keys are sorted, so that equal values give equal bytes."""
    return lzma.compress(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), check=lzma.CHECK_CRC32, preset=1)


def write_packed(path: Path, value: Any) -> None:
    """Writes a plain value."""
    path.write_bytes(packed(value))


def read_packed(path: Path) -> Any:
    """Reads what `write_packed` wrote. Raises `OSError`, and `ValueError` where it is something else."""
    try:
        return orjson.loads(lzma.decompress(path.read_bytes()))
    except (lzma.LZMAError, EOFError) as error:
        raise ValueError(f"{path}: {error}") from error
