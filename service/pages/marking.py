"""Marked plain text as HTML: everything escaped, the marks in `<mark>`."""

from __future__ import annotations

from markupsafe import Markup, escape

from index.model import Marked


def marked(value: Marked) -> Markup:
    """The text with its marks; spans are code points into it."""
    parts: list[Markup] = []
    end = 0
    for span in value.marks:
        parts += [
            escape(value.text[end : span.start]),
            Markup("<mark>{}</mark>").format(value.text[span.start : span.end]),
        ]
        end = span.end
    return Markup("").join([*parts, escape(value.text[end:])])
