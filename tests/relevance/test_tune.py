"""The tuning script: it learns what orders queries better, keeps folds apart, and writes only its table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import ranking
from index.evaluation import JudgedQuery, Place
from tests.relevance.tune import FOLDS, Candidates, cross_validated, fit, folds, rewrite


def candidates(number: int, best: str, telling: int = 0) -> Candidates:
    """A query of three candidates whose best section is told by one feature."""
    places = [Place("a", "one"), Place("a", "two"), Place(best, "three")]
    features = np.full((3, 2), 0.5)
    features[2, telling], features[0, 1 - telling] = 1.0, 1.0
    query = JudgedQuery(f"q{number}", "?", "kind", {places[2]: 3})
    return Candidates(query, features, np.array([0.0, 0.0, 3.0]), places, ["1", "2", "3"])


def test_what_tells_the_best_section_gains_weight() -> None:
    learned = [candidates(number, f"page{number}") for number in range(6)]
    start = np.array([1.0, 1.5])
    weights = fit(learned, start)
    assert weights[0] > start[0]
    assert weights[1] < start[1]
    assert learned[0].measure(start).ndcg < learned[0].measure(weights).ndcg == pytest.approx(1.0)


def test_without_judgments_the_weights_stay() -> None:
    one = candidates(1, "page")
    unjudged = Candidates(one.query, one.features, np.zeros(3), one.places, one.ids)
    start = np.array([1.0, 1.5])
    assert fit([unjudged], start) == pytest.approx(start, abs=1e-6)


def test_queries_that_share_a_best_section_are_in_one_fold() -> None:
    queries = [candidates(number, f"page{number // 3}") for number in range(30)]
    made = folds(queries, seed=0)
    assert len(made) == FOLDS
    assert sorted(one.query.id for fold in made for one in fold) == sorted(one.query.id for one in queries)
    where = [
        {fold for fold, held in enumerate(made) for one in held if one.places[2].path == f"page{n}"} for n in range(10)
    ]
    assert all(len(fold) == 1 for fold in where)


def test_cross_validation_judges_every_query_once() -> None:
    queries = [candidates(number, f"page{number}") for number in range(10)]
    assert len(cross_validated(queries, np.array([1.0, 1.0]), seed=1)) == 10


def test_only_the_table_is_rewritten(tmp_path: Path) -> None:
    before = Path(ranking.__file__).read_text(encoding="utf-8")
    file = tmp_path / "ranking.py"
    file.write_text(before, encoding="utf-8")
    rewrite(file, ranking.RERANK)
    assert file.read_text(encoding="utf-8") == before
    rewrite(file, {"words": 1.23456})
    after = file.read_text(encoding="utf-8")
    assert 'RERANK = {\n    "words": 1.23,\n}' in after
    assert after.split("RERANK = {")[0] == before.split("RERANK = {")[0]
    file.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="expected one table"):
        rewrite(file, ranking.RERANK)
