"""How long builds take: all of a corpus beside jieba alone on its text, and one changed file until it is found."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks import sites
from tests.benchmarks.report import Row

#: Segments every Markdown file below a folder once, and prints the seconds without the loading of the dictionary.
_JIEBA = """
import sys, time
from pathlib import Path
import jieba
jieba.setLogLevel(60)
texts = [path.read_text(errors="replace") for path in sorted(Path(sys.argv[1]).rglob("*.md"))]
jieba.initialize()
start = time.perf_counter()
for text in texts:
    for word in jieba.cut(text):
        pass
print(time.perf_counter() - start)
"""
_NEW_WORD = "xinwenzhang"
#: A small corpus is built so often, in turns with jieba: a build of it lasts two seconds, and others use the machine.
_ROUNDS = 5


def measure(folder: Path) -> Iterator[Row]:
    """A row a corpus, and one for the changed file of the large one."""
    for of in sites_of(folder):
        yield whole(*of)
    if large := sites.pingcap(folder):
        yield _one_file(large)


def sites_of(folder: Path) -> Iterator[tuple[str, sites.Site, int, str]]:
    """What `whole` takes, for each corpus."""
    yield "tutorial", sites.tutorial(folder), _ROUNDS, "≤ 1.5 ×"
    if large := sites.pingcap(folder):
        yield "pingcap_docs-cn", large, 1, "≤ 1.5 ×"


def whole(name: str, site: sites.Site, rounds: int, goal: str) -> Row:
    """The row of a full build, the median of some rounds."""
    turns = [(_jieba(site), _seconds(site, "--full"), _jieba(site)) for _ in range(rounds)]
    seconds = median(build for _, build, _ in turns)
    alone = median((before + after) / 2 for before, _, after in turns)
    parts = f"{seconds:.1f} / {alone:.1f} s, {site.size() / 1e6:.1f} MB"
    return Row("full build against jieba alone on one core", name, f"{seconds / alone:.2f} ×", "≤ 3 ×", goal, parts)


def _jieba(site: sites.Site) -> float:
    command = [sys.executable, "-c", _JIEBA, str(site.source)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _seconds(site: sites.Site, *options: str) -> float:
    started = time.perf_counter()
    site.run("build", *options)
    return time.perf_counter() - started


def _one_file(site: sites.Site) -> Row:
    """The command to build is started when the file has changed, and a running service asked until it finds it."""
    site.run("build")
    changed = sorted(site.source.rglob("*.md"))[0]
    text = changed.read_text()
    with site.served() as served:
        changed.write_text(f"{text}\n\n{_NEW_WORD}\n")
        try:
            started = time.perf_counter()
            site.run("build")
            built = time.perf_counter() - started
            while not served.total(_NEW_WORD):
                time.sleep(0.02)
            seconds = time.perf_counter() - started
        finally:
            changed.write_text(text)
    return Row("one changed file until it is found", "pingcap_docs-cn", f"{seconds:.1f} s", "≤ 5 s", "≤ 1 s",
               f"{built:.1f} s of it the command")  # fmt: skip
