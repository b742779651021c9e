"""The measures, against figures worked out by hand and against the judges' own scorer where that is at hand."""

from __future__ import annotations

import importlib.util
import json
import math
import random
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from index.evaluation import Place, evaluate, heading_key, load_queries, measure


def test_a_perfect_ranking_scores_one_on_everything() -> None:
    judged = {Place("a", "A"): 3, Place("b", "B"): 2, Place("c", "C"): 1}
    scores = measure(list(judged), judged)
    assert (scores.ndcg, scores.mrr, scores.recall, scores.success) == (1, 1, 1, 1)


def test_figures_worked_out_by_hand() -> None:
    judged = {Place("a", "A"): 3, Place("b", "B"): 2}
    scores = measure([Place("x", "X"), Place("a", "A")], judged)
    assert scores.ndcg == pytest.approx((7 / math.log2(3)) / (7 + 3 / math.log2(3)))
    assert (scores.mrr, scores.recall, scores.success) == (0.5, 0.5, 0.0)


def test_a_section_found_twice_earns_once() -> None:
    judged = {Place("a", "A"): 3, Place("b", "B"): 3}
    assert measure([Place("a", "A")] * 2, judged).recall == 0.5


def test_marginal_sections_count_for_ndcg_alone() -> None:
    scores = measure([Place("a", "A")], {Place("a", "A"): 1})
    assert (scores.ndcg, scores.mrr, scores.recall, scores.success) == (1, 0, 0, 0)


def test_headings_that_repeat_are_told_apart_by_line() -> None:
    judged = {Place("a", "A", 7): 3}
    assert measure([Place("a", "A", 9)], judged).success == 0
    assert measure([Place("a", "A", 7)], judged).success == 1
    assert measure([Place("a", "A", 9)], {Place("a", "A"): 3}).success == 1


@pytest.mark.parametrize(
    ("raw", "rendered"),
    [
        ("`docker` **run**", "docker run"),
        ("安装 {#install}", "安装"),
        ("[链接](https://a.b) 与 ![图](x.png)", "链接 与 图"),
        (r"a\_b", "a_b"),
        ("H<sub>2</sub>O", "H2O"),
        ("a \t b", "a b"),
    ],
)
def test_headings_are_compared_as_readers_see_them(raw: str, rendered: str) -> None:
    assert heading_key(raw) == heading_key(rendered) == rendered


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"qid": "a"}',
                                  '{"qid": "a", "query": "q", "class": "c", "judgments": []}',
                                  '{"qid": "a", "query": "q", "class": "c", "judgments": '
                                  '[{"path": "p", "heading": "h", "grade": 9}]}'])  # fmt: skip
def test_what_is_no_judged_query_is_named_by_file_and_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text("\n" + line)
    with pytest.raises(ConfigurationError, match=rf"{file}:2"):
        load_queries(file)


@pytest.mark.shared
def test_the_judges_own_scorer_gives_the_same_figures(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("score", shared / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    file = shared / "eval" / "dev_queries.jsonl"
    queries = load_queries(file)
    chance = random.Random(7)
    known = [place for query in queries for place in query.judgments]

    def rank(text: str) -> list[Place]:
        own = next(list(query.judgments) for query in queries if query.query == text)
        return chance.sample(own, min(len(own), 6)) + chance.sample(known, 6)

    ours, run = evaluate(queries, rank)
    told = {
        qid: [(place.path, score.norm_heading(place.heading), place.line) for place in places]
        for qid, places in run.items()
    }
    theirs = score.evaluate(told, score.load_judgments(str(file)))
    for scores, other in ((ours.every, theirs["ALL"]), (ours.macro, theirs["MACRO"])):
        got = (scores.count, scores.ndcg, scores.mrr, scores.recall, scores.success)
        assert got == pytest.approx((other["n"], other["ndcg"], other["mrr"], other["recall"], other["s1"]))
    assert {kind: round(s.ndcg, 9) for kind, s in ours.classes.items()} == {
        kind: round(other["ndcg"], 9) for kind, other in theirs["classes"].items()
    }
    assert json.dumps(list(ours.classes)) == json.dumps(list(theirs["classes"]))
