"""HTML inside Markdown → the text a reader sees, line by line."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)[^<>]*>")
_ALT = re.compile(r"\salt\s*=\s*[\"']([^\"'<>]*)", re.IGNORECASE)
_HIDDEN = ("script", "style", "template", "svg")
_INLINE = re.compile(r"a|abbr|b|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var")


def visible_text(markup: str) -> str:
    """The words of `markup`: no tags, comments, scripts or styles; a picture by its `alt`. As many lines as before.
    Linear time."""
    markup = without_hidden(markup)
    return "\n".join(" ".join(html.unescape(line).split()) for line in _TAG.sub(_gap, markup).split("\n"))


def without_hidden(markup: str) -> str:
    """`markup` without comments, scripts, styles and drawings; their line breaks stay. Linear time."""
    for opening, closing in (("<!--", "-->"), ("<?", "?>"), ("<![cdata[", "]]>"), ("<!doctype", ">")):
        markup = _without(markup, opening, closing)
    for name in _HIDDEN:
        markup = _without(markup, f"<{name}", f"</{name}>")
    return markup


def _gap(tag: re.Match[str]) -> str:
    lines = "\n" * tag.group().count("\n")
    shown = _ALT.search(tag.group()) if tag.group(2).lower() == "img" else None
    if shown:
        return f" {shown.group(1).replace(chr(10), ' ')} {lines}"
    return lines or ("" if _INLINE.fullmatch(tag.group(2).lower()) else " ")


def _without(markup: str, opening: str, closing: str) -> str:
    """`markup` without the runs from `opening` to `closing`; their line breaks stay; an unclosed run has no end."""
    folded = markup.lower()
    if len(folded) != len(markup):  # a letter whose small form is two
        folded = markup
    kept: list[str] = []
    position = 0
    while (start := folded.find(opening, position)) >= 0:
        end = folded.find(closing, start + len(opening))
        stop = len(markup) if end < 0 else end + len(closing)
        kept += (markup[position:start], "\n" * markup.count("\n", start, stop))
        position = stop
    kept.append(markup[position:])
    return "".join(kept)
