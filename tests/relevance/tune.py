"""Fits the weights of the final order to the judged queries: `python -m tests.relevance.tune [--write]`.

A linear model by the gradient of LambdaRank (Burges, 2010, "From RankNet to LambdaRank to LambdaMART"), pulled towards
the weights as they are, so that what few queries say moves little. Cross-validated in five folds; queries that share a
best section stay together, since many ask for the same in another script.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index import ranking
from index.evaluation import MEASURES, JudgedQuery, Place, Scores, heading_key, load_queries, measure
from index.model import SearchRequest
from service.library import Opened
from tests.relevance.corpora import QUERIES, opened, tutorial

BEST = 3
FOLDS, SEEDS = 5, (0, 1, 2)
STEPS, RATE = 300, 0.05
#: How strongly the weights are pulled towards those they start from.
PULL = 0.1
#: Beyond this rank a swap counts only in part: it should still learn from what is far down.
NEAR, FAR_SHARE = 20, 0.3

Floats = npt.NDArray[np.float64]
Weights = Mapping[str, float]


@dataclass(frozen=True)
class Candidates:
    """What the final order of one query is chosen from: features (a row a section), grades, places in id order."""

    query: JudgedQuery
    features: Floats
    grades: Floats
    places: Sequence[Place]
    ids: Sequence[str]

    def measure(self, weights: Floats) -> Scores:
        """The scores of the order that weights give."""
        scores = self.features @ weights
        order = sorted(range(len(self.ids)), key=lambda i: (-scores[i], self.ids[i]))
        return measure([self.places[i] for i in order], self.query.judgments)


def collect(library: Opened, queries: Sequence[JudgedQuery], names: Sequence[str]) -> list[Candidates]:
    """The candidates of every query that has any."""
    collected = []
    for query in queries:
        found = library.searcher.candidates(SearchRequest(query.query))
        if found is None:
            continue
        ids, features = found
        sections = library.store.sections(ids)
        places = [Place(s.document_id.partition(":")[2], s.heading, s.line) for s in sections]
        matrix = np.stack([features.values[name] for name in names], axis=1).astype(np.float64)
        collected.append(Candidates(query, matrix, _grades(query, places), places, ids))
    return collected


def fit(candidates: Sequence[Candidates], start: Floats) -> Floats:
    """Weights that order the judged sections better, by Adam on the gradient of LambdaRank."""
    weights, mean, square = start.copy(), np.zeros_like(start), np.zeros_like(start)
    learned = [one for one in candidates if one.grades.any()]
    for step in range(1, STEPS + 1):
        gradient = sum((_gradient(one, weights) for one in learned), np.zeros_like(start))
        gradient = gradient / max(len(learned), 1) - PULL * (weights - start)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        slower = min(1.0, (STEPS - step) / (0.3 * STEPS) + 0.05)
        weights += RATE * slower * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-6)
    return weights


def _gradient(one: Candidates, weights: Floats) -> Floats:
    scores = one.features @ weights
    ranks = np.empty(len(scores), np.int64)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    discount = np.where(ranks < NEAR, 1.0, FAR_SHARE) / np.log2(ranks + 2)
    gain = 2**one.grades - 1
    judged = np.flatnonzero(one.grades)
    better = np.maximum(gain[judged, None] - gain, 0)
    doubt = 1 / (1 + np.exp(np.clip(scores[judged, None] - scores, -30, 30)))
    pairs = doubt * better * np.abs(discount[judged, None] - discount) / _ideal(one.query)
    return one.features[judged].T @ pairs.sum(axis=1) - one.features.T @ pairs.sum(axis=0)


def _ideal(query: JudgedQuery) -> float:
    grades = np.array(sorted(query.judgments.values(), reverse=True)[:10], np.float64)
    return float(((2**grades - 1) / np.log2(np.arange(len(grades)) + 2)).sum())


def _grades(query: JudgedQuery, places: Sequence[Place]) -> Floats:
    found = []
    for place in places:
        exact = Place(place.path, heading_key(place.heading), place.line)
        found.append(query.judgments.get(exact, query.judgments.get(Place(exact.path, exact.heading), 0)))
    return np.array(found, np.float64)


def folds(candidates: Sequence[Candidates], seed: int) -> list[list[Candidates]]:
    """Folds of about equal size; queries that share a best section are in one."""
    groups: list[list[Candidates]] = []
    for one in candidates:
        best = {place for place, grade in one.query.judgments.items() if grade == BEST}
        same = [g for g in groups if any(best & _best(other) for other in g)]
        groups = [g for g in groups if g not in same] + [[one, *(other for g in same for other in g)]]
    order = np.random.default_rng(seed).permutation(len(groups))
    made: list[list[Candidates]] = [[] for _ in range(FOLDS)]
    for group in sorted((groups[i] for i in order), key=len, reverse=True):
        min(made, key=len).extend(group)
    return made


def _best(one: Candidates) -> set[Place]:
    return {place for place, grade in one.query.judgments.items() if grade == BEST}


def cross_validated(candidates: Sequence[Candidates], start: Floats, seed: int) -> list[Scores]:
    """The scores of every query under weights that were fitted without its fold."""
    scores = []
    for fold in folds(candidates, seed):
        held_out = {one.query.id for one in fold}
        weights = fit([one for one in candidates if one.query.id not in held_out], start)
        scores += [one.measure(weights) for one in fold]
    return scores


def rewrite(path: Path, weights: Weights) -> None:
    """Writes the table of weights into the file that holds it."""
    source = path.read_text(encoding="utf-8")
    rows = "".join(f'    "{name}": {round(weight, 2)},\n' for name, weight in weights.items())
    written, count = re.subn(r"(?ms)^RERANK = \{\n.*?^\}", f"RERANK = {{\n{rows}}}", source)
    if count != 1:
        raise ValueError(f"{path}: expected one table RERANK, found {count}")
    path.write_text(written, encoding="utf-8")


def main() -> int:
    """Prints how the present and the fitted weights rank, fitted on all and in cross-validation.

    Cross-validation starts from weights of one: the present ones have seen all queries.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.tune", description="Fit the weights.")
    parser.add_argument("--write", action="store_true", help="write the fitted weights into index/ranking.py")
    parser.add_argument("--drop", action="store_true", help="print what cross-validation loses without each feature")
    asked = parser.parse_args()
    names = list(ranking.RERANK)
    start = np.array(list(ranking.RERANK.values()))
    with opened(tutorial()) as library:
        candidates = collect(library, load_queries(QUERIES), names)
    _print("as they are", [one.measure(start) for one in candidates])
    fitted = fit(candidates, start)
    _print("fitted on all", [one.measure(fitted) for one in candidates])
    neutral = np.sign(start)
    for seed in SEEDS:
        _print(f"cross-validated, folds {seed}", cross_validated(candidates, neutral, seed))
    print("\n".join(f"{name:12} {old:6.2f} → {new:6.2f}" for name, old, new in zip(names, start, fitted, strict=True)))
    if asked.drop:
        _print_without(candidates, names, neutral)
    if asked.write:
        rewrite(Path(ranking.__file__), dict(zip(names, fitted.tolist(), strict=True)))
    return 0


def _print_without(candidates: Sequence[Candidates], names: Sequence[str], start: Floats) -> None:
    for place, name in enumerate(names):
        kept = [p for p in range(len(names)) if p != place]
        fewer = [Candidates(c.query, c.features[:, kept], c.grades, c.places, c.ids) for c in candidates]
        _print(f"without {name}", cross_validated(fewer, start[kept], SEEDS[0]))


def _print(title: str, scores: Sequence[Scores]) -> None:
    means = {name: float(np.mean([getattr(score, name) for score in scores])) for name in MEASURES}
    print(f"{title:28} " + "  ".join(f"{name} {mean:.4f}" for name, mean in means.items()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
