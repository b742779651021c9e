"""`make bench`: compares the search with the engines people would pick instead, and prints one table of ratios.

Timings never decide a test. `--write` puts the table into docs/performance.md; `--sizes 1 10 50` and `--parts`
choose what is measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.model import Document
from tests.benchmarks import engines, texts
from tests.benchmarks.report import Row, machine, table, write_into

_DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def _engines(documents: Sequence[Document], sizes: Sequence[int], folder: Path) -> Iterator[Row]:
    measured = {size: engines.measure(documents, size, folder / f"x{size}") for size in sizes}
    for each in measured.values():
        yield from each.rows
    small, large = measured[min(sizes)], measured[max(sizes)]
    if len(sizes) > 1:
        ours, theirs = large.ours / small.ours, large.tantivy / small.tantivy
        span = f"×{min(sizes)} → ×{max(sizes)}"
        yield Row("words: growth of p50", span, f"{ours:.1f}-fold", "≤ 15-fold", "tantivy's", f"tantivy {theirs:.1f}")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 50])
    parser.add_argument("--parts", nargs="+", default=["engines"], choices=["engines"])
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    asked = parser.parse_args()
    if not (texts.SHARED / "docker_practice").is_dir():
        sys.exit("the benchmarks need the tutorial beside the project, which is not here")
    title = machine()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(_engines(texts.tutorial(), asked.sizes, Path(folder)))
    text = f"{title}\n\n{table(rows)}"
    print(text)
    if asked.write:
        write_into(_DOCUMENT, text)


if __name__ == "__main__":
    main()
