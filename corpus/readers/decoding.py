"""Bytes of a file → its text, with what had to be guessed on the way."""

from __future__ import annotations

import codecs

MAX_BYTES = 5_000_000
"""A longer file is not read: no page that people wrote is that long."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> tuple[str, list[str]]:
    """The text of `data`, with line feeds only and no byte order mark, and warnings about what was guessed.

    UTF-8 is tried first; what is not UTF-8 is read as GB18030 where that fits better. Never raises.
    """
    text, warnings = _text(data)
    if "\x00" in text:
        warnings.append("NUL characters were replaced")
        text = text.replace("\x00", "\ufffd")
    return text.replace("\r\n", "\n").replace("\r", "\n"), warnings


def _text(data: bytes) -> tuple[str, list[str]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return text, [f"not clean {encoding.upper()}"] if "\ufffd" in text else []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _guessed(data, line)


def _guessed(data: bytes, line: int) -> tuple[str, list[str]]:
    """Text that is not UTF-8: GB18030 where it decodes cleanly and UTF-8 is wrong all over, else UTF-8 with marks."""
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    sound = sum(character > "\x7f" for character in lenient) - broken
    if broken > sound:
        try:
            return data.decode("gb18030"), [f"not UTF-8 (line {line}): read as GB18030"]
        except UnicodeDecodeError:
            pass
    return lenient, [f"not UTF-8 (line {line}): {broken} bytes or sequences could not be read"]
