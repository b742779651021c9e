"""A Whoosh codec over our arrays: one file a segment, from which Whoosh reads terms, postings, lengths and ids.

Whoosh's own codec needs 150 bytes and 30 microseconds for each term of each field, mostly pickles; here a posting is
two bytes, or four and more in a large index, and what Whoosh reads is what the compiled scorer reads. Documents of a
segment are the sections, in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from whoosh.codec.base import Codec, PerDocumentReader
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import Storage
from whoosh.formats import Existence
from whoosh.writing import IndexingError

from index.engines.compiled_files import open_arrays
from index.engines.compiled_sections import SectionIds
from index.engines.compiled_sort import Array
from index.engines.compiled_strings import decode, encode
from index.engines.whoosh_terms import FILTERS, ArraysTermsReader
from index.schema import TEXT_FIELDS

#: What the file of a segment is called, behind the segment's name.
EXTENSION = ".arrays"


class TermsField(FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field of ready terms; a posting's weight is how often the term stands in the field."""

    indexed = True

    def __init__(self, *, scorable: bool) -> None:
        self.format = Existence()
        self.scorable = scorable

    def to_bytes(self, value: str | bytes) -> bytes:
        """A term as the arrays keep it."""
        return value if isinstance(value, bytes) else encode(value)

    def from_bytes(self, value: bytes) -> str:
        """The inverse of `to_bytes`."""
        return decode(value)


def schema() -> Schema:
    """The text fields, the filters, and the section's id."""
    texts = {name: TermsField(scorable=True) for name in TEXT_FIELDS}
    return Schema(**texts, **{name: TermsField(scorable=False) for name in FILTERS}, id=STORED())


class ArraysCodec(Codec):  # type: ignore[misc] # Whoosh has no types
    """Reads segments; they are written by `index.engines.whoosh_index.WhooshIndex.writer`."""

    def new_segment(self, storage: Storage, indexname: str) -> W3Segment:
        """A segment under a new name."""
        return W3Segment(self, indexname)

    def terms_reader(self, storage: Storage, segment: W3Segment) -> ArraysTermsReader:
        """The terms and postings of a segment."""
        return ArraysTermsReader(segment_arrays(storage, segment))

    def per_document_reader(self, storage: Storage, segment: W3Segment) -> ArraysDocumentReader:
        """The lengths and ids of a segment's sections."""
        return ArraysDocumentReader(segment_arrays(storage, segment))

    def per_document_writer(self, storage: Storage, segment: W3Segment) -> None:
        """Refuses: a writer of Whoosh's has no texts to look substrings up in."""
        raise IndexingError("sections are written through WhooshIndex.writer")

    field_writer = per_document_writer


def segment_arrays(storage: Storage, segment: W3Segment) -> dict[str, Array]:
    """The arrays of a segment's file."""
    return open_arrays(Path(storage.folder) / segment.make_filename(EXTENSION))[0]


class ArraysDocumentReader(PerDocumentReader):  # type: ignore[misc] # Whoosh has no types
    """What Whoosh asks about documents. Nothing is ever deleted in a segment: a change makes a new one."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._lengths = arrays["lengths"]
        self._ids = SectionIds(arrays)

    def doc_count(self) -> int:
        return len(self._ids)

    def doc_count_all(self) -> int:
        return len(self._ids)

    def has_deletions(self) -> bool:
        return False

    def is_deleted(self, docnum: int) -> bool:
        return False

    def deleted_docs(self) -> tuple[int, ...]:
        return ()

    def stored_fields(self, docnum: int) -> dict[str, str]:
        return {"id": self._ids.at([docnum])[0]}

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths_of(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths_of(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths_of(fieldname).min(initial=1 << 31))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths_of(fieldname).max(initial=0))

    def _lengths_of(self, fieldname: str) -> Array:
        return self._lengths[TEXT_FIELDS.index(fieldname)] if fieldname in TEXT_FIELDS else np.zeros(1, np.int64)
