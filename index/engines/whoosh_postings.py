"""Keeps the terms of sections in Whoosh, and reads them back as columns of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence
from whoosh.reading import IndexReader

from index.engines.compiled_parts import Words, gather_words
from index.engines.compiled_strings import decode, encode
from index.ports import AnalyzedSection
from index.schema import TEXT_FIELDS


class TermsField(FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field of ready terms: a posting holds the section and, as its weight, how often the term stands there."""

    scorable = True
    indexed = True

    def __init__(self, *, scorable: bool = True) -> None:
        self.format = Existence()
        self.scorable = scorable

    def index(self, value: Sequence[str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """What Whoosh asks a field for: term, frequency, weight, value."""
        return ((encode(term), times, float(times), b"") for term, times in Counter(value).items())

    def to_bytes(self, value: str | bytes) -> bytes:
        """A term as Whoosh keeps it."""
        return value if isinstance(value, bytes) else encode(value)

    def from_bytes(self, value: bytes) -> str:
        """The inverse of `to_bytes`."""
        return decode(value)


def schema() -> Schema:
    """The text fields, the filters, and the section's id."""
    fields: dict[str, FieldType] = {name: TermsField() for name in TEXT_FIELDS}
    filters = {name: TermsField(scorable=False) for name in ("page", "source", "tag", "concept", "date")}
    return Schema(**fields, **filters, id=STORED())


def row(section: AnalyzedSection) -> dict[str, object]:
    """A section as keyword arguments of Whoosh's `add_document`."""
    return {
        **dict(zip(TEXT_FIELDS, section.fields, strict=True)),
        "page": (section.page,),
        "source": (section.source,),
        "tag": tuple(dict.fromkeys(section.tags)),
        "concept": tuple(dict.fromkeys(section.concepts)),
        "date": (section.date,) if section.date else (),
        "id": section.id,
    }


def read_words(reader: IndexReader, sections: int) -> Words:
    """The words of the first `sections` documents of a segment."""
    names: dict[str, int] = {}
    columns: list[list[float]] = [[], [], [], []]
    for field, name in enumerate(TEXT_FIELDS):
        for term in reader.lexicon(name):
            place = names.setdefault(decode(term), len(names))
            for section, weight in _postings(reader, name, term):
                if section < sections:
                    for column, value in zip(columns, (place, section, field, weight), strict=True):
                        column.append(value)
    term, section_of, field_of, frequency = (np.array(column, np.int64) for column in columns)
    terms = sorted(names)
    rank = np.empty(len(terms), np.int64)
    rank[[names[term] for term in terms]] = np.arange(len(terms))
    return gather_words(terms, rank[term], section_of, field_of, frequency)


def _postings(reader: IndexReader, field: str, term: bytes) -> Iterable[tuple[int, float]]:
    matcher = reader.postings(field, term)
    while matcher.is_active():
        yield matcher.id(), matcher.weight()
        matcher.next()
