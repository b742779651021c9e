"""`make bench`: compares the search with the engines people would pick instead, and prints one table of figures.

Timings never decide a test. `--write` puts the table into docs/performance.md; `--sizes 1 10 50` and `--only` choose
what is measured; `--folder` keeps the sites that are built on the way, so that another run need not build them again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks import builds, engines, footprint, graph_speed, http, keystrokes, requests, texts
from tests.benchmarks.report import Row, machine, table, write_into

_DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def _engines(folder: Path, sizes: Sequence[int]) -> Iterator[Row]:
    documents = texts.tutorial()
    measured = {size: engines.measure(documents, size, folder / f"x{size}") for size in sizes}
    for each in measured.values():
        yield from each.rows
    small, large = measured[min(sizes)], measured[max(sizes)]
    if len(sizes) > 1:
        ours, theirs = large.ours / small.ours, large.tantivy / small.tantivy
        span = f"×{min(sizes)} → ×{max(sizes)}"
        yield Row("words: growth of p50", span, f"{ours:.1f}-fold", "≤ 15-fold", "tantivy's", f"tantivy {theirs:.1f}")


#: What can be measured alone, in the order of the table: given a folder for what is made, and the sizes.
PARTS: dict[str, Callable[[Path, Sequence[int]], Iterator[Row]]] = {
    "engines": _engines,
    "request": lambda folder, sizes: requests.measure(folder, [size for size in sizes if size in (1, 50)]),
    "http": lambda folder, _: http.measure(folder),
    "build": lambda folder, _: builds.measure(folder),
    "footprint": lambda folder, _: footprint.measure(folder),
    "suggest": lambda folder, _: keystrokes.measure(folder),
    "graph": lambda _, __: graph_speed.measure(),
}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 50])
    parser.add_argument("--only", nargs="+", default=list(PARTS), choices=list(PARTS))
    parser.add_argument("--folder", type=Path, help="where to keep what is built (default: nowhere)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    asked = parser.parse_args()
    if not (texts.SHARED / "docker_practice").is_dir():
        sys.exit("the benchmarks need the tutorial beside the project, which is not here")
    title, rows = machine(), list[Row]()
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        for part in (name for name in PARTS if name in asked.only):
            for row in PARTS[part](folder, asked.sizes):
                rows.append(row)
                print(f"{row.what}, {row.size}: {row.reached}", file=sys.stderr, flush=True)
    text = f"{title}\n\n{table(rows)}"
    print(text)
    if asked.write:
        write_into(_DOCUMENT, text)


if __name__ == "__main__":
    main()
