"""From the parts of sections to the arrays that queries read: starts of lists, saturated frequencies, pages."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from index.engines.compiled_parts import Parts, Words
from index.engines.compiled_sort import Ints, compact, heads, starts
from index.engines.compiled_strings import Array, Strings, encode
from index.ranking import Bm25f
from index.schema import OWN_FIELDS, TEXT_FIELDS

#: How far a page's length holds its frequencies down (`index.model.Query.page_boost`).
PAGE_B = 0.75
#: Lists at least this long keep their tenth best value, below which nothing reaches the first ten.
LONG = 128
#: The least a match is worth: more than nothing, and gone beside any real score. Answers show it as 0.
TRACE = np.float32(1e-30)
#: Which of the text fields are a section's own.
OWN = np.array([name in OWN_FIELDS for name in TEXT_FIELDS])

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]


def idf(sections: int, holders: int) -> float:
    """The weight of a rare term, by the formula of `index.query.ast`."""
    return math.log(1 + (sections - holders + 0.5) / (holders + 0.5))


def compiled(parts: Parts, weights: Bm25f) -> dict[str, Array]:
    """All arrays of an index, by name."""
    words, sections = parts.words, len(parts.sections)
    arrays = {
        **Strings.pack("sections", parts.sections),
        **Strings.pack("documents", parts.documents),
        **Strings.pack("checksums", parts.checksums),
        "section.document": compact(parts.document),
        "section.date": parts.dates.astype(np.uint32),
        "text.bytes": np.frombuffer(b"".join(parts.texts), np.uint8),
        "text.starts": compact(np.cumsum([0, *map(len, parts.texts)], dtype=np.int64)),
        **Strings.pack("terms", words.terms),
        "terms.starts": starts(words.term, len(words.terms)),
        "words.sections": compact(words.section, sections),
        "words.patterns": compact(words.pattern),
        "patterns": compact(words.patterns),
        "lengths": compact(_field_lengths(words, sections)),
        **_link_arrays(parts),
    }
    for name, values in parts.facets.items():
        arrays |= Strings.pack(name, values.values)
        arrays[f"{name}.starts"] = starts(values.value, len(values.values))
        arrays[f"{name}.sections"] = compact(values.section, sections)
    return arrays | weighted(parts.document, words, arrays["lengths"], weights)


def _field_lengths(words: Words, sections: int) -> Ints:
    """Terms of each section in each text field: one row a field."""
    rows = [
        np.bincount(words.section, weights=column[words.pattern], minlength=sections) for column in words.patterns.T
    ]
    return np.array(rows).astype(np.int64)


def _link_arrays(parts: Parts) -> dict[str, Array]:
    """The pieces, a line each; links by left piece, then right piece, then section; counts where they are not 1."""
    links, pieces = parts.links, len(parts.links.pieces)
    first = heads(links.left, links.right)
    data = np.frombuffer(encode("\n" + "".join(piece + "\n" for piece in links.pieces)), np.uint8)
    many = np.flatnonzero(links.count > 1)
    return {
        "pieces.text": data,
        "pieces.ends": np.flatnonzero(data == ord("\n")).astype(np.uint32),
        "pieces.links": starts(links.left[first], pieces + 1),
        "pieces.starts": starts(links.left, pieces + 1),
        "links.rights": compact(links.right[first], pieces + 1),
        "links.sizes": compact(np.diff(np.append(first, len(links.left)))),
        "links.sections": compact(links.section, len(parts.sections)),
        "links.many": many.astype(np.uint32),
        "links.counts": links.count[many].astype(np.uint8),
    }


def weighted(document: Ints, words: Words, lengths: Array, weights: Bm25f) -> dict[str, Array]:
    """The arrays that depend on weights: what each term is worth in each section and page, between 0 and 1."""
    raw = _frequencies(words, lengths, weights)
    values = np.maximum(raw / (weights.k1 + raw), TRACE).astype(np.float32)
    holders = np.bincount(words.term, minlength=len(words.terms))
    own = np.any(words.patterns[:, OWN], axis=1)[words.pattern]
    own_holders = np.bincount(words.term[own], minlength=len(words.terms))
    return {
        "words.values": values,
        "terms.holders": compact(np.where(own_holders > 0, own_holders, holders)),
        **_tenths(words, values),
        **_pages(document, words, weights),
    }


def _frequencies(words: Words, lengths: Array, weights: Bm25f) -> Floats:
    """tf' of each posting."""
    raw = np.zeros(len(words.term))
    for place, name in enumerate(TEXT_FIELDS):
        field = weights.fields[name]
        held = np.flatnonzero(words.patterns[:, place][words.pattern])
        if field.weight and len(held):
            long = lengths[place][words.section[held]] / lengths[place].mean()
            raw[held] += field.weight * words.patterns[words.pattern[held], place] / (1 - field.b + field.b * long)
    return raw


def _tenths(words: Words, values: Singles) -> dict[str, Array]:
    """The terms with long lists, and the tenth best value of each."""
    first = starts(words.term, len(words.terms)).astype(np.int64)
    long = np.flatnonzero(np.diff(first) >= LONG)
    lists = [values[first[term] : first[term + 1]] for term in long.tolist()]
    tenths = [np.partition(held, len(held) - 10)[len(held) - 10] for held in lists]
    return {"tenths.terms": long.astype(np.uint32), "tenths.values": np.array(tenths, np.float32)}


def _page_frequencies(document: Ints, words: Words, weights: Bm25f) -> tuple[Ints, Ints, Floats]:
    """tf' of pages, sorted by term and page: own fields add up, those of the page count once (the largest)."""
    key = words.term * (int(document.max(initial=0)) + 1) + document[words.section]
    order = np.argsort(key, kind="stable")
    term, page, pattern = words.term[order], document[words.section[order]], words.pattern[order]
    first = heads(term, page)
    raw = np.zeros(len(first))
    if len(first):
        weight = np.array([weights.fields[name].weight for name in TEXT_FIELDS])
        raw += np.add.reduceat((words.patterns[:, OWN] @ weight[OWN])[pattern], first)
        for place in np.flatnonzero(~OWN).tolist():
            raw += weight[place] * np.maximum.reduceat(words.patterns[:, place][pattern], first)
    return term[first], page[first], raw


def _pages(document: Ints, words: Words, weights: Bm25f) -> dict[str, Array]:
    """What each term is worth on each page, and what divides the frequencies of each page (by document)."""
    term, page, raw = _page_frequencies(document, words, weights)
    length = np.bincount(page, weights=raw, minlength=int(document.max(initial=-1)) + 1)
    mean = length.sum() / max(np.count_nonzero(np.bincount(document)), 1)
    norms = 1 - PAGE_B + PAGE_B * length / (mean or 1.0)
    held = raw > 0
    term, page, raw = term[held], page[held], raw[held] / norms[page[held]]
    return {
        "pages.starts": starts(term, len(words.terms)),
        "pages.pages": compact(page),
        "pages.values": (raw / (weights.k1 + raw)).astype(np.float32),
        "page.norms": norms.astype(np.float64),
    }
