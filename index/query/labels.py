"""What a label is to a query. The same few are asked for again and again, so each is read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from index.analysis import analyzer
from index.analysis.fold import visible_text
from index.analysis.names import own_term


@dataclass(frozen=True, slots=True)
class Label:
    """A label's terms, its text as it is looked for in texts, and the term of headings that say just that (or none)."""

    terms: tuple[str, ...]
    run: str
    name: str | None


@lru_cache(maxsize=8192)
def read_label(text: str) -> Label:
    """The label of any text; the answers asked for last are kept, which do not depend on any generation."""
    return Label(analyzer.terms(text), visible_text(text), own_term(text))
