"""The plain engine keeps the contract of engines."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from index.engines.memory import MemoryIndex
from index.model import Query
from index.ports import TextIndex
from index.query.ast import Best, Or, Term
from tests.index.engines.contract import EngineContract, document, section


class TestMemoryIndex(EngineContract):
    def engine(self, folder: Path) -> TextIndex:
        return MemoryIndex()


def test_a_score_is_what_the_formula_gives_by_hand() -> None:
    index = MemoryIndex()
    with index.writer() as writer:
        writer.put(document(section("a:p#1", "", "x x y"), section("a:p#2", "", "z")))
    frequency = 2 / (1 - 0.75 + 0.75 * 3 / 2)
    expected = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5)) * frequency / (1.2 + frequency)
    assert index.search(Query(Term("x"))).hits[0].score == pytest.approx(expected)


def test_best_takes_the_largest_and_a_share_of_the_rest() -> None:
    index = MemoryIndex()
    with index.writer() as writer:
        writer.put(document(section("a:p#1", "x", "x y")))
    x, y, both, best = (
        row[0]
        for row in index.scores(
            [Term("x"), Term("y"), Or((Term("x"), Term("y"))), Best((Term("x"), Term("y")), 0.5)], ["a:p#1"]
        )
    )
    assert both == pytest.approx(x + y)
    assert best == pytest.approx(max(x, y) + 0.5 * min(x, y))
