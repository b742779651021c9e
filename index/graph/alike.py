"""Concepts whose names hang together: one's words are all among the other's (`compose`, `docker compose up`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from index.analysis.fold import visible
from index.graph.model import Concept

MOST_OWNERS = 60
"""A word in more names than this says nothing."""
_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]+")


def alike(concepts: Iterable[Concept]) -> Iterator[tuple[str, str]]:
    """Pairs (a < b) of concepts, sorted."""
    words = {concept.id: _words(concept) for concept in concepts}
    owners: dict[str, list[str]] = {}
    for concept_id in sorted(words):
        for word in words[concept_id]:
            owners.setdefault(word, []).append(concept_id)
    rare = {word for word, ids in owners.items() if 1 < len(ids) <= MOST_OWNERS}
    names = {concept_id: {w for w in found if len(owners[w]) <= MOST_OWNERS} for concept_id, found in words.items()}
    pairs = set()
    for word in rare:
        ids = owners[word]
        for place, a in enumerate(ids):
            for b in ids[place + 1 :]:
                if names[a] <= names[b] or names[b] <= names[a]:
                    pairs.add((a, b))
    yield from sorted(pairs)


def _words(concept: Concept) -> frozenset[str]:
    text = " ".join((*concept.pref_label.values(), concept.id if concept.kind != "term" else ""))
    return frozenset(_WORD.findall(visible(text).text.replace("-", " ")))
