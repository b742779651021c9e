"""Tables in Markdown, as `docs/relevance.md` shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.evaluation import MEASURES, Evaluation, Scores

TITLES = {"ndcg": "nDCG@10", "mrr": "MRR@10", "recall": "recall@10", "success": "success@1"}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; the first column is text, the others are numbers."""
    marks = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, marks, *rows))


def by_class(evaluation: Evaluation) -> str:
    """All measures, a line a class."""
    rows = [("all", evaluation.every), ("mean of the classes", evaluation.macro), *evaluation.classes.items()]
    lines = [[name, str(scores.count), *map("{:.3f}".format, _measures(scores))] for name, scores in rows]
    return table(["class", "queries", *TITLES.values()], lines)


def by_run(runs: Mapping[str, Evaluation]) -> str:
    """A line a run: the measures over all queries, then nDCG@10 of each class."""
    classes = list(next(iter(runs.values())).classes)
    lines = [
        [
            name,
            *map("{:.3f}".format, _measures(evaluation.every)),
            *(f"{evaluation.classes[kind].ndcg:.2f}" for kind in classes),
        ]
        for name, evaluation in runs.items()
    ]
    return table(["run", *TITLES.values(), *classes], lines)


def _measures(scores: Scores) -> list[float]:
    return [getattr(scores, name) for name in MEASURES]
