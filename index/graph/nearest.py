"""The labels that come closest to one that no concept bears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from index.graph.model import Concept
from index.graph.views import label_of

LIMIT = 5
MIN_SIMILARITY = 45.0


def nearest_labels(
    folded: str, owners: Mapping[str, Sequence[str]], concepts: Mapping[str, Concept]
) -> tuple[str, ...]:
    """Preferred labels of up to five concepts, nearest first, by the similarity of any of their labels."""
    if not folded:
        return ()
    labels = sorted(owners)
    scored = process.extract(folded[:64], labels, scorer=fuzz.WRatio, limit=20, score_cutoff=MIN_SIMILARITY)
    found: dict[str, None] = {}
    for label, _, _ in sorted(scored, key=lambda row: (-row[1], len(row[0]), row[0])):
        found.setdefault(label_of(concepts[owners[label][0]]))
    return tuple(found)[:LIMIT]
