"""Judges the ranking; prints the tables of `docs/relevance.md`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

from index.evaluation import Evaluation, JudgedQuery, Place, evaluate, load_queries, measure
from tests.relevance import tables
from tests.relevance.corpora import QUERIES, opened, ranker, tutorial


def main() -> int:
    """Prints what was asked for; 2 where the corpora are missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    parser.add_argument("--baselines", action="store_true", help="compare with other engines on the same sections")
    parser.add_argument("--editions", action="store_true", help="judge a Traditional edition and other subjects too")
    parser.add_argument("--queries", action="store_true", help="print every query's nDCG and what was found first")
    asked = parser.parse_args()
    if not QUERIES.is_file():
        print(f"there are no judged queries at {QUERIES}", file=sys.stderr)
        return 2
    queries = load_queries(QUERIES)
    with opened(tutorial()) as library:
        evaluation, run = evaluate(queries, ranker(library))
        print(tables.by_class(evaluation), flush=True)
        if asked.queries:
            print_queries(queries, run)
        runs: dict[str, Evaluation] = {"Xunmai": evaluation}
        runs["Xunmai, expand=false"] = evaluate(queries, ranker(library, expand=False))[0]
        if asked.baselines:
            from tests.relevance.baselines import all_baselines

            sections = [section for document in library.store.documents() for section in document.sections]
            for name, rank in all_baselines(library, sections, [query.query for query in queries]):
                runs[name] = evaluate(queries, rank)[0]
    print(f"\n{tables.by_run(runs)}", flush=True)
    if asked.editions:
        from tests.relevance.editions import print_editions

        print_editions(queries, evaluation)
    return 0


def print_queries(queries: Sequence[JudgedQuery], run: Mapping[str, Sequence[Place]]) -> None:
    """A line a query, worst first: its nDCG, and the heading that came first."""
    scored = sorted(
        ((measure(run[query.id], query.judgments).ndcg, query) for query in queries), key=lambda pair: pair[0]
    )
    for score, query in scored:
        first = run[query.id][0] if run[query.id] else Place("", "nothing")
        print(f"{score:.3f}  {query.id} {query.kind}: {query.query} → {first.path} {first.heading}")


if __name__ == "__main__":
    sys.exit(main())
