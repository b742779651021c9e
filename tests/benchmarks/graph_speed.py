"""How fast the concept graph answers: over the note and the tutorial, and over a large graph made up for it.

Each graph is measured in a process of its own, so that the memory is that graph's.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.report import Row
from tests.benchmarks.texts import SHARED

_MODULE = "tests.index.graph.speed"


def measure() -> Iterator[Row]:
    """Rows about extraction, related queries, paths and memory."""
    sources = ("--source", "notes", "jekyll", str(SHARED / "notes"), "--source", "docker_practice", "gitbook")
    small = _measured(*sources, str(SHARED / "docker_practice"))
    size = _size(small)
    yield Row("graph: reading the texts, one core", size, f"{small['extraction_s']:.1f} s", "≤ 4 s", "",
              f"and {small['building_s']:.1f} s for the graph")  # fmt: skip
    yield _query("graph: related", size, small["related_ms"], "≤ 5 ms")
    yield _query("graph: three paths", size, small["paths_ms"], "≤ 10 ms")
    large = _measured("--large")
    size = _size(large)
    yield _query("graph: related", size, large["related_ms"], "≤ 200 ms")
    yield _query("graph: three paths", size, large["paths_ms"], "≤ 200 ms")
    yield Row("graph: memory of the process", size, f"{large['memory_mb']} MB", "", "",
              f"{large['arrays_s']:.0f} s to make the arrays")  # fmt: skip


def _query(what: str, size: str, times: list[float], least: str) -> Row:
    """The slowest query counts."""
    median, largest = times
    return Row(what, size, f"{largest:.1f} ms", least, "", f"{median:.1f} ms in the median")


def _size(measured: dict[str, Any]) -> str:
    return f"{measured['concepts']:,} concepts, {measured['relations']:,} relations"


def _measured(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", _MODULE, "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured
