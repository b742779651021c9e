"""What Whoosh asks about terms, answered from our arrays: the terms of each field, and their postings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import numpy as np
from whoosh.codec.base import FieldCursor, TermsReader
from whoosh.fields import FieldType
from whoosh.formats import Format
from whoosh.matching import ListMatcher, Matcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.scoring import BaseScorer

from index.engines.compiled_codes import Codes
from index.engines.compiled_columns import bounds
from index.engines.compiled_sort import Array, repeated
from index.engines.compiled_strings import Strings, decode
from index.schema import TEXT_FIELDS

#: The fields beside the texts that a query may filter by.
FILTERS = ("page", "source", "tag", "concept")


class _Field:
    """The sorted terms of a field and their postings: sections and how often."""

    def __init__(self, names: Strings, places: Array, postings: Callable[[int], tuple[Array, Array]]) -> None:
        self.places = places
        self._names = names
        self._postings = postings

    @cached_property
    def terms(self) -> list[bytes]:
        return [self._names.encoded(place) for place in self.places.tolist()]

    def find(self, term: bytes) -> int:
        """The place of a term among all terms, -1 where the field has it not."""
        place = self._names.find(decode(term))
        at = int(np.searchsorted(self.places, place))
        return place if place >= 0 and at < len(self.places) and self.places[at] == place else -1

    def postings(self, place: int) -> tuple[Array, Array]:
        return self._postings(place)


def _fields(arrays: Mapping[str, Array]) -> dict[str, _Field]:
    terms = Strings(arrays, "terms")
    starts, patterns = bounds(arrays, "terms.postings"), arrays["patterns"]
    sections, pattern = Codes(arrays).whole()
    term = repeated(starts)
    lists = {name: bounds(arrays, f"{name}.lists") for name in FILTERS if name != "page"}
    fields: dict[str, _Field] = {}

    def of_text(column: int) -> Callable[[int], tuple[Array, Array]]:
        def postings(place: int) -> tuple[Array, Array]:
            span = slice(starts[place], starts[place + 1])
            times = patterns[:, column][pattern[span]]
            return sections[span][times > 0], times[times > 0]

        return postings

    def of_filter(name: str) -> Callable[[int], tuple[Array, Array]]:
        def postings(place: int) -> tuple[Array, Array]:
            if name == "page":
                sections = np.flatnonzero(arrays["section.document"] == place)
            else:
                sections = arrays[f"{name}.sections"][slice(*lists[name][place : place + 2])]
            return sections, np.ones(len(sections))

        return postings

    for column, name in enumerate(TEXT_FIELDS):
        fields[name] = _Field(terms, np.unique(term[patterns[:, column][pattern] > 0]), of_text(column))
    for name in FILTERS:
        values = Strings(arrays, "documents" if name == "page" else name)
        fields[name] = _Field(values, np.arange(len(values)), of_filter(name))
    return fields


class ArraysTermsReader(TermsReader):  # type: ignore[misc] # Whoosh has no types
    """What Whoosh asks about terms."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._fields = _fields(arrays)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term[0] in self._fields and self._fields[term[0]].find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def cursor(self, fieldname: str, fieldobj: FieldType) -> ArraysCursor:
        return ArraysCursor(self, fieldname, self._fields[fieldname].terms, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((name, term) for name in sorted(self._fields) for term in self._fields[name].terms)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return ((name, term) for name, term in self.terms() if (name, term) >= (fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def _postings(self, fieldname: str, term: bytes) -> tuple[Array, Array]:
        field = self._fields[fieldname]
        place = field.find(term)
        if place < 0:
            raise KeyError((fieldname, term))
        return field.postings(place)

    def term_info(self, fieldname: str, term: bytes) -> TermInfo:
        sections, times = self._postings(fieldname, term)
        return TermInfo(
            weight=float(times.sum()),
            df=len(sections),
            minlength=1,
            maxlength=1 << 20,
            maxweight=float(times.max()),
            minid=int(sections[0]),
            maxid=int(sections[-1]),
        )

    def frequency(self, fieldname: str, term: bytes) -> float:
        return float(self._postings(fieldname, term)[1].sum())

    def doc_frequency(self, fieldname: str, term: bytes) -> int:
        return len(self._postings(fieldname, term)[0])

    def matcher(self, fieldname: str, term: bytes, format_: Format, scorer: BaseScorer | None = None) -> Matcher:
        if (fieldname, term) not in self:
            raise TermNotFound(f"no term {fieldname}:{term!r}")
        sections, times = self._postings(fieldname, term)
        return ListMatcher(
            sections.tolist(),
            times.astype(float).tolist(),
            format=format_,
            scorer=scorer,
            term=(fieldname, term),
            terminfo=self.term_info(fieldname, term),
        )


class ArraysCursor(FieldCursor):  # type: ignore[misc] # Whoosh has no types
    """Walks the terms of a field."""

    def __init__(self, reader: ArraysTermsReader, fieldname: str, terms: list[bytes], fieldobj: FieldType) -> None:
        self._reader, self._fieldname, self._terms, self._fieldobj = reader, fieldname, terms, fieldobj
        self._place = 0

    def first(self) -> str | None:
        self._place = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        wanted = self._fieldobj.to_bytes(term)
        self._place = int(np.searchsorted(np.array(self._terms, object), wanted))
        return self.text()

    def next(self) -> str | None:
        self._place += 1
        return self.text()

    def text(self) -> str | None:
        return self._fieldobj.from_bytes(self._terms[self._place]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return self._reader.term_info(self._fieldname, self._terms[self._place]) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._place < len(self._terms)
