"""The parts of the comparison, each of which can be measured alone; without the extra `fast`, but for what names it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tests.benchmarks import builds, engines, footprint, graph_speed, http, keystrokes, requests, texts
from tests.benchmarks.report import Row


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


def _with_fast(folder: Path) -> Iterator[Row]:
    """What the extra gives to builds, and takes; words and texts are measured with it beside the other engines."""
    wholes = (builds.whole(name, site, rounds, "≤ 0.7 ×") for name, site, rounds, _ in builds.sites_of(folder))
    for row in (*wholes, *footprint.memory(folder)):
        yield replace(row, what=f"with `fast`: {row.what}", least="")


#: What can be measured alone, in the order of the table: given a folder for what is made, and the sizes.
PARTS: dict[str, Callable[[Path, Sequence[int]], Iterator[Row]]] = {
    "engines": _engines,
    "request": lambda folder, sizes: requests.measure(folder, [size for size in sizes if size in (1, 50)]),
    "http": lambda folder, _: http.measure(folder),
    "build": lambda folder, _: builds.measure(folder),
    "footprint": lambda folder, _: footprint.measure(folder),
    "suggest": lambda folder, _: keystrokes.measure(folder),
    "graph": lambda _, __: graph_speed.measure(),
    "fast": lambda folder, _: _with_fast(folder),
}
_LEFT_OUT = str(Path(__file__).with_name("without_fast"))


def measured(part: str, folder: Path, sizes: Sequence[int]) -> list[Row]:
    """The rows of a part, told as they come; in a process of its own, for what was measured before fills the memory."""
    if part != "fast":
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (_LEFT_OUT, os.environ.get("PYTHONPATH"))))
        if part != "engines":  # one of which needs Numba
            sys.path.insert(0, _LEFT_OUT)
    rows = []
    for row in PARTS[part](folder, sizes):
        rows.append(row)
        print(f"{row.what}, {row.size}: {row.reached}", file=sys.stderr, flush=True)
    return rows
