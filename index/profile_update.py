"""Profiles of a generation that continues another: what did not change keeps its place in the same space of meanings.

A new or changed section is folded in: its vector is where a query of its weighted terms would point. The space itself,
which only a decomposition of all sections gives, stays as it was; a build that changes much makes it anew.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np

from index.coarse import FINE, Coarse
from index.ports import AnalyzedDocument
from index.profile import Profiles, text_length, unit, weighted_terms


def updated_profiles(base: Profiles, fresh: Iterable[AnalyzedDocument], gone: Collection[str]) -> Profiles:
    """The profiles of `base` without the documents `gone` and with the documents `fresh`, in the order of `base`."""
    ids, lengths, vectors = list[str](), list[int](), list[np.ndarray]()
    for document in fresh:
        for section in document.sections:
            ids.append(section.id)
            lengths.append(text_length(section))
            pull = base.pull(tuple((term, math.log1p(weight)) for term, weight in weighted_terms(section).items()))
            vector = None if pull is None else unit([pull])
            vectors.append(np.zeros(base.vectors.width) if vector is None else vector)
    kept = np.array([row for row, section in enumerate(base.ids) if _page(section) not in gone], np.int64)
    names = [*(base.ids[row] for row in kept.tolist()), *ids]
    order = np.array(sorted(range(len(names)), key=lambda row: _page(names[row])), np.int64)
    sizes = np.array(lengths, np.float32)
    added = Coarse.of(np.array(vectors, np.float32).reshape(len(ids), base.vectors.width), FINE)
    return replace(
        base,
        ids=[names[row] for row in order.tolist()],
        lengths=np.concatenate([base.lengths[kept], np.log1p(sizes)])[order],
        vectors=base.vectors.taken(kept).followed_by(added).taken(order),
    )


def _page(section_id: str) -> str:
    return section_id.rpartition("#L")[0]
