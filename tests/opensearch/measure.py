"""Measures the distributed engine beside the embedded one, on a generation's sections repeated, and under a kill.

    python -m tests.opensearch.measure GENERATION QUERIES.jsonl --times 1 10 50 --kill 60

GENERATION is a folder with `store.sqlite`, of any documents. Every page and term is kept; copies get names of their
own, so that lists grow as they would with as many texts. Each engine is warmed until its median settles. All runs
are bounded in time.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import statistics
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.store import DocumentStore
from index.analysis import analyzer
from index.analysis.fold import visible
from index.analysis.sections import analyze_document
from index.engines.opensearch_client import Client, ClusterSettings
from index.engines.opensearch_index import OpenSearchEngine
from index.engines.whoosh_index import WhooshIndex
from index.errors import EngineUnavailable
from index.model import Query
from index.ports import AnalyzedDocument, TextIndex
from index.query.ast import Node, Or, Substring, Term
from index.ranking import PAGE
from tests.opensearch.cluster import Cluster

PREFIX = "xunmai-measure"
SECONDS, THREADS = 10.0, 4
#: An engine is warm when the medians of so many windows of so many seconds lie within a tenth, or after `WARMED`.
WINDOWS, WINDOW, WARMED = 4, 5.0, 90.0


def documents(generation: Path) -> list[AnalyzedDocument]:
    """The documents of a generation."""
    with DocumentStore(generation / "store.sqlite") as store:
        return [analyze_document(document) for document in store.documents()]


def repeated(analyzed: Sequence[AnalyzedDocument], times: int) -> Iterator[AnalyzedDocument]:
    """All documents so many times, each copy under another name; they share their texts."""
    for copy in range(times):
        for document in analyzed:
            yield renamed(document, f"{copy:03}/") if copy else document


def renamed(document: AnalyzedDocument, prefix: str) -> AnalyzedDocument:
    """The document under another name."""
    page = prefix + document.id
    sections = tuple(replace(section, id=prefix + section.id, page=page) for section in document.sections)
    return AnalyzedDocument(page, document.checksum, sections)


def queries(file: Path) -> list[Query]:
    """Judged queries as the engine is asked: their words, and the text as it was written, 100 sections deep."""
    texts = [json.loads(line)["query"] for line in file.read_text().splitlines()]
    return [Query(node(text), limit=100, page_boost=PAGE) for text in texts]


def node(text: str) -> Node:
    """Words and substring of a text."""
    words = tuple(Term(term) for term in dict.fromkeys(analyzer.terms(text)))
    return Or((*words, Substring(visible(text).text.strip(), 0.05)))


def load(index: TextIndex, all_documents: Iterator[AnalyzedDocument]) -> float:
    """Seconds until all are found."""
    started = time.monotonic()
    with index.writer() as writer:
        for document in all_documents:
            writer.put(document)
    return time.monotonic() - started


def ask(index: TextIndex, asked: Sequence[Query], threads: int, seconds: float) -> tuple[list[float], list[str]]:
    """Milliseconds of every answer within so many seconds, and the errors."""
    until, taken, failed = time.monotonic() + seconds, list[float](), list[str]()

    def work(start: int) -> None:
        place = start
        while time.monotonic() < until:
            started = time.perf_counter()
            try:
                index.search(asked[place % len(asked)])
                taken.append((time.perf_counter() - started) * 1000)
            except EngineUnavailable as error:
                failed.append(str(error))
            place += threads

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return taken, failed


def spent(cluster: Cluster) -> float:
    """Seconds of processor time that this process and the nodes have used."""
    total = time.process_time()
    for server in cluster.nodes:
        if server.process and server.process.poll() is None:
            fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def warm(index: TextIndex, asked: Sequence[Query]) -> None:
    """Searches until the median does not move any more."""
    until, medians = time.monotonic() + WARMED, deque[float](maxlen=WINDOWS)
    while time.monotonic() < until:
        taken, _ = ask(index, asked, 1, WINDOW)
        medians.append(statistics.median(taken or [0.0]))
        if len(medians) == WINDOWS and max(medians) <= 1.1 * min(medians):
            return


def row(
    name: str, sections: int, index: TextIndex, asked: Sequence[Query], about: tuple[float, float], nodes: Cluster
) -> str:
    """A line of the table; `about` says how long the load took, and how many bytes there are."""
    loaded, size = about
    warm(index, asked)
    before = spent(nodes)
    alone, failed = ask(index, asked, 1, SECONDS)
    processor = (spent(nodes) - before) / max(len(alone), 1) * 1000
    together, failed_together = ask(index, asked, THREADS, SECONDS)
    cuts = statistics.quantiles(alone, n=20) if len(alone) > 1 else [math.nan] * 19
    return (
        f"| {name} | {sections:,} | {loaded:.0f} | {size / 1e6:.0f} | {cuts[9]:.1f} | {cuts[18]:.1f} "
        f"| {processor:.1f} | {len(together) / SECONDS:.0f} | {len(failed) + len(failed_together)} |"
    )


def overlap(found: TextIndex, exact: TextIndex, asked: Sequence[Query]) -> float:
    """The share of the exact first ten hits that the other engine has among its first ten."""
    shares = []
    for query in asked:
        wanted = {hit.section_id for hit in exact.search(query).hits[:10]}
        got = {hit.section_id for hit in found.search(query).hits[:10]}
        shares.append(len(wanted & got) / len(wanted) if wanted else 1.0)
    return statistics.mean(shares)


def compare(
    settings: ClusterSettings, nodes: Cluster, analyzed: Sequence[AnalyzedDocument], asked: Sequence[Query], times: int
) -> TextIndex:
    """Prints a line for each engine; returns the cluster's index."""
    sections = times * sum(len(document.sections) for document in analyzed)
    with tempfile.TemporaryDirectory() as folder:
        embedded = WhooshIndex.create(Path(folder) / "text")
        seconds = load(embedded, repeated(analyzed, times))
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        print(row("embedded", sections, embedded, asked, (seconds, size), nodes), flush=True)
        cluster = OpenSearchEngine(settings).create(Path(folder) / "cluster")
        seconds = load(cluster, repeated(analyzed, times))
        told = Client(settings).call("GET", f"/{PREFIX}-*/_stats/store")
        size = told["_all"]["primaries"]["store"]["size_in_bytes"]
        print(row(f"{len(nodes.nodes)} nodes", sections, cluster, asked, (seconds, size), nodes), flush=True)
        print(f"overlap@10 at ×{times}: {overlap(cluster, embedded, asked[:60]):.3f}", flush=True)
        embedded.close()
    return cluster


def kill(cluster: Cluster, index: TextIndex, asked: Sequence[Query], seconds: float) -> None:
    """Prints what a kill -9 of a node after a third of the time does to searches."""
    timer = threading.Timer(seconds / 3, lambda: cluster.nodes[1].end(signal.SIGKILL))
    timer.start()
    taken, failed = ask(index, asked, 2, seconds)
    timer.join()
    print(
        f"kill -9 of a node after {seconds / 3:.0f} s of {seconds:.0f} s of load: {len(taken)} answered, {len(failed)} "
        f"failed, median {statistics.median(taken):.0f} ms, slowest {max(taken):.0f} ms",
        flush=True,
    )


def main() -> None:
    """Prints the table of `docs/scaling.md`."""
    parser = argparse.ArgumentParser(description="Measures the distributed engine.")
    parser.add_argument("generation", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--times", type=int, nargs="*", default=[1, 10, 50])
    parser.add_argument("--kill", type=float, default=0.0, metavar="SECONDS")
    arguments = parser.parse_args()
    asked, analyzed = queries(arguments.queries), documents(arguments.generation)
    with Cluster(3, quick=False) as cluster:
        settings = ClusterSettings(cluster.hosts, prefix=PREFIX, shards=2, replicas=1, timeout=30)
        print(
            "| engine | sections | load s | MB | median ms | p95 ms | processor ms | a second, 4 threads | failed |",
            flush=True,
        )
        for place, times in enumerate(arguments.times):
            index = compare(settings, cluster, analyzed, asked, times)
            if arguments.kill and place == 0:
                kill(cluster, index, asked, arguments.kill)
                cluster.nodes[1].start()
                cluster.wait(3, "yellow")
            Client(settings).call("DELETE", f"/{PREFIX}-*")


if __name__ == "__main__":
    main()
