"""Boxes of MkDocs and Docusaurus → the paragraphs inside them, line for line."""

from __future__ import annotations

import re

_BOX = re.compile(r"(?P<indent> {0,40})(?:!!!|\?\?\?\+?|===[!+]?)\s+(?P<rest>\S.{0,500})")
_TITLE = re.compile(r"\"(?P<title>[^\"]*)\"")
_FENCE = re.compile(r" {0,40}(```|~~~)")
_COLONS = re.compile(r"\s{0,40}:{3,9}\s*(?P<kind>[\w-]*)\s*(?:\[(?P<label>[^\]]{0,300})\]|(?P<rest>.{0,300}))")


def dedented(text: str) -> str:
    """`text` with each `!!! note "title"`, `??? …` and `=== "tab"` replaced by its title and its content dedented."""
    if not any(mark in text for mark in ("!!!", "???", "===")):
        return text
    made: list[str] = []
    boxes: list[int] = []
    for line in text.split("\n"):
        width = len(line) - len(line.lstrip(" "))
        while boxes and line.strip() and width < boxes[-1] + 4:
            boxes.pop()
        line = line[min(width, 4 * len(boxes)) :]
        box = _BOX.match(line)
        if box:
            boxes.append(width)
            title = _TITLE.search(box["rest"])
            line = box["indent"] + (title["title"] if title else "")
        made.append(line)
    return "\n".join(made)


def without_colons(text: str) -> str:
    """`text` with each `:::note[title]` line replaced by its title, and the closing `:::` gone; fences untouched."""
    if ":::" not in text:
        return text
    made: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or fence == mark[1]):
            fence = "" if fence else mark[1]
        box = None if fence else _COLONS.fullmatch(line)
        made.append((box["label"] or box["rest"] or "").strip() if box else line)
    return "\n".join(made)
