"""What a site takes: bytes on disk and mapped arrays beside its text, memory of workers, seconds to start."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.benchmarks import requests, sites
from tests.benchmarks.report import Row

_STARTS = 5


def measure(folder: Path) -> Iterator[Row]:
    """Rows about disk, memory and start-up."""
    for name, site in (("tutorial", sites.tutorial(folder)), ("pingcap_docs-cn", sites.pingcap(folder))):
        if site:
            site.run("build")
            yield from _disk(name, site)
    yield from memory(folder)
    yield _help()


def _disk(name: str, site: sites.Site) -> Iterator[Row]:
    files = [path for path in site.generation().rglob("*") if path.is_file()]
    arrays = [path for path in files if path.suffix in (".npy", ".arrays")]
    text = site.size()
    for what, counted, least, goal in (
        ("a generation on disk, of the text's size", files, "≤ 4 ×", "≤ 2.5 ×"),
        ("its arrays in memory, of the text's size", arrays, "≤ 2 ×", "≤ 1.2 ×"),
    ):
        size = sum(path.stat().st_size for path in counted)
        yield Row(what, name, f"{size / text:.1f} ×", least, goal, f"{size / 1e6:.1f} / {text / 1e6:.1f} MB")


def memory(folder: Path) -> Iterator[Row]:
    """The proportional set size (each shared page divided among those who share it) after the forty queries, and the
    time until a service is ready."""
    site = sites.tutorial(folder)
    site.run("build")
    single, pair = _sizes(site, 1), _sizes(site, 2)
    yield Row("memory of a worker", "tutorial", f"{single[1]:.0f} MB", "≤ 250 MB", "≤ 180 MB",
              f"and {single[0] - single[1]:.0f} MB for the process that watches it")  # fmt: skip
    yield Row("memory that a second worker adds", "tutorial", f"{pair[0] - single[0]:.0f} MB", "≤ 90 MB", "≤ 50 MB",
              f"{pair[0]:.0f} / {single[0]:.0f} MB")  # fmt: skip
    ready = statistics.median(_ready(site) for _ in range(_STARTS))
    yield Row("`serve` until ready", "tutorial", f"{ready:.2f} s", "≤ 3 s", "≤ 1.5 s", f"of {_STARTS}")


def _sizes(site: sites.Site, workers: int) -> tuple[float, float]:
    """Megabytes of all processes, and of one worker."""
    with site.served(workers) as served:
        for text in requests.forty() * workers:
            served.total(text)
        process = psutil.Process(served.process)
        of_workers = [_proportional(child.pid) for child in process.children(recursive=True)]
        return _proportional(served.process) + sum(of_workers), max(of_workers)


def _proportional(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def _ready(site: sites.Site) -> float:
    with site.served() as served:
        return served.seconds


def _help() -> Row:
    helped = []
    for _ in range(_STARTS):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "service.cli", "--help"], cwd=sites.ROOT, check=True, capture_output=True)
        helped.append(time.perf_counter() - started)
    return Row("`xunmai --help`", "", f"{statistics.median(helped):.2f} s", "≤ 0.4 s", "≤ 0.2 s", f"of {_STARTS}")
