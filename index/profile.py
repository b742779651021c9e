"""What re-ranking knows of every section beforehand: its shape, and its place in a space of meanings.

The space is latent semantic analysis (Deerwester et al., 1990): a truncated singular value decomposition of the
weighted section × term matrix, by randomised subspace iteration (Halko, Martinsson, Tropp, 2011). Deterministic:
the start is seeded, terms and sections are sorted. Plain `.npy` and JSON files, memory-mapped when opened.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from index.analysis.names import SIGN
from index.ports import AnalyzedDocument, AnalyzedSection
from index.query.words import STOP
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

Floats = npt.NDArray[np.float32]

#: Dimensions of the space, and how many more are kept while it is computed.
DIMENSIONS, SPARE, ROUNDS, SEED = 96, 24, 3, 7
#: A space needs so many sections for each dimension, or it repeats their words instead of finding what they share.
SECTIONS_PER_DIMENSION = 8
#: A term takes part from this many sections on, and up to this share of them; rarest terms go first beyond the most.
LEAST_SECTIONS, GREATEST_SHARE, MOST_TERMS = 3, 0.3, 30_000
#: What a term in a field weighs in the matrix.
FIELD_WEIGHT = {"title": 1.0, "path": 0.5, "heading": 3.0, "prose": 1.0, "code": 0.5, "table": 0.7}
#: How many entries of the matrix are multiplied at once, which bounds memory.
BLOCK = 200_000
#: The arrays that are kept, one file each.
ARRAYS = ("lengths", "empty", "vectors", "term_vectors")
#: Sections with less text than this, in characters, count as empty.
EMPTY = 25


@dataclass(frozen=True)
class Profiles:
    """`ids` in order; per section: `lengths` (log of its characters),
    `empty`, and `vectors` (unit length); per term of `terms`: `term_vectors`, idf included."""

    ids: Sequence[str]
    lengths: Floats
    empty: npt.NDArray[np.bool_]
    vectors: npt.NDArray[np.float16]
    terms: Sequence[str]
    term_vectors: npt.NDArray[np.float16]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rows", {section: row for row, section in enumerate(self.ids)})
        object.__setattr__(self, "_terms", {term: row for row, term in enumerate(self.terms)})

    def rows(self, section_ids: Iterable[str]) -> npt.NDArray[np.int64]:
        """The places of sections in the arrays; an unknown section raises KeyError."""
        rows: dict[str, int] = self._rows  # type: ignore[attr-defined]  # set above, the class being frozen
        return np.fromiter((rows[section] for section in section_ids), dtype=np.int64)

    def direction(self, weighted_terms: Iterable[tuple[str, float]]) -> Floats | None:
        """Where a query points: a unit vector, or None when the space knows none of its terms."""
        rows: dict[str, int] = self._terms  # type: ignore[attr-defined]  # set above, the class being frozen
        total = np.zeros(self.term_vectors.shape[1], np.float32)
        for term, weight in weighted_terms:
            if (row := rows.get(term)) is not None:
                total += weight * self.term_vectors[row].astype(np.float32)
        length = float(np.linalg.norm(total))
        return total / length if length > 0 else None

    def save(self, folder: Path) -> None:
        """Writes one file an array into an existing folder."""
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        (folder / "names.json").write_bytes(orjson.dumps({"ids": list(self.ids), "terms": list(self.terms)}))

    @classmethod
    def load(cls, folder: Path) -> Profiles:
        """Opens what `save` wrote; arrays stay on disk until they are touched."""
        names = orjson.loads((folder / "names.json").read_bytes())
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS}
        return cls(ids=names["ids"], terms=names["terms"], **arrays)


def build_profiles(documents: Iterable[AnalyzedDocument]) -> Profiles:
    """The profiles of all sections; memory grows with the number of distinct terms per section."""
    ids: list[str] = []
    lengths: list[float] = []
    counts: list[dict[str, float]] = []
    for document in sorted(documents, key=lambda document: document.id):
        for section in document.sections:
            ids.append(section.id)
            lengths.append(text_length(section))
            counts.append(weighted_terms(section))
    terms, vectors, term_vectors = _latent_space(counts)
    size = np.array(lengths, np.float32)
    return Profiles(
        ids=ids,
        lengths=np.log1p(size),
        empty=size < EMPTY,
        vectors=vectors.astype(np.float16),
        terms=terms,
        term_vectors=term_vectors.astype(np.float16),
    )


def text_length(section: AnalyzedSection) -> int:
    """The characters of a section's text without its heading."""
    return sum(map(len, section.visible)) - len(section.visible[VISIBLE_FIELDS.index("heading")])


def weighted_terms(section: AnalyzedSection) -> dict[str, float]:
    """What each term of a section weighs in the matrix, before logarithm and idf."""
    weighted: dict[str, float] = {}
    for field, terms in zip(TEXT_FIELDS, section.fields, strict=True):
        if weight := FIELD_WEIGHT[field]:
            for term, count in Counter(terms).items():
                if len(term) > 1 and term not in STOP and not term.startswith(SIGN):
                    weighted[term] = weighted.get(term, 0.0) + weight * count
    return weighted


@dataclass(frozen=True)
class _Sparse:
    """A sparse matrix as sorted triples, with the place where each row begins."""

    columns: npt.NDArray[np.int32]
    values: Floats
    begins: npt.NDArray[np.int64]

    def times(self, dense: Floats) -> Floats:
        """The product with a dense matrix, in blocks of rows that bound memory."""
        rows = len(self.begins) - 1
        product = np.zeros((rows, dense.shape[1]), np.float32)
        start = 0
        while start < rows:
            stop = int(np.searchsorted(self.begins, self.begins[start] + BLOCK, side="right")) - 1
            stop = min(max(stop, start + 1), rows)
            low, high = self.begins[start], self.begins[stop]
            if high > low:
                part = self.values[low:high, None] * dense[self.columns[low:high]]
                filled = np.flatnonzero(self.begins[start + 1 : stop + 1] > self.begins[start:stop])
                product[start + filled] = np.add.reduceat(part, (self.begins[start:stop] - low)[filled], axis=0)
            start = stop
        return product


def _sparse(rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32], values: Floats, count: int) -> _Sparse:
    order = np.argsort(rows, kind="stable")
    begins = np.searchsorted(rows[order], np.arange(count + 1))
    return _Sparse(columns[order], values[order], begins)


def _latent_space(counts: Sequence[dict[str, float]]) -> tuple[list[str], Floats, Floats]:
    """Terms, section vectors of unit length, and term vectors times idf."""
    frequency: Counter[str] = Counter()
    for weighted in counts:
        frequency.update(weighted.keys())
    most = max(LEAST_SECTIONS, GREATEST_SHARE * len(counts))
    chosen = [term for term, df in frequency.items() if LEAST_SECTIONS <= df <= most]
    terms = sorted(sorted(chosen, key=lambda term: (-frequency[term], term))[:MOST_TERMS])
    dimensions = min(DIMENSIONS, len(terms), len(counts) // SECTIONS_PER_DIMENSION)
    if dimensions == 0:
        return [], np.zeros((len(counts), 0), np.float32), np.zeros((0, 0), np.float32)
    place = {term: column for column, term in enumerate(terms)}
    idf = np.array([math.log(len(counts) / frequency[term]) for term in terms], np.float32)
    triples = [(row, place[t], w) for row, weighted in enumerate(counts) for t, w in weighted.items() if t in place]
    rows = np.fromiter((t[0] for t in triples), np.int32, len(triples))
    columns = np.fromiter((t[1] for t in triples), np.int32, len(triples))
    values = np.log1p(np.fromiter((t[2] for t in triples), np.float32, len(triples))) * idf[columns]
    norms = np.sqrt(np.bincount(rows, values * values, len(counts)))
    values = (values / np.maximum(norms, 1e-6)[rows]).astype(np.float32)
    by_section = _sparse(rows, columns, values, len(counts))
    by_term = _sparse(columns, rows, values, len(terms))
    basis = _basis(by_section, by_term, len(terms), dimensions)
    vectors = by_section.times(basis)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return terms, vectors, basis * idf[:, None]


def _basis(by_section: _Sparse, by_term: _Sparse, terms: int, dimensions: int) -> Floats:
    """The leading right singular vectors, as columns over the terms."""
    width = min(dimensions + SPARE, terms, len(by_section.begins) - 1)
    sample = np.random.default_rng(SEED).standard_normal((terms, width)).astype(np.float32)
    range_ = by_section.times(sample)
    for _ in range(ROUNDS):
        inner = _principal(by_term.times(_principal(range_)))
        range_ = by_section.times(inner)
    return _principal(by_term.times(_principal(range_)))[:, :dimensions].copy()


def _principal(tall: Floats) -> Floats:
    """The left singular vectors of a tall matrix, greatest first, by way of its small Gram matrix."""
    values, vectors = np.linalg.eigh((tall.T @ tall).astype(np.float64))
    order = np.argsort(-values, kind="stable")
    scale = 1.0 / np.sqrt(np.maximum(values[order], 1e-12 * max(float(values.max()), 1e-12)))
    return np.asarray(tall @ (vectors[:, order] * scale), np.float32)
