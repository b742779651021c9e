"""The rows of the comparison and the table they make."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

#: Between these lines of docs/performance.md the table is written.
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, at what size, the ratio (or figure) reached, what is asked at least, the goal, the parts."""

    what: str
    size: str
    reached: str
    least: str
    goal: str
    parts: str


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| what | size | reached | at least | goal | from |", "| --- | --- | --- | --- | --- | --- |"]
    lines += [f"| {r.what} | {r.size} | **{r.reached}** | {r.least} | {r.goal} | {r.parts} |" for r in rows]
    return "\n".join(lines)


def machine() -> str:
    """Where and when it was measured, without names."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {platform.machine()}, {cores} cores, "
        f"Python {platform.python_version()}, load {load:.1f} at the start."
    )


def write_into(document: Path, text: str) -> None:
    """Puts `text` between the two marks of a document."""
    whole = document.read_text()
    before, _, rest = whole.partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
