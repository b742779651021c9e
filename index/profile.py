"""What re-ranking knows of every section beforehand: its shape, and its place in a space of meanings.

The space is `index.latent_space`'s; terms and sections are sorted, so that the same documents give the same files.
Plain `.npy` files, memory-mapped when opened, and one of names.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.names import SIGN
from index.coarse import FINE, ROUGH, Coarse
from index.latent_space import Counts, Floats, latent_space
from index.packed import read_packed, write_packed
from index.ports import AnalyzedDocument, AnalyzedSection
from index.query.words import STOP
from index.remembered import remembered
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

#: Terms and their weights.
Weighted = tuple[tuple[str, float], ...]
#: What a term in a field weighs in the matrix.
FIELD_WEIGHT = {"title": 1.0, "path": 0.5, "heading": 3.0, "prose": 1.0, "code": 0.5, "table": 0.7}
#: The file with the lengths of sections.
LENGTHS = "lengths.npy"
#: The file with the names of sections and terms, and how many numbers a vector has.
NAMES = "names.packed"
#: Of so few sections the vectors are worked out when they are opened: half a kilobyte of memory each.
FEW = 4096
#: Sections with less text than this, in characters, count as empty.
EMPTY = 25


@dataclass(frozen=True)
class Profiles:
    """`ids` in order; per section: `lengths` (log of its characters), `empty`, which follows from them, and `vectors`
    (about of unit length); per term of `terms`: `term_vectors`, idf included."""

    ids: Sequence[str]
    lengths: Floats
    vectors: Coarse
    terms: Sequence[str]
    term_vectors: Coarse
    empty: npt.NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "empty", self.lengths < math.log1p(EMPTY - 0.5))
        object.__setattr__(self, "_rows", {section: row for row, section in enumerate(self.ids)})
        object.__setattr__(self, "_terms", {term: row for row, term in enumerate(self.terms)})
        object.__setattr__(self, "_pull", remembered(self.pull, 1024))
        few = len(self.ids) <= FEW
        object.__setattr__(self, "_ready", self.vectors.at(np.arange(len(self.ids))) if few else None)

    def __reduce__(self) -> tuple[type[Profiles], tuple[object, ...]]:
        return Profiles, (self.ids, self.lengths, self.vectors, self.terms, self.term_vectors)

    def rows(self, section_ids: Iterable[str]) -> npt.NDArray[np.int64]:
        """The places of sections in the arrays; an unknown section raises KeyError."""
        rows: dict[str, int] = self._rows  # type: ignore[attr-defined]  # set above, the class being frozen
        return np.array(list(map(rows.__getitem__, section_ids)), np.int64)

    def vectors_at(self, rows: npt.NDArray[np.int64]) -> Floats:
        """The vectors of some sections, by their places in the arrays."""
        ready: Floats | None = self._ready  # type: ignore[attr-defined]  # set above as well
        return self.vectors.at(rows) if ready is None else ready.take(rows, axis=0)

    def direction(self, groups: Iterable[Weighted]) -> Floats | None:
        """Where a query of some groups of terms points: a unit vector, or None when the space knows none of them."""
        pull: Callable[[Weighted], Floats | None] = self._pull  # type: ignore[attr-defined]  # set above as well
        return unit([drawn for drawn in map(pull, groups) if drawn is not None])

    def pull(self, terms: Weighted) -> Floats | None:
        """How far some terms draw a text to where each points; None when the space knows none of them."""
        rows: dict[str, int] = self._terms  # type: ignore[attr-defined]  # set above, the class being frozen
        known = [(rows[term], weight) for term, weight in terms if term in rows]
        if not known:
            return None
        places, weights = zip(*known, strict=True)
        pull: Floats = np.array(weights, np.float32) @ self.term_vectors.at(list(places))
        return pull

    def save(self, folder: Path) -> None:
        """Writes all of it into an existing folder."""
        np.save(folder / LENGTHS, self.lengths, allow_pickle=False)
        self.vectors.save(folder, "vectors")
        self.term_vectors.save(folder, "term_vectors")
        names = {"ids": list(self.ids), "terms": list(self.terms), "width": self.vectors.width}
        write_packed(folder / NAMES, names)

    @classmethod
    def load(cls, folder: Path) -> Profiles:
        """Opens what `save` wrote; arrays stay on disk until they are touched."""
        names = read_packed(folder / NAMES)
        return cls(
            ids=list(map(intern, names["ids"])),
            lengths=np.asarray(np.load(folder / LENGTHS, mmap_mode="r", allow_pickle=False)),
            vectors=Coarse.load(folder, "vectors", names["width"], FINE),
            terms=names["terms"],
            term_vectors=Coarse.load(folder, "term_vectors", names["width"], ROUGH),
        )


def unit(vectors: Sequence[Floats]) -> Floats | None:
    """The sum of some vectors, of length 1; None where there is none or they cancel out."""
    if not vectors:
        return None
    total: Floats = reduce(np.add, vectors)
    length = math.sqrt(float(total @ total))
    return total / length if length > 0 else None


def build_profiles(documents: Iterable[AnalyzedDocument]) -> Profiles:
    """The profiles of all sections; memory grows with the number of distinct terms per section."""
    maker = ProfileMaker()
    for document in documents:
        maker.add(document)
    return maker.counted().profiles()


@dataclass(frozen=True)
class Counted:
    """What profiles are made of: the ids of sections, the length of each, and what their terms weigh."""

    ids: Sequence[str]
    lengths: Floats
    counts: Counts

    def profiles(self) -> Profiles:
        """The profiles, in any process."""
        terms, vectors, term_vectors = latent_space(self.counts)
        return Profiles(
            ids=self.ids,
            lengths=np.log1p(self.lengths),
            vectors=Coarse.of(vectors, FINE),
            terms=terms,
            term_vectors=Coarse.of(term_vectors, ROUGH),
        )

    def save(self, folder: Path) -> None:
        """Makes the profiles and writes them into an existing folder."""
        self.profiles().save(folder)


class ProfileMaker:
    """Takes documents one by one, in any order, and keeps eight bytes for each term of a section."""

    def __init__(self) -> None:
        self._pages: dict[str, _Page] = {}
        self._numbers: dict[str, int] = {}

    def add(self, document: AnalyzedDocument) -> None:
        """Takes a document."""
        page, numbers = _Page(), self._numbers
        for section in document.sections:
            weighted = weighted_terms(section)
            page.ids.append(section.id)
            page.lengths.append(text_length(section))
            page.sizes.append(len(weighted))
            page.terms.extend([numbers.setdefault(term, len(numbers)) for term in weighted])
            page.weights.extend(weighted.values())
        self._pages[document.id] = page

    def counted(self) -> Counted:
        """What was taken, whose profiles do not depend on the order of taking."""
        pages = [self._pages[name] for name in sorted(self._pages)]
        size = _joined((page.lengths for page in pages), np.float32)
        counts = Counts(
            list(self._numbers),
            np.repeat(np.arange(len(size), dtype=np.int32), _joined((page.sizes for page in pages), np.int32)),
            _joined((page.terms for page in pages), np.int32),
            _joined((page.weights for page in pages), np.float32),
            len(size),
        )
        return Counted([section for page in pages for section in page.ids], size, counts)


@dataclass(frozen=True)
class _Page:
    """Of each section of a document id, length and number of terms; number and weight of each term in turn."""

    ids: list[str] = field(default_factory=list)
    lengths: array[int] = field(default_factory=lambda: array("i"))
    sizes: array[int] = field(default_factory=lambda: array("i"))
    terms: array[int] = field(default_factory=lambda: array("i"))
    weights: array[float] = field(default_factory=lambda: array("f"))


def _joined(parts: Iterable[array[Any]], kind: type[np.generic]) -> npt.NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *(np.array(part, kind) for part in parts)])


def text_length(section: AnalyzedSection) -> int:
    """The characters of a section's text without its heading and without what only leads elsewhere."""
    without = len(section.visible[VISIBLE_FIELDS.index("heading")]) + section.linked
    return max(0, sum(map(len, section.visible)) - without)


def weighted_terms(section: AnalyzedSection) -> dict[str, float]:
    """What each term of a section weighs in the matrix, before logarithm and idf."""
    weighted: dict[str, float] = {}
    for name, terms in zip(TEXT_FIELDS, section.fields, strict=True):
        if weight := FIELD_WEIGHT[name]:
            for term, count in Counter(terms).items():
                if len(term) > 1 and term not in STOP and not term.startswith(SIGN):
                    weighted[term] = weighted.get(term, 0.0) + weight * count
    return weighted
