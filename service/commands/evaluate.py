"""xunmai eval: runs judged queries through the pipeline and prints the measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click
import orjson

from index.evaluation import Evaluation, Place, Scores, evaluate, load_queries
from index.model import Filters, SearchRequest
from service.commands.options import with_settings
from service.commands.output import print_json
from service.config import Settings
from service.library import Opened
from service.wiring import opened_generation

DEPTH = 10
HEADINGS = ("nDCG@10", "MRR@10", "recall@10", "success@1")


@click.command("eval")
@click.argument("queries", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="QUERIES.jsonl")
@click.option("--run", "run_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the rankings here.")
@click.option("--source", help="Judge only this source: others are left out of the search.")
@click.option("--no-expand", is_flag=True, help="Without other names of concepts and without repairs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def command(
    settings: Settings, queries: Path, run_file: Path | None, source: str | None, no_expand: bool, as_json: bool
) -> None:
    """Run the judged queries and print nDCG@10, MRR@10, recall@10 and success@1, per class and over all."""
    judged = load_queries(queries)
    with opened_generation(settings) as opened:
        evaluation, run = evaluate(judged, _ranker(opened, source, expand=not no_expand), DEPTH)
    if run_file is not None:
        _write_run(run_file, run)
    if as_json:
        print_json(asdict(evaluation))
    else:
        _print(evaluation)


def _ranker(opened: Opened, source: str | None, *, expand: bool) -> Callable[[str], Sequence[Place]]:
    filters = Filters(source=(source,)) if source else Filters()

    def rank(query: str) -> Sequence[Place]:
        response = opened.searcher.search(SearchRequest(query, limit=DEPTH, filters=filters, expand=expand))
        return [Place(hit.path, hit.heading.text, hit.line) for hit in response.hits]

    return rank


def _write_run(path: Path, run: Mapping[str, Sequence[Place]]) -> None:
    """One line a query: its id, and the sections found, best first."""
    lines = [{"qid": qid, "results": [asdict(place) for place in places]} for qid, places in run.items()]
    path.write_bytes(b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines))


def _print(evaluation: Evaluation) -> None:
    width = max(map(len, [*evaluation.classes, "MACRO"]))
    click.echo(f"{'class':{width}} {'n':>4} " + " ".join(f"{name:>9}" for name in HEADINGS))
    for name, scores in (("ALL", evaluation.every), ("MACRO", evaluation.macro), *evaluation.classes.items()):
        click.echo(f"{name:{width}} {_row(scores)}")


def _row(scores: Scores) -> str:
    values = (scores.ndcg, scores.mrr, scores.recall, scores.success)
    return f"{scores.count:4d} " + " ".join(f"{value:9.4f}" for value in values)
