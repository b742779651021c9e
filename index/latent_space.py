"""A space of meanings, in which sections lie near each other that share what words mean together.

Latent semantic analysis (Deerwester et al., 1990): a truncated singular value decomposition of the weighted section ×
term matrix, by randomised subspace iteration (Halko, Martinsson, Tropp, 2011). Deterministic: the start is seeded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

#: Dimensions of the space, and how many more are kept while it is computed.
DIMENSIONS, SPARE, ROUNDS, SEED = 96, 24, 3, 7
#: A space needs so many sections for each dimension, or it repeats their words instead of finding what they share.
SECTIONS_PER_DIMENSION = 8
#: A term takes part from this many sections on, and up to this share of them; rarest terms go first beyond the most.
LEAST_SECTIONS, GREATEST_SHARE, MOST_TERMS = 3, 0.3, 30_000
#: How many entries of the matrix are multiplied at once: what comes of them stays in the processor's cache.
BLOCK = 500


@dataclass(frozen=True)
class Counts:
    """The matrix before logarithm and idf: `terms` by number; of each entry, by row, the row, term and weight."""

    terms: Sequence[str]
    rows: npt.NDArray[np.int32]
    columns: npt.NDArray[np.int32]
    weights: Floats
    sections: int


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
        most = max(BLOCK, int(np.diff(self.begins).max(initial=0)))
        room = np.empty((most, dense.shape[1]), np.float32)  # for every block, as memory that is new costs time
        start = 0
        while start < rows:
            stop = int(np.searchsorted(self.begins, self.begins[start] + BLOCK, side="right")) - 1
            stop = min(max(stop, start + 1), rows)
            low, high = self.begins[start], self.begins[stop]
            if high > low:
                part = room[: high - low]
                np.take(dense, self.columns[low:high], axis=0, out=part, mode="clip")
                part *= self.values[low:high, None]
                filled = np.flatnonzero(self.begins[start + 1 : stop + 1] > self.begins[start:stop])
                product[start + filled] = np.add.reduceat(part, (self.begins[start:stop] - low)[filled], axis=0)
            start = stop
        return product


def _sparse(rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32], values: Floats, count: int) -> _Sparse:
    order = np.argsort(rows, kind="stable")
    begins = np.searchsorted(rows[order], np.arange(count + 1))
    return _Sparse(columns[order], values[order], begins)


def latent_space(counts: Counts) -> tuple[list[str], Floats, Floats]:
    """Terms, section vectors of unit length, and term vectors times idf."""
    frequency = np.bincount(counts.columns, minlength=len(counts.terms)).tolist()
    most = max(LEAST_SECTIONS, GREATEST_SHARE * counts.sections)
    chosen = [number for number, df in enumerate(frequency) if LEAST_SECTIONS <= df <= most]
    chosen = sorted(chosen, key=lambda number: (-frequency[number], counts.terms[number]))[:MOST_TERMS]
    chosen = sorted(chosen, key=lambda number: counts.terms[number])
    dimensions = min(DIMENSIONS, len(chosen), counts.sections // SECTIONS_PER_DIMENSION)
    if dimensions == 0:
        return [], np.zeros((counts.sections, 0), np.float32), np.zeros((0, 0), np.float32)
    terms = [counts.terms[number] for number in chosen]
    idf = np.array([math.log(counts.sections / frequency[number]) for number in chosen], np.float32)
    place = np.full(len(counts.terms), -1, np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    used = place[counts.columns] >= 0
    rows, columns = counts.rows[used], place[counts.columns[used]]
    values = np.log1p(counts.weights[used]) * idf[columns]
    norms = np.sqrt(np.bincount(rows, values * values, counts.sections))
    values = (values / np.maximum(norms, 1e-6)[rows]).astype(np.float32)
    by_section = _sparse(rows, columns, values, counts.sections)
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
