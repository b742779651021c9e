"""From the parts of sections to the arrays that queries read: starts of lists, saturated frequencies, pages."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.engines.compiled_parts import Ints, Parts, Words
from index.engines.compiled_strings import Array, Strings
from index.engines.compiled_text import FIELD_END
from index.ranking import Bm25f
from index.schema import OWN_FIELDS, TEXT_FIELDS

#: How far a page's length holds its frequencies down (`index.model.Query.page_boost`).
PAGE_B = 0.75
#: Lists at least this long keep their tenth best value, below which nothing reaches the first ten.
LONG = 128
OWN = np.array([name in OWN_FIELDS for name in TEXT_FIELDS])

Floats = npt.NDArray[np.float64]


def compiled(parts: Parts, weights: Bm25f) -> dict[str, Array]:
    """All arrays of an index, by name."""
    words = parts.words
    sections = len(parts.sections)
    arrays = {
        **Strings.pack("sections", parts.sections),
        **Strings.pack("documents", parts.documents),
        **Strings.pack("checksums", parts.checksums),
        **Strings.pack("terms", words.terms),
        "section.document": compact(parts.document),
        "section.date": parts.dates.astype(np.uint32),
        "text.bytes": np.frombuffer(b"".join(parts.texts), np.uint8),
        "text.starts": starts_of_lengths([len(text) for text in parts.texts]),
        "words.starts": starts(words.term, len(words.terms)),
        "words.sections": compact(words.section, sections),
        "words.patterns": compact(words.pattern),
        "patterns": compact(words.patterns),
        "lengths": compact(field_lengths(words, sections)),
        **link_arrays(parts),
    }
    for name, values in parts.facets.items():
        arrays |= Strings.pack(f"{name}.values", values.values)
        arrays[f"{name}.starts"] = starts(values.value, len(values.values))
        arrays[f"{name}.sections"] = compact(values.section, sections)
    return arrays | weighted(parts.document, words, arrays["lengths"].astype(np.int64), weights)


def link_arrays(parts: Parts) -> dict[str, Array]:
    """Links by left piece, then by right piece, then their sections."""
    links, pieces = parts.links, len(parts.links.pieces)
    key = links.left * (pieces + 1) + links.right
    first = np.ones(len(key), bool)
    first[1:] = key[1:] != key[:-1]
    heads = np.flatnonzero(first)
    data = ("\n" + "".join(piece + "\n" for piece in links.pieces)).encode("utf-8", "surrogatepass")
    return {
        "pieces.text": np.frombuffer(data, np.uint8),
        "pieces.ends": np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")).astype(np.uint32),
        "links.lefts": starts(links.left[heads], pieces + 1),
        "links.rights": compact(links.right[heads], pieces + 1),
        "links.starts": np.append(heads, len(key)).astype(np.uint32),
        "links.sections": compact(links.section, len(parts.sections)),
        "links.counts": np.minimum(links.count, 255).astype(np.uint8),
    }


def weighted(document: Ints, words: Words, lengths: Ints, weights: Bm25f) -> dict[str, Array]:
    """The arrays that depend on weights: what each term is worth in each section and page, 0 < value < 1, or tiny."""
    sections = len(document)
    raw = frequencies(words, lengths, weights)
    value = saturated(raw, weights.k1)
    holders = np.bincount(words.term, minlength=len(words.terms))
    own = np.any(words.patterns[:, OWN], axis=1)[words.pattern]
    own_holders = np.bincount(words.term[own], minlength=len(words.terms))
    first = starts(words.term, len(words.terms))
    return {
        "words.values": value,
        "terms.idf": idf(sections, np.where(own_holders > 0, own_holders, holders)).astype(np.float32),
        "terms.tenth": _tenth(first, value),
        **_pages(document, words, weights),
    }


def frequencies(words: Words, lengths: Ints, weights: Bm25f) -> Floats:
    """tf' of each posting."""
    raw = np.zeros(len(words.term))
    for place, name in enumerate(TEXT_FIELDS):
        field = weights.fields[name]
        held = np.flatnonzero(words.patterns[:, place][words.pattern])
        if field.weight and len(held):
            long = lengths[place][words.section[held]] / max(lengths[place].mean(), 1e-9)
            raw[held] += field.weight * words.patterns[words.pattern[held], place] / (1 - field.b + field.b * long)
    return raw


def saturated(raw: Floats, k1: float) -> npt.NDArray[np.float32]:
    """tf' / (k1 + tf'); a posting without weight keeps a trace, so that it still matches."""
    return np.maximum(raw / (k1 + raw), 1e-30).astype(np.float32)


def idf(sections: int, holders: npt.NDArray[np.integer]) -> Floats:
    """The formula of `index.query.ast`."""
    value: Floats = np.log(1 + (sections - holders + 0.5) / (holders + 0.5))
    return value


def field_lengths(words: Words, sections: int) -> Ints:
    """Terms of each section in each text field: one row a field."""
    return np.array(
        [
            np.bincount(words.section, weights=words.patterns[:, place][words.pattern], minlength=sections)
            for place in range(len(TEXT_FIELDS))
        ]
    ).astype(np.int64)


def _tenth(first: npt.NDArray[np.uint32], value: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The tenth best value of each long list, 0 for short ones."""
    tenth = np.zeros(len(first) - 1, np.float32)
    for term in np.flatnonzero(np.diff(first.astype(np.int64)) >= LONG).tolist():
        held = value[first[term] : first[term + 1]]
        tenth[term] = np.partition(held, len(held) - 10)[len(held) - 10]
    return tenth


def page_frequencies(document: Ints, words: Words, weights: Bm25f) -> tuple[Ints, Ints, Floats]:
    """tf' of pages, sorted by term and page: own fields add up, those of the page count once (the largest)."""
    page = document[words.section]
    order = np.lexsort((page, words.term))
    term, page, pattern = words.term[order], page[order], words.pattern[order]
    first = np.ones(len(term), bool)
    first[1:] = (term[1:] != term[:-1]) | (page[1:] != page[:-1])
    heads = np.flatnonzero(first)
    raw = np.zeros(len(heads))
    if len(heads):
        weight = np.array([weights.fields[name].weight for name in TEXT_FIELDS])
        raw += np.add.reduceat((words.patterns[:, OWN] @ weight[OWN])[pattern], heads)
        for place in np.flatnonzero(~OWN).tolist():
            raw += weight[place] * np.maximum.reduceat(words.patterns[:, place][pattern], heads)
    return term[heads], page[heads], raw


def page_norms(page: Ints, raw: Floats, document: Ints) -> Floats:
    """What divides the frequencies of each page, by document; pages without sections do not count."""
    size = int(document.max(initial=-1)) + 1
    length = np.bincount(page, weights=raw, minlength=size)
    mean = length.sum() / max(len(np.unique(document)), 1)
    norms: Floats = 1 - PAGE_B + PAGE_B * length / (mean or 1.0)
    return norms


def _pages(document: Ints, words: Words, weights: Bm25f) -> dict[str, Array]:
    term, page, raw = page_frequencies(document, words, weights)
    norms = page_norms(page, raw, document)
    held = raw > 0
    term, page, raw = term[held], page[held], raw[held]
    normed = raw / norms[page]
    return {
        "pages.starts": starts(term, len(words.terms)),
        "pages.pages": compact(page),
        "pages.values": (normed / (weights.k1 + normed)).astype(np.float32),
        "page.norms": norms,
    }


def starts(column: Ints, size: int) -> npt.NDArray[np.uint32]:
    """Where the rows of each number begin in a sorted column; one more entry closes the last."""
    return np.searchsorted(column, np.arange(size + 1)).astype(np.uint32)


def starts_of_lengths(lengths: list[int]) -> npt.NDArray[np.uint64]:
    """Where things of these lengths begin when they are joined; one more entry closes the last."""
    return np.cumsum([0, *lengths], dtype=np.uint64)


def compact(column: npt.NDArray[np.int64], size: int | None = None) -> npt.NDArray[np.uint16] | npt.NDArray[np.uint32]:
    """Numbers below `size` (or what they are) in two bytes each if they fit, else in four."""
    largest = int(column.max(initial=0)) if size is None else size - 1
    return column.astype(np.uint16) if largest < 1 << 16 else column.astype(np.uint32)


def join_fields(fields: tuple[str, ...]) -> bytes:
    """The visible fields of a section as `Parts.texts` keeps them."""
    return FIELD_END.join(text.encode("utf-8", "surrogatepass") for text in fields)
