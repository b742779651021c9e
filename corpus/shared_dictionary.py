"""Rows deflated with what many of them say: a dictionary sampled from them, which is kept once beside them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

#: How far back deflate refers, and from how many rows a dictionary is made; deflate without a head of its own.
_WINDOW, _SAMPLES, _BARE = 32_768, 100, -15
#: Begins a row that is kept as it is, and one that is deflated.
_PLAIN, _DEFLATED = b"\x00", b"\x01"


def sampled(rows: Sequence[bytes]) -> bytes:
    """A dictionary for rows like these: the beginnings of some of them, evenly spread."""
    count = min(len(rows), _SAMPLES)
    return b"".join(rows[place * len(rows) // count][: _WINDOW // _SAMPLES] for place in range(count))


class SharedDictionary:
    """Packs and unpacks rows, each for itself; safe to share between threads."""

    def __init__(self, dictionary: bytes) -> None:
        self._deflate = zlib.compressobj(6, wbits=_BARE, zdict=dictionary)
        self._dictionary = dictionary

    def packed(self, row: bytes) -> bytes:
        """What is kept of a row."""
        deflate = self._deflate.copy()
        data = deflate.compress(row) + deflate.flush()
        return _DEFLATED + data if len(data) < len(row) else _PLAIN + row

    def unpacked(self, data: bytes) -> bytes:
        """The inverse of `packed`. Raises `ValueError` or `zlib.error` where the bytes are not what was written."""
        if data[:1] != _DEFLATED:
            return data[1:]
        inflate = zlib.decompressobj(wbits=_BARE, zdict=self._dictionary)
        row = inflate.decompress(data[1:])
        if not inflate.eof or inflate.unused_data:
            raise ValueError("a row was cut or goes on behind its end")
        return row
