"""What an index is made of: words, links, texts and filters of sections, and how several such parts merge.

All is kept as parallel columns (term, section, pattern …), so that one changed document costs a few sorts of arrays
and no work in Python for the sections that stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.compiled_sort import Array, Ints, Numbers, heads, row_order, sorted_rows
from index.engines.compiled_text import Links
from index.schema import TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class Words:
    """Which term stands in which section, sorted; row `pattern` of `patterns` has its frequency in each text field."""

    terms: list[str]
    term: Ints
    section: Ints
    pattern: Ints
    patterns: Ints


@dataclass(frozen=True, slots=True)
class Values:
    """Which value of a facet which section has, sorted."""

    values: list[str]
    value: Ints
    section: Ints


@dataclass(frozen=True, slots=True)
class Parts:
    """Some sections with all that is kept of them; every `section` column counts places in `sections`.

    `document` names, by its place in `documents`, what a section belongs to. `texts` holds the encoded visible
    fields, joined by `FIELD_END`. `dates` are numbers like 20191204, 0 for none.
    """

    sections: list[str]
    document: Ints
    documents: list[str]
    checksums: list[str]
    texts: list[bytes]
    dates: Ints
    words: Words
    links: Links
    facets: Mapping[str, Values]


def gather_words(terms: list[str], term: Numbers, section: Numbers, field: Array, frequency: Numbers) -> Words:
    """Words from one row a term, section and text field, the rows of a term by rising section."""
    order = np.argsort(term, kind="stable")
    term, section = term[order], section[order]
    first = heads(term, section)
    row = np.zeros(len(term), bool)
    row[first[1:]] = True
    rows = np.zeros((len(first), len(TEXT_FIELDS)), np.uint32)
    rows[np.cumsum(row), field[order]] = frequency[order]
    patterns, pattern = distinct_rows(rows)
    return Words(terms, term[first].astype(np.int64), section[first].astype(np.int64), pattern, patterns)


def distinct_rows(rows: Array) -> tuple[Ints, Ints]:
    """The distinct rows, and which of them each row is (`np.unique` over an axis is far slower)."""
    code, size = np.zeros(len(rows), np.int64), 1
    for column in rows.T:
        values = int(column.max(initial=0)) + 1
        if size * values >= 1 << 63:
            _, code = np.unique(code, return_inverse=True)
            size = int(code.max(initial=0)) + 1
        code, size = code * values + column, size * values
    _, code = np.unique(code, return_inverse=True)
    first = np.zeros(int(code.max(initial=-1)) + 1, np.int64)
    first[code[::-1]] = np.arange(len(rows))[::-1]
    return rows[first].astype(np.int64), code


def select(parts: Parts, keep: npt.NDArray[np.bool_]) -> Parts:
    """The sections for which `keep` is true; tables of names may hold more than is used."""
    if keep.all():
        return parts
    place = np.cumsum(keep) - 1
    words, links = parts.words, parts.links
    word, link = keep[words.section], keep[links.section]
    kept = np.flatnonzero(keep).tolist()
    return replace(
        parts,
        sections=[parts.sections[index] for index in kept],
        document=parts.document[keep],
        texts=[parts.texts[index] for index in kept],
        dates=parts.dates[keep],
        words=Words(words.terms, words.term[word], place[words.section[word]], words.pattern[word], words.patterns),
        links=Links(
            links.pieces,
            links.left[link],
            links.right[link],
            place[links.section[link]].astype(np.uint32),
            links.count[link],
        ),
        facets={
            name: Values(values.values, values.value[held], place[values.section[held]])
            for name, values in parts.facets.items()
            for held in [keep[values.section]]
        },
    )


def without(parts: Parts, gone: set[str]) -> Parts:
    """Takes documents and their sections out."""
    stays = np.array([name not in gone for name in parts.documents], bool)
    place = np.cumsum(stays) - 1
    left = select(parts, stays[parts.document])
    return replace(
        left,
        document=place[left.document],
        documents=[name for name in parts.documents if name not in gone],
        checksums=[parts.checksums[index] for index in np.flatnonzero(stays).tolist()],
    )


def merge(several: Sequence[Parts]) -> Parts:
    """One part that holds the sections of all, sorted by id; no section id or document id may come twice."""
    several = [parts for parts in several if parts.documents] or several[:1]
    names = [name for parts in several for name in parts.sections]
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), np.int64)
    place[order] = np.arange(len(names))
    offsets = np.cumsum([0, *(len(parts.sections) for parts in several)])
    places = [place[start:end] for start, end in pairwise(offsets.tolist())]
    documents = [name for parts in several for name in parts.documents]
    checksums = dict(zip(documents, (c for parts in several for c in parts.checksums), strict=True))
    ranked, ranks = joined([parts.documents for parts in several])
    texts = [text for parts in several for text in parts.texts]
    return Parts(
        sections=[names[index] for index in order],
        document=np.concatenate([rank[parts.document] for parts, rank in zip(several, ranks, strict=True)])[order],
        documents=ranked,
        checksums=[checksums[name] for name in ranked],
        texts=[texts[index] for index in order],
        dates=np.concatenate([parts.dates for parts in several])[order],
        words=_merge_words([parts.words for parts in several], places),
        links=merge_links([parts.links for parts in several], places),
        facets={name: _merge_values([parts.facets[name] for parts in several], places) for name in several[0].facets},
    )


def joined(tables: Sequence[Sequence[str]]) -> tuple[list[str], list[Ints]]:
    """The sorted union of several tables of names, and where each name of each table went."""
    union = sorted(set().union(*tables))
    place = {name: index for index, name in enumerate(union)}
    return union, [np.fromiter(map(place.__getitem__, table), np.int64, len(table)) for table in tables]


def _used(names: list[str], column: Array) -> tuple[list[str], Ints]:
    """Drops the names that no row uses; gives the new number of each old one."""
    used = np.zeros(len(names), bool)
    used[column] = True
    return [name for name, keep in zip(names, used.tolist(), strict=True) if keep], np.cumsum(used) - 1


def _merge_words(several: Sequence[Words], places: Sequence[Ints]) -> Words:
    """One table of words; the most frequent patterns get the smallest numbers."""
    terms, ranks = joined([words.terms for words in several])
    term = np.concatenate([rank[words.term] for words, rank in zip(several, ranks, strict=True)])
    section = np.concatenate([place[words.section] for words, place in zip(several, places, strict=True)])
    starts = np.cumsum([0, *(len(words.patterns) for words in several)])
    pattern = np.concatenate([words.pattern + start for words, start in zip(several, starts, strict=False)])
    used = np.flatnonzero(np.bincount(pattern, minlength=int(starts[-1])))
    patterns, code = distinct_rows(np.concatenate([words.patterns for words in several])[used])
    renamed = np.zeros(int(starts[-1]), np.int64)
    renamed[used] = code
    pattern = renamed[pattern]
    order = np.argsort(-np.bincount(pattern, minlength=len(patterns)), kind="stable")
    rank = np.empty(len(patterns), np.int64)
    rank[order] = np.arange(len(patterns))
    terms, numbers = _used(terms, term)
    rows = (numbers[term], section, rank[pattern])
    term, section, pattern = sorted_rows(rows, (len(terms), _size(places), len(patterns)))
    return Words(terms, term, section, pattern, patterns[order])


def merge_links(several: Sequence[Links], places: Sequence[Ints]) -> Links:
    """One table of links; each combination of left, right and section stands in one of the parts alone."""
    pieces, ranks = joined([links.pieces for links in several])
    shifted = [np.concatenate(([0], rank + 1)).astype(np.uint32) for rank in ranks]
    left = np.concatenate([rank[links.left] for links, rank in zip(several, shifted, strict=True)])
    right = np.concatenate([rank[links.right // 2] for links, rank in zip(several, shifted, strict=True)])
    parted = np.concatenate([links.right % 2 for links in several])
    section = np.concatenate(
        [place.astype(np.uint32)[links.section] for links, place in zip(several, places, strict=True)]
    )
    count = np.concatenate([links.count for links in several])
    pieces, numbers = _used(pieces, left - 1)
    numbers = np.concatenate(([0], numbers + 1)).astype(np.uint32)
    left, right = numbers[left], 2 * numbers[right] + parted
    size = len(pieces) + 1
    order = row_order((left, right, section), (size, 2 * size, _size(places)))
    return Links(pieces, left[order], right[order], section[order], count[order])


def _merge_values(several: Sequence[Values], places: Sequence[Ints]) -> Values:
    names, ranks = joined([values.values for values in several])
    value = np.concatenate([rank[values.value] for values, rank in zip(several, ranks, strict=True)])
    section = np.concatenate([place[values.section] for values, place in zip(several, places, strict=True)])
    names, numbers = _used(names, value)
    return Values(names, *sorted_rows((numbers[value], section), (len(names), _size(places))))


def _size(places: Sequence[Ints]) -> int:
    """How many sections there are in all."""
    return max((int(place.max(initial=-1)) for place in places), default=-1) + 1
