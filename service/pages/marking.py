"""Marked plain text as HTML: everything escaped, the marks in `<mark>`, code in `<code>`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from markupsafe import Markup, escape

from corpus.model import Span
from index.model import Marked


def marked(value: Marked) -> Markup:
    """The text with its marks and its code; spans are code points into it."""
    spans = (*value.marks, *value.code)
    edges = sorted({0, len(value.text), *(edge for span in spans for edge in (span.start, span.end))})
    return Markup("").join(_run(value, start, end) for start, end in pairwise(edges))


def _run(value: Marked, start: int, end: int) -> Markup:
    html = escape(value.text[start:end])
    if _covers(value.marks, start):
        html = Markup("<mark>{}</mark>").format(html)
    return Markup("<code>{}</code>").format(html) if _covers(value.code, start) else html


def _covers(spans: Iterable[Span], place: int) -> bool:
    return any(span.start <= place < span.end for span in spans)
