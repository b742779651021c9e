"""How well `related` finds a relation that was hidden from it: leave-one-out, without leaks.

Hidden are random pairs of concepts that an accepted relation joins, or (`--judged`) pairs that a reader judged to be
related: once in this graph, and once in the graph of the judged concepts and relations alone, as the figures were
measured that the project set out from (266 concepts: MRR 0.327, hit@10 0.592). All relations between the two are taken
out, and the sentences and sections that say so are taken out of the co-occurrence counts. Then each end is asked for
what is nearest to it, and the rank of the other end counts: mean reciprocal rank and hits among the first 5 and 10,
over both directions. As is usual for this task (Bordes and others 2013), the rank is filtered: other concepts that a
relation joins to the asked one are right answers too, and are left out; the raw rank, among all, is printed beside it.

    python -m tests.index.graph.hidden_edges --source notes jekyll DIR --source tutorial gitbook DIR [--seed 7]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.sources import SourceSpec, open_source
from index.graph.concept_graph import ConceptGraph, ranking_edges
from index.graph.curation import load_curation
from index.graph.evidence import DocumentEvidence
from index.graph.mentions import MentionFinder
from index.graph.model import Polarity, Relation, Status
from index.graph.rank import MIN_LLR, MIN_TOGETHER, Together, Walk, log_likelihood
from index.graph.relate import extract
from index.graph.store import SURE_LLR, build_graph
from index.graph.vocabulary import load_vocabulary
from tests.index.graph.judged import judged_graph

ROOT = Path(__file__).resolve().parents[3]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Score:
    """Means over all queries."""

    queries: int
    mrr: float
    hit5: float
    hit10: float

    @classmethod
    def of(cls, ranks: Sequence[int]) -> Score:
        count = max(1, len(ranks))
        hits = [sum(rank <= limit for rank in ranks) / count for limit in (5, 10)]
        return cls(len(ranks), sum(1 / rank for rank in ranks) / count, *hits)

    def __str__(self) -> str:
        return f"queries {self.queries}  MRR {self.mrr:.3f}  hit@5 {self.hit5:.3f}  hit@10 {self.hit10:.3f}"


@dataclass(frozen=True)
class Counts:
    """In how many texts (sentences, or sections) each concept and each pair stands."""

    single: Counter[str]
    pairs: Counter[Pair]
    total: int

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]]) -> Counts:
        single: Counter[str] = Counter()
        pairs: Counter[Pair] = Counter()
        total = 0
        for concepts in texts:
            total += 1
            single.update(concepts)
            pairs.update((a, b) for i, a in enumerate(concepts) for b in concepts[i + 1 :])
        return cls(single, pairs, total)

    def without(self, pair: Pair, texts: int, least: float) -> list[Together]:
        """The pair's co-occurrence (or none) when so many texts that name both are not counted."""
        both = self.pairs[pair] - texts
        if both < MIN_TOGETHER:
            return []
        first, second, total = (self.single[pair[0]] - texts, self.single[pair[1]] - texts, self.total - texts)
        llr = log_likelihood(both, first, second, total)
        return [Together(*pair, both, llr)] if llr > least and both * total > first * second else []


@dataclass(frozen=True)
class Hiding:
    """A graph and the counts behind it, from which pairs can be hidden."""

    graph: ConceptGraph
    sentences: Counts
    sections: Counts
    joined: Mapping[Pair, Sequence[Relation]]

    @classmethod
    def of(cls, graph: ConceptGraph, parts: Sequence[DocumentEvidence]) -> Hiding:
        joined: dict[Pair, list[Relation]] = {}
        for relation in graph.relations.values():
            joined.setdefault(_pair(relation.source, relation.target), []).append(relation)
        known = graph.concepts.keys()
        sections = ([p.concept_id for p in s.concepts if p.concept_id in known] for d in parts for s in d.sections)
        sentences = ([c for c in sentence if c in known] for part in parts for sentence in part.sentences)
        return cls(graph, Counts.of(sentences), Counts.of(sections), joined)

    def accepted(self) -> list[Pair]:
        """The pairs that an accepted relation joins, sorted."""
        return sorted(pair for pair, relations in self.joined.items() if any(map(_shown, relations)))

    def ranks(self, pair: Pair) -> list[tuple[int, int]]:
        """(filtered, raw) rank of each end when asked from the other, with the pair hidden."""
        walk = self._walk(pair)
        return [self._rank(walk, start, end) for start, end in (pair, pair[::-1])]

    def _walk(self, pair: Pair) -> Walk:
        graph, hidden = self.graph, self.joined.get(pair, ())
        ids = {relation.id for relation in hidden}
        evidence = [e for relation in hidden for e in relation.evidence]
        together = [t for t in graph.together if (t.a, t.b) != pair]
        together += self.sentences.without(pair, len({e.quote for e in evidence}), MIN_LLR)
        beside = [t for t in graph.beside if (t.a, t.b) != pair]
        beside += self.sections.without(pair, len({e.section_id for e in evidence}), SURE_LLR)
        relations = (relation for relation in graph.relations.values() if relation.id not in ids)
        return Walk(sorted(graph.concepts), ranking_edges(relations, together, beside, graph.alike))

    def _rank(self, walk: Walk, start: str, end: str) -> tuple[int, int]:
        scores = walk.visits(start)
        scores[walk.place[start]] = -1.0
        raw = _place(scores, walk.place[end])
        for relation in self.graph.relations_of.get(start, ()):
            other = relation.target if relation.source == start else relation.source
            if other != end:
                scores[walk.place[other]] = -1.0
        return _place(scores, walk.place[end]), raw


def _place(scores: NDArray[np.float64], place: int) -> int:
    """The rank of one score among all; of equals the middle one."""
    better = int((scores > scores[place]).sum())
    return better + (int((scores == scores[place]).sum()) - 1) // 2 + 1


def _pair(a: str, b: str) -> Pair:
    return (min(a, b), max(a, b))


def _shown(relation: Relation) -> bool:
    return relation.status is Status.ACCEPTED and relation.polarity is Polarity.POSITIVE


def hidden_edges(hiding: Hiding, pairs: Sequence[Pair]) -> tuple[Score, Score]:
    """(filtered, raw) over the pairs."""
    ranks = [rank for pair in pairs for rank in hiding.ranks(pair)]
    return Score.of([filtered for filtered, _ in ranks]), Score.of([raw for _, raw in ranks])


def read_parts(sources: Sequence[SourceSpec], finder: MentionFinder) -> list[DocumentEvidence]:
    """The evidence of all documents of directories."""
    parts = []
    with tempfile.TemporaryDirectory() as cache:
        for spec in sources:
            source = open_source(spec, Path(cache))
            source.sync()
            parts += [extract(source.document(file.path), finder) for file in source.files()]
    return parts


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", nargs=3, action="append", required=True, metavar=("NAME", "LAYOUT", "DIR"))
    parser.add_argument("--vocabulary", type=Path, default=ROOT / "corpus/vocabulary/docker.toml")
    parser.add_argument("--judged", type=Path, metavar="DIR", help="a folder with concepts.jsonl and relations.jsonl")
    parser.add_argument("--edges", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    curation = load_curation(given.vocabulary.with_name("curation.toml"))
    vocabulary = curation.applied_to(load_vocabulary(given.vocabulary))
    specs = [SourceSpec(name=name, type="directory", layout=layout, path=path) for name, layout, path in given.source]
    parts = read_parts(specs, MentionFinder(vocabulary))
    hiding = Hiding.of(build_graph(parts, vocabulary, curation), parts)
    pools = [("accepted relations", hiding, hiding.accepted())]
    if given.judged:
        judged = judged_graph(hiding.graph, given.judged)
        alone = Hiding.of(judged, parts)
        pools += [("judged relations", hiding, alone.accepted()), ("graph of the judged", alone, alone.accepted())]
    for name, where, pool in pools:
        chosen = random.Random(given.seed).sample(pool, min(given.edges, len(pool)))
        filtered, raw = hidden_edges(where, chosen)
        print(f"{name}, {len(chosen)} of {len(pool)} pairs\n  filtered  {filtered}\n  raw       {raw}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
