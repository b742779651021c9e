"""From arrays back to the parts that they were made of, so that a change merges into what is there."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from index.engines.compiled_alphabet import restored
from index.engines.compiled_codes import Codes
from index.engines.compiled_columns import Lengths, Rare, bounds
from index.engines.compiled_parts import Parts, Values, Words
from index.engines.compiled_sections import SectionIds
from index.engines.compiled_sort import Array, repeated
from index.engines.compiled_strings import Strings, decode
from index.engines.compiled_text import Links
from index.schema import TEXT_FIELDS

#: The facets that are kept as lists of sections; the years are in the dates.
LISTED_FACETS = ("source", "tag", "concept")


def checksums_of(arrays: Mapping[str, Array]) -> dict[str, str]:
    """Document id → checksum."""
    kept = arrays["checksums"]
    checksums = [row.tobytes().hex() for row in kept] if kept.ndim == 2 else kept.tobytes().decode().split("\n")
    documents = Strings(arrays, "documents")
    return dict(zip(documents, checksums if len(documents) else (), strict=True))


def words_of(arrays: Mapping[str, Array]) -> Words:
    """The words of an index as columns."""
    sections, patterns = Codes(arrays).whole()
    return Words(
        terms=list(Strings(arrays, "terms")),
        term=repeated(bounds(arrays, "terms.postings")),
        section=sections.astype(np.int64),
        pattern=patterns.astype(np.int64),
        patterns=arrays["patterns"].astype(np.int64).reshape(-1, len(TEXT_FIELDS)),
    )


def parts_of(arrays: Mapping[str, Array]) -> Parts:
    """All parts of an index."""
    starts = bounds(arrays, "text.sizes").astype(np.int64)
    text, ends = restored(arrays["text.bytes"], starts, arrays["text.characters"])
    checksums, ids = checksums_of(arrays), SectionIds(arrays)
    return Parts(
        sections=ids.at(range(len(ids))),
        document=arrays["section.document"].astype(np.int64),
        documents=list(checksums),
        checksums=list(checksums.values()),
        texts=[text[start:end] for start, end in pairwise(ends.tolist())],
        dates=arrays["dates.days"].astype(np.int64)[arrays["dates.day"]],
        words=words_of(arrays),
        links=_links_of(arrays),
        facets={
            name: Values(
                values=list(Strings(arrays, name)),
                value=repeated(bounds(arrays, f"{name}.lists")),
                section=arrays[f"{name}.sections"].astype(np.int64),
            )
            for name in LISTED_FACETS
        },
    )


def _links_of(arrays: Mapping[str, Array]) -> Links:
    return Links(
        pieces=decode(arrays["pieces.text"].tobytes()).split("\n")[1:-1],
        left=repeated(bounds(arrays, "pieces.postings")).astype(np.uint32),
        right=np.repeat(
            arrays["links.rights"].astype(np.uint32), Lengths(arrays, "links.sizes").whole(len(arrays["links.rights"]))
        ),
        section=arrays["links.sections"].astype(np.uint32),
        count=Rare(arrays, "links.counts").at(np.arange(len(arrays["links.sections"]))).astype(np.uint8),
    )
