"""Arrays in one file: a line of JSON that says what lies where, then the arrays as they are, to be memory-mapped.

One file is opened, checked and synced at once, where a file an array would be sixty. Nothing in it is code.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from index.engines.compiled_sort import Array
from index.errors import IndexNotReady

_MAGIC = b"xunmai arrays 6\n"
_ALIGNED = 64


def write_arrays(path: Path, arrays: Mapping[str, Array], about: Mapping[str, Any]) -> None:
    """Writes a new file, which is on the disk when this returns; `about` is kept beside the arrays."""
    places, end = {}, 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, array.shape, end)
        end += -(-array.nbytes // _ALIGNED) * _ALIGNED
    head = json.dumps({"about": about, "arrays": places}, separators=(",", ":")).encode() + b"\n"
    head = _MAGIC + f"{len(head):015}\n".encode() + head
    with path.open("wb") as file:
        file.write(head.ljust(-(-len(head) // _ALIGNED) * _ALIGNED))
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data)
            file.write(bytes(-array.nbytes % _ALIGNED))
        file.flush()
        os.fsync(file.fileno())


def open_arrays(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays of a file, mapped, and what was kept beside them; raises `IndexNotReady` for any other file."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if data[: len(_MAGIC)] != _MAGIC:
            raise ValueError("it does not begin as it should")
        length = int(data[len(_MAGIC) : len(_MAGIC) + 16])
        start = len(_MAGIC) + 16 + length
        head = json.loads(data[len(_MAGIC) + 16 : start])
        start = -(-start // _ALIGNED) * _ALIGNED
        arrays = {
            name: np.frombuffer(data, kind, int(np.prod(shape)), start + place).reshape(shape)
            for name, (kind, shape, place) in head["arrays"].items()
        }
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexNotReady(f"the full text in {path} cannot be read: {error}") from error
    return arrays, head["about"]


def mapped(array: Array) -> tuple[mmap.mmap | bytes, int]:
    """The map that an array of bytes lies in and where there; the array's own bytes where it is in no map.

    Slices of a map are bytes at once, in half the time that a slice of the array takes to become them.
    """
    base: Any = array
    while isinstance(base, np.ndarray):
        base = base.base
    if not isinstance(base, mmap.mmap):
        return array.tobytes(), 0
    whole = np.frombuffer(base, np.uint8)
    return base, int(array.ctypes.data) - int(whole.ctypes.data)
