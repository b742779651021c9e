"""Measures a ranking against graded judgments: nDCG, MRR, recall and success, over queries and classes of queries."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError

#: From this grade on a section is an answer; below it, it only counts for nDCG.
RELEVANT = 2
MEASURES = ("ndcg", "mrr", "recall", "success")

_HEADING_ID = re.compile(r"[ \t]{0,8}\{[#:][^{}]{0,200}\}[ \t]{0,8}$")
_TAG = re.compile(r"</?(?:sup|sub|br|a|span|img|b|i|em|strong|code)\b[^<>]{0,500}>")
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()]{0,1000}\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Place:
    """A section as judgments and runs name it; `line` tells headings apart that repeat in a file."""

    path: str
    heading: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query of a class, and the sections that answer it with their grades (1 marginal to 3 best)."""

    id: str
    query: str
    kind: str
    judgments: Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class Scores:
    """The means of `MEASURES` over `count` queries."""

    count: int
    ndcg: float
    mrr: float
    recall: float
    success: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The means over all queries, the mean of the classes' means (its `count` is of classes), and the classes'."""

    every: Scores
    macro: Scores
    classes: Mapping[str, Scores]


def evaluate(
    queries: Sequence[JudgedQuery], rank: Callable[[str], Sequence[Place]], depth: int = 10
) -> tuple[Evaluation, dict[str, Sequence[Place]]]:
    """Ranks every query and measures; returns the run too."""
    run = {query.id: rank(query.query) for query in queries}
    by_class: dict[str, list[Scores]] = {}
    for query in queries:
        by_class.setdefault(query.kind, []).append(measure(run[query.id], query.judgments, depth))
    classes = {kind: _mean(scores) for kind, scores in sorted(by_class.items())}
    every = _mean([score for scores in by_class.values() for score in scores])
    macro = replace(_mean(list(classes.values())), count=len(classes))
    return Evaluation(every, macro, classes), run


def measure(found: Sequence[Place], judgments: Mapping[Place, int], depth: int = 10) -> Scores:
    """One query's scores at `depth`: gain 2^grade - 1, discount log2(rank + 1); a repeated section earns nothing."""
    grades = _grades(found[:depth], judgments)
    ideal = _gain(sorted(judgments.values(), reverse=True)[:depth])
    relevant = sum(grade >= RELEVANT for grade in judgments.values())
    hits = [place for place, grade in enumerate(grades) if grade >= RELEVANT]
    return Scores(
        count=1,
        ndcg=_gain(grades) / ideal if ideal else 0.0,
        mrr=1 / (hits[0] + 1) if hits else 0.0,
        recall=len(hits) / min(relevant, depth) if relevant else 0.0,
        success=float(hits[:1] == [0]),
    )


def load_queries(path: Path) -> list[JudgedQuery]:
    """Reads judged queries, one JSON object a line; `ConfigurationError` with file and line for what is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({error})") from error
    queries = list(_parsed(path, lines))
    if not queries:
        raise ConfigurationError(f"{path}: holds no query")
    return queries


def heading_key(heading: str) -> str:
    """A heading as it is compared: without Markdown's inline marks, white space as single blanks."""
    plain = _LINK.sub(r"\1", _TAG.sub("", _HEADING_ID.sub("", heading)))
    return " ".join(re.sub(r"[`*]", "", _ESCAPE.sub(r"\1", plain)).split())


def _parsed(path: Path, lines: Sequence[str]) -> Iterator[JudgedQuery]:
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            query = _query(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            expected = 'expected {"qid", "query", "class", "judgments": [{"path", "heading", "grade": 1 to 3}]}'
            raise ConfigurationError(f"{path}:{number}: {expected} ({error!r:.120})") from error
        if query.id in seen:
            raise ConfigurationError(f"{path}:{number}: query {query.id} stands twice")
        seen.add(query.id)
        yield query


def _query(row: dict[str, Any]) -> JudgedQuery:
    judgments: dict[Place, int] = {}
    for judgment in row["judgments"]:
        place = Place(judgment["path"].removeprefix("./"), heading_key(judgment["heading"]), judgment.get("line"))
        if judgment["grade"] not in (1, 2, 3):
            raise ValueError(f"grade {judgment['grade']!r}")
        judgments[place] = judgment["grade"]
    if not judgments:
        raise ValueError("no judgments")
    return JudgedQuery(str(row["qid"]), str(row["query"]), str(row["class"]), judgments)


def _grades(found: Sequence[Place], judgments: Mapping[Place, int]) -> list[int]:
    used: set[Place] = set()
    grades = []
    for place in found:
        exact = Place(place.path.removeprefix("./"), heading_key(place.heading), place.line)
        key = exact if exact in judgments else Place(exact.path, exact.heading)
        grades.append(0 if key in used else judgments.get(key, 0))
        used.add(key)
    return grades


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def _mean(scores: Sequence[Scores]) -> Scores:
    count = sum(score.count for score in scores)
    means = {name: sum(getattr(score, name) for score in scores) / len(scores) for name in MEASURES}
    return Scores(count, **means)
