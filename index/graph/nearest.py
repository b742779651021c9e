"""The labels that come closest to one that no concept bears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from index.graph.model import Concept
from index.graph.views import label_of

LIMIT = 5
#: How alike labels must be, of 100: a character in two of Chinese, more of Latin letters, which have many in common.
ALIKE, ALIKE_LATIN = 50.0, 65.0


def nearest_labels(
    folded: str, owners: Mapping[str, Sequence[str]], concepts: Mapping[str, Concept]
) -> tuple[str, ...]:
    """Preferred labels of up to five concepts: those with a label like the text, nearest first, then those with a
    label in it, the longest first."""
    asked = folded[:64]
    labels = sorted(owners)
    cutoff = ALIKE_LATIN if asked.isascii() else ALIKE
    alike = process.extract(asked, labels, scorer=fuzz.ratio, limit=20, score_cutoff=cutoff)
    inside = [label for label in labels if len(label) > 1 and label in asked]
    near = [label for label, _, _ in sorted(alike, key=lambda row: (-row[1], len(row[0]), row[0]))]
    found: dict[str, None] = {}
    for label in (*near, *sorted(inside, key=len, reverse=True)):
        found.setdefault(label_of(concepts[owners[label][0]]))
    return tuple(found)[:LIMIT]
