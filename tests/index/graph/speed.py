"""How long the concept graph takes: extraction on one core, a related query, a path; and all of it on a large graph.

python tests/index/graph/speed.py --source notes jekyll DIR --source tutorial gitbook DIR [--large] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from corpus.model import Document
from corpus.sources import SourceSpec, open_source
from index.graph.concept_graph import ConceptGraph
from index.graph.curation import load_curation
from index.graph.explore import GraphExplorer
from index.graph.mentions import MentionFinder
from index.graph.model import Concept, Evidence, Polarity, Relation, Status
from index.graph.relate import extract
from index.graph.relations import TYPES
from index.graph.store import build_graph
from index.graph.vocabulary import load_vocabulary

ROOT = Path(__file__).resolve().parents[3]
LARGE_CONCEPTS, LARGE_RELATIONS = 50_000, 500_000


@dataclass(frozen=True)
class Speed:
    """Seconds of one core to read the documents (0: none were read), to build the graph and to make its arrays;
    milliseconds of a query in the median and at most; megabytes of the process at its largest."""

    concepts: int
    relations: int
    extraction_s: float
    building_s: float
    arrays_s: float
    related_ms: tuple[float, float]
    paths_ms: tuple[float, float]
    memory_mb: int


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", nargs=3, action="append", default=[], metavar=("NAME", "LAYOUT", "DIR"))
    parser.add_argument("--vocabulary", type=Path, default=ROOT / "corpus/vocabulary/docker.toml")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each graph")
    parser.add_argument(
        "--large", action="store_true", help=f"also {LARGE_CONCEPTS} concepts, {LARGE_RELATIONS} relations"
    )
    given = parser.parse_args(arguments)
    if given.source:
        report(of_documents(read(given.source), given.vocabulary), as_json=given.json)
    if given.large:
        report(of_graph(synthetic(LARGE_CONCEPTS, LARGE_RELATIONS)), as_json=given.json)
    return 0


def read(sources: Sequence[Sequence[str]]) -> list[Document]:
    """All documents of directories given as (name, layout, path)."""
    documents = []
    with tempfile.TemporaryDirectory() as cache:
        for name, layout, path in sources:
            source = open_source(SourceSpec(name=name, type="directory", layout=layout, path=path), Path(cache))
            source.sync()
            documents += [source.document(file.path) for file in source.files()]
    return documents


def of_documents(documents: Sequence[Document], vocabulary_file: Path) -> Speed:
    """Extracts on one core, builds, and asks."""
    curation = load_curation(vocabulary_file.with_name("curation.toml"))
    vocabulary = curation.applied_to(load_vocabulary(vocabulary_file))
    finder = MentionFinder(vocabulary)
    extract(documents[0], finder)
    begun = time.process_time()
    parts = [extract(document, finder) for document in documents]
    between = time.process_time()
    graph = build_graph(parts, vocabulary, curation)
    built = time.process_time()
    return replace(of_graph(graph), extraction_s=between - begun, building_s=built - between)


def synthetic(concepts: int, relations: int, seed: int = 1) -> ConceptGraph:
    """A random graph with hubs: targets are drawn by the cube of a uniform number."""
    rng = random.Random(seed)
    types = list(TYPES)
    evidence = (Evidence("s", "synthetic", "page.md", 1, "甲使用乙", None, None, "verb.uses", 0.7),)
    made = {f"c{n:06}": Concept(f"c{n:06}", "object", {"zh": f"概念{n}"}) for n in range(concepts)}
    ids = list(made)
    found: dict[str, Relation] = {}
    while len(found) < relations:
        source, target = ids[rng.randrange(concepts)], ids[int(concepts * rng.random() ** 3)]
        type_ = types[rng.randrange(len(types))]
        key = f"{source}--{type_}--{target}"
        if source != target:
            weight = 0.5 + rng.random() / 2
            found[key] = Relation(key, source, type_, target, Polarity.POSITIVE, weight, Status.ACCEPTED, evidence)
    return ConceptGraph(concepts=made, relations=found, facts={})


def of_graph(graph: ConceptGraph, queries: int = 40) -> Speed:
    """The processor's time of related queries and of paths between random concepts."""
    explorer = GraphExplorer(graph)
    ids = sorted(concept for concept in graph.relations_of if graph.concepts[concept].status is Status.ACCEPTED)
    rng = random.Random(3)
    pairs = [tuple(rng.sample(ids, 2)) for _ in range(queries)]
    begun = time.process_time()
    explorer.related(ids[0], 10)
    explorer.paths(ids[0], ids[1], 3)
    warm = time.process_time() - begun
    related = _milliseconds([partial(explorer.related, a, 10) for a, _ in pairs])
    paths = _milliseconds([partial(explorer.paths, a, b, 3) for a, b in pairs])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Speed(len(graph.concepts), len(graph.relations), 0.0, 0.0, warm, related, paths, memory)


def report(speed: Speed, *, as_json: bool) -> None:
    """Prints what was measured."""
    if as_json:
        print(json.dumps(asdict(speed)))
        return
    if speed.extraction_s:
        print(f"extraction: {speed.extraction_s:.2f} s on one core; building the graph: {speed.building_s:.2f} s")
    print(f"{speed.concepts} concepts, {speed.relations} relations: {speed.arrays_s:.2f} s to make the arrays")
    for name, (median, largest) in (("related (10)", speed.related_ms), ("paths (k=3) ", speed.paths_ms)):
        print(f"  {name} median {median:.1f} ms, largest {largest:.1f} ms")
    print(f"  memory of the process: {speed.memory_mb} MB")


def _milliseconds(tasks: Sequence[Callable[[], object]]) -> tuple[float, float]:
    times = []
    for task in tasks:
        begun = time.process_time()
        task()
        times.append((time.process_time() - begun) * 1000)
    return statistics.median(times), max(times)


if __name__ == "__main__":
    sys.exit(main())
