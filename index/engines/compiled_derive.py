"""From the parts of sections to the arrays that queries read: starts of lists, codes, norms."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.engines.compiled_alphabet import coded
from index.engines.compiled_codes import Codes
from index.engines.compiled_columns import Lengths, Rare, packed_bounds
from index.engines.compiled_parts import Parts, Words
from index.engines.compiled_sections import SectionIds
from index.engines.compiled_sort import Array, Ints, compact, heads, starts
from index.engines.compiled_strings import Strings, encode
from index.engines.compiled_text import FIELD_END
from index.ranking import Bm25f
from index.schema import OWN_FIELDS, TEXT_FIELDS

#: How far a page's length holds its frequencies down (`index.model.Query.page_boost`).
PAGE_B = 0.75
#: Lists at least this long have their worth for whole pages worked out.
LENT = 2048
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
    data = b"".join(parts.texts) + FIELD_END
    lengths = _field_lengths(words, sections)
    text, text_starts, characters = coded(data, np.cumsum([0, *map(len, parts.texts)], dtype=np.int64))
    arrays = {
        **SectionIds.pack(parts.sections, parts.documents, parts.document),
        **Strings.pack("documents", parts.documents),
        **packed_checksums(parts.checksums),
        "section.document": compact(parts.document),
        **packed_dates(parts.dates),
        "text.bytes": text,
        **packed_bounds("text.sizes", text_starts),
        "text.characters": compact(characters.astype(np.int64)),
        "text.plain": np.array([b"  " not in data and not any(map(_is_other_space, characters.tolist()))]),
        **Strings.pack("terms", words.terms),
        **packed_bounds("terms.postings", starts(words.term, len(words.terms))),
        **Codes.pack(words, lengths),
        "patterns": compact(words.patterns),
        "lengths": compact(lengths),
        **_link_arrays(parts),
    }
    for name, values in parts.facets.items():
        arrays |= Strings.pack(name, values.values)
        arrays |= packed_bounds(f"{name}.lists", starts(values.value, len(values.values)))
        arrays[f"{name}.sections"] = compact(values.section, sections)
    return arrays | _own_holders(words) | weighted(parts.document, words, weights)


def packed_checksums(checksums: Sequence[str]) -> dict[str, Array]:
    """Digests in half the bytes of their digits; anything else as lines."""
    try:
        data = [bytes.fromhex(checksum) for checksum in checksums]
    except ValueError:
        data = []
    if not data or len(set(map(len, data))) > 1 or any(map(str.__ne__, checksums, map(bytes.hex, data))):
        return {"checksums": np.frombuffer("\n".join(checksums).encode(), np.uint8)}
    return {"checksums": np.frombuffer(b"".join(data), np.uint8).reshape(len(data), -1)}


def packed_dates(dates: Ints) -> dict[str, Array]:
    """The days, each once, and of each section which."""
    days, day = np.unique(dates, return_inverse=True)
    return {"dates.days": days.astype(np.uint32), "dates.day": compact(day)}


def _is_other_space(point: int) -> bool:
    return chr(point).isspace() and chr(point) != " "


def _field_lengths(words: Words, sections: int) -> Ints:
    """Terms of each section in each text field: one row a field."""
    rows = [
        np.bincount(words.section, weights=column[words.pattern], minlength=sections) for column in words.patterns.T
    ]
    return np.array(rows).astype(np.int64)


def _link_arrays(parts: Parts) -> dict[str, Array]:
    """The pieces, a line each; links by left piece, then what they lead to, then section."""
    links, pieces = parts.links, len(parts.links.pieces)
    first = heads(links.left, links.right)
    encoded = list(map(encode, links.pieces))
    data = np.frombuffer(b"\n" + b"".join(piece + b"\n" for piece in encoded), np.uint8)
    return {
        "pieces.text": data,
        **packed_bounds("pieces.links", starts(links.left[first], pieces + 1)),
        **packed_bounds("pieces.postings", starts(links.left, pieces + 1)),
        "links.rights": compact(links.right[first]),
        **Lengths.pack("links.sizes", np.diff(np.append(first, len(links.left)))),
        "links.sections": compact(links.section, len(parts.sections)),
        **Rare.pack("links.counts", links.count),
    }


def _own_holders(words: Words) -> dict[str, Array]:
    """Terms that fewer sections hold in their own fields than in all, and how many do."""
    own = np.any(words.patterns[:, OWN], axis=1)[words.pattern]
    holders = np.bincount(words.term, minlength=len(words.terms))
    own_holders = np.bincount(words.term[own], minlength=len(words.terms))
    (fewer,) = ((own_holders > 0) & (own_holders < holders)).nonzero()
    return {"holders.terms": compact(fewer), "holders.numbers": compact(own_holders[fewer])}


def page_worth(patterns: Ints, weight: Floats) -> tuple[Floats, list[Floats]]:
    """What a row of frequencies is worth to its page: the sections' own fields together, and each of the page's."""
    own: Floats = patterns[:, OWN] @ weight[OWN]
    return own, [weight[place] * patterns[:, place] for place in np.flatnonzero(~OWN).tolist()]


def page_maxima(first: Ints, once: Sequence[Floats]) -> Floats:
    """What the page's own fields add to each page, whose rows begin at `first`: the largest of each field."""
    total: Floats = np.add.reduce([np.maximum.reduceat(values, first) for values in once])
    return total


def weighted(document: Ints, words: Words, weights: Bm25f) -> dict[str, Array]:
    """The arrays that depend on weights, all of them of pages: what the page's own fields add for their terms (a code
    for one of few sums), what divides a page's tf', and what terms with very long lists are worth."""
    size = int(document.max(initial=-1)) + 1
    own, once = page_worth(words.patterns, np.array([weights.fields[name].weight for name in TEXT_FIELDS]))
    length = np.bincount(document[words.section], weights=own[words.pattern], minlength=size)
    rows = np.flatnonzero(np.add.reduce(once)[words.pattern])
    key = words.term[rows] * max(size, 1) + document[words.section[rows]]
    order = np.argsort(key, kind="stable")
    key, code = key[order], words.pattern[rows[order]]
    first = heads(key)
    added = page_maxima(first, [values[code] for values in once]) if len(key) else np.zeros(0)
    term, page = np.divmod(key[first], max(size, 1))
    length += np.bincount(page, weights=added, minlength=size)
    mean = length.sum() / max(np.count_nonzero(np.bincount(document)), 1)
    values, code = np.unique(added, return_inverse=True)
    norms: Floats = 1 - PAGE_B + PAGE_B * length / (mean or 1.0)
    return {
        "once.terms": compact(np.unique(term)),
        **packed_bounds("once.lists", np.append(heads(term), len(term))),
        "once.pages": compact(page),
        "once.codes": compact(code),
        "once.values": values,
        "page.norms": norms,
        **_lent(document, words, own, (term, page, added), norms, weights.k1),
    }


def _lent(
    document: Ints, words: Words, own: Floats, once: tuple[Ints, Ints, Floats], norms: Floats, k1: float
) -> dict[str, Array]:
    """What terms with very long lists are worth on each page; `own` is the worth of each pattern to its page."""
    first = starts(words.term, len(words.terms)).astype(np.int64)
    once_first = starts(once[0], len(words.terms)).astype(np.int64)
    long = np.flatnonzero(np.diff(first) >= LENT)
    pages, values = [np.zeros(0, np.int64)], [np.zeros(0)]
    for term in long.tolist():
        span, once_span = slice(first[term], first[term + 1]), slice(once_first[term], once_first[term + 1])
        page = document[words.section[span]]
        raw: Floats = np.bincount(page, weights=own[words.pattern[span]], minlength=len(norms)).astype(np.float64)
        raw[once[1][once_span]] += once[2][once_span]
        raw /= norms
        pages.append(raw.nonzero()[0])
        values.append(raw[pages[-1]] / (k1 + raw[pages[-1]]))
    return {
        "lent.terms": long.astype(np.uint32),
        "lent.starts": np.cumsum([len(held) for held in pages]).astype(np.uint32),
        "lent.pages": compact(np.concatenate(pages)),
        "lent.values": np.concatenate(values).astype(np.float32),
    }
