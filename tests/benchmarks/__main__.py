"""`make bench`: compares the search with the engines people would pick instead, and prints one table of figures.

Timings never decide a test. `--write` puts the table into docs/performance.md; `--sizes 1 10 50` and `--only` choose
what is measured; `--folder` keeps the sites that are built on the way, so that another run need not build them again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from tests.benchmarks import texts
from tests.benchmarks.parts import PARTS, measured
from tests.benchmarks.report import Row, machine, table, write_into

_DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


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
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
                rows += fresh.submit(measured, part, folder, asked.sizes).result()
    text = f"{title}\n\n{table(rows)}"
    print(text)
    if asked.write:
        write_into(_DOCUMENT, text)


if __name__ == "__main__":
    main()
