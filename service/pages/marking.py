"""Marked plain text as HTML: everything escaped, the marks in `<mark>`, code in `<code>`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, pairwise

from markupsafe import Markup, escape

from index.model import Marked, Run


def marked(value: Marked) -> Markup:
    """The text with its marks and its code."""
    edges = sorted({0, len(value.text), *chain.from_iterable((*value.marks, *value.code))})
    return Markup("").join(_run(value, start, end) for start, end in pairwise(edges))


def _run(value: Marked, start: int, end: int) -> Markup:
    html = escape(value.text[start:end])
    if _covers(value.marks, start):
        html = Markup("<mark>{}</mark>").format(html)
    return Markup("<code>{}</code>").format(html) if _covers(value.code, start) else html


def _covers(runs: Iterable[Run], place: int) -> bool:
    return any(start <= place < end for start, end in runs)
