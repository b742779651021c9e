"""Concepts whose names hang together: one's stands in the other's (`镜像`, `镜像仓库`), or they share rare words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.analysis.fold import visible_text
from index.graph.model import Concept

Pair = tuple[str, str]

CONTAINED, LIKE = 0.5, 0.3
"""What a name in another weighs, and two equal names, beside an accepted relation of full weight."""
COMMON = 0.3
"""A name that stands in k others counts k^-0.3 in each: what docker begins tells little."""
LEAST_LIKENESS, MOST_LIKE, MOST_OWNERS = 0.15, 15, 150
"""Cosine below which two names are not alike; concepts alike to one; owners of a word that still says something."""
_UNIT = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")
_RUN = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]+")


def alike(concepts: Iterable[Concept]) -> dict[Pair, float]:
    """Pairs (a < b) of concepts and how much their names say that they belong together, in (0, 0.8], sorted."""
    known = sorted(concepts, key=lambda concept: concept.id)
    found: dict[Pair, float] = {}
    for pair, weight in (*_contained(known), *_similar(known)):
        found[pair] = found.get(pair, 0.0) + weight
    return {pair: round(found[pair], 4) for pair in sorted(found)}


def _labels(concept: Concept) -> Iterator[str]:
    return (visible_text(label) for label in (*concept.pref_label.values(), *concept.alt_labels))


def _contained(concepts: Sequence[Concept]) -> Iterator[tuple[Pair, float]]:
    """Any shown name of one inside a preferred name of the other; Latin names as whole words."""
    owners: dict[str, set[str]] = {}
    for concept in concepts:
        for label in _labels(concept):
            if len(label) > 1:
                owners.setdefault(label, set()).add(concept.id)
    inside: dict[str, set[str]] = {}
    for concept in concepts:
        for preferred in concept.pref_label.values():
            for part in _parts(visible_text(preferred)):
                for owner in owners.get(part, ()):
                    if owner != concept.id:
                        inside.setdefault(owner, set()).add(concept.id)
    for owner, others in inside.items():
        weight = CONTAINED * len(others) ** -COMMON
        yield from (((min(owner, other), max(owner, other)), weight) for other in others)


def _parts(label: str) -> set[str]:
    units = [match.span() for match in _UNIT.finditer(label)]
    runs = ((start, end) for place, (start, _) in enumerate(units) for _, end in units[place:])
    return {label[start:end] for start, end in runs} - {label}


def _similar(concepts: Sequence[Concept]) -> Iterator[tuple[Pair, float]]:
    """Cosine over the words (of Chinese: pairs of characters) of all shown names, rare words counting more."""
    words = {concept.id: {word for label in _labels(concept) for word in _words(label)} for concept in concepts}
    owners: dict[str, list[str]] = {}
    for concept_id, found in words.items():
        for word in found:
            owners.setdefault(word, []).append(concept_id)
    rarity = {word: math.log1p(len(words) / len(ids)) for word, ids in owners.items()}
    length = {concept_id: math.sqrt(sum(rarity[w] ** 2 for w in found)) for concept_id, found in words.items()}
    kept: dict[Pair, float] = {}
    for concept_id, found in words.items():
        for other, likeness in _nearest(concept_id, found, owners, rarity, length):
            kept[min(concept_id, other), max(concept_id, other)] = likeness
    yield from ((pair, LIKE * likeness) for pair, likeness in kept.items())


def _nearest(
    concept_id: str,
    words: Iterable[str],
    owners: Mapping[str, Sequence[str]],
    rarity: Mapping[str, float],
    length: Mapping[str, float],
) -> list[tuple[str, float]]:
    shared: dict[str, float] = {}
    for word in sorted(words):
        if 1 < len(owners[word]) <= MOST_OWNERS:
            for other in owners[word]:
                shared[other] = shared.get(other, 0.0) + rarity[word] ** 2
    shared.pop(concept_id, None)
    scored = [(total / (length[concept_id] * length[other]), other) for other, total in shared.items()]
    best = sorted(
        ((cosine, other) for cosine, other in scored if cosine >= LEAST_LIKENESS), key=lambda r: (-r[0], r[1])
    )
    return [(other, cosine) for cosine, other in best[:MOST_LIKE]]


def _words(label: str) -> Iterator[str]:
    for run in _RUN.findall(label):
        if run.isascii() or len(run) < 3:
            yield run
        else:
            yield from (run[place : place + 2] for place in range(len(run) - 1))
