"""Completions: every keystroke of what readers may type, headings and concepts, in characters and in pinyin."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.store import DocumentStore
from index.analysis.pinyin import syllables_of
from index.search_files import load_search_files
from index.suggest import Suggester
from tests.benchmarks import sites
from tests.benchmarks.report import Row

#: Every so many headings are typed.
_EVERY = 10


def measure(folder: Path) -> Iterator[Row]:
    """One row a corpus."""
    for name, site in (("tutorial", sites.tutorial(folder)), ("pingcap_docs-cn", sites.pingcap(folder))):
        if site:
            site.run("build")
            yield _row(name, site)


def _row(name: str, site: sites.Site) -> Row:
    suggester = Suggester(load_search_files(site.generation() / "search").completions)
    with DocumentStore(site.generation() / "store.sqlite") as store:
        headings = sorted({section.heading for document in store.documents() for section in document.sections})
    typed = [*headings[::_EVERY], *("".join(syllables_of(text).split()) for text in headings[::_EVERY])]
    taken = []
    for text in typed:
        for length in range(1, min(len(text), 24) + 1):
            start = time.thread_time()
            suggester.suggest(text[:length])
            taken.append((time.thread_time() - start) * 1000)
    taken.sort()
    parts = f"{len(taken):,} keystrokes, p50 {statistics.median(taken):.2f} ms, longest {taken[-1]:.1f} ms"
    return Row(
        "completions: p99 of a keystroke", name, f"{taken[int(0.99 * len(taken))]:.2f} ms", "≤ 5 ms", "≤ 2 ms", parts
    )
