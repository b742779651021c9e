"""The figures that were reached are kept: over the judged queries, class by class."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.evaluation import MEASURES, Evaluation, evaluate, load_queries
from tests.relevance.corpora import QUERIES, opened, ranker, tutorial

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))
#: What may be lost before it counts as lost.
ALLOWED = 0.01
#: What the search promises at least, whatever was recorded: over all queries, and nDCG@10 of the classes.
AT_LEAST = {"ndcg": 0.70, "mrr": 0.90, "recall": 0.66, "success": 0.85}
AT_LEAST_BY_CLASS = {"pinyin": 0.66, "traditional": 0.66, "typo": 0.66}
AT_LEAST_ANY_CLASS = 0.52

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def evaluation(shared: Path) -> Evaluation:
    """The judged queries over the tutorial."""
    with opened(tutorial()) as library:
        return evaluate(load_queries(QUERIES), ranker(library))[0]


def test_ndcg_is_not_below_what_was_recorded(evaluation: Evaluation) -> None:
    lost = RECORDED["ndcg"] - evaluation.every.ndcg
    help_ = "help: `python -m tests.relevance --queries` shows which queries; record anew only what is better"
    assert lost <= ALLOWED, help_


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_at_least_what_was_promised(evaluation: Evaluation, name: str) -> None:
    assert getattr(evaluation.every, name) >= AT_LEAST[name]


def test_every_class_is_at_least_what_was_promised(evaluation: Evaluation) -> None:
    below = {
        kind: round(scores.ndcg, 3)
        for kind, scores in evaluation.classes.items()
        if scores.ndcg < AT_LEAST_BY_CLASS.get(kind, AT_LEAST_ANY_CLASS)
    }
    assert not below
    assert set(AT_LEAST_BY_CLASS) <= set(evaluation.classes)
