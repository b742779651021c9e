"""Puts the first sections of an engine's ranking in their final order: a small linear model over readable features.

Works above the port: what it needs of the texts it asks any engine for (`TextIndex.scores`), the rest is in the
profiles. Every feature is about one section and one query and lies roughly between 0 and 1; the weights are in
`index.ranking.RERANK`, where the tuning script writes them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index import ranking
from index.model import Hit
from index.ports import TextIndex
from index.profile import Profiles
from index.query.ast import Node, Nothing, Substring
from index.query.need import Need

NOTHING = Nothing()
_IN_FIELDS = tuple(f"in_{field}" for field in ranking.TELLING_FIELDS)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    """What the features are about: the needs of a query, its repaired text as a run, and for each concept it names how
    near each section is to it (`nearness`), and the section that introduces it; `definition` matches headings that
    promise a meaning which is asked for, `named` those that say just what the query says; of a text that may have been
    pasted `pieces` are a few words in a row each."""

    needs: Sequence[Need]
    run: str
    about: Sequence[Mapping[str, float]] = ()
    introductions: Sequence[str] = ()
    definition: Node = NOTHING
    named: Node = NOTHING
    pieces: Sequence[str] = ()


@dataclass(frozen=True)
class Features:
    """`values[name]` holds a feature of each candidate; `own` and `other` say by what each need was met; `places` where
    each candidate stands among them, by its id."""

    values: Mapping[str, Floats]
    own: Floats
    other: Floats
    places: Mapping[str, int]

    @cached_property
    def met(self) -> Sequence[tuple[bool, bool]]:
        """Of each candidate, whether any need was met by its own words, and whether by an equivalent."""
        own, other = (np.logical_or.reduce(rows > 0).tolist() for rows in (self.own, self.other))
        return list(zip(own, other, strict=True))

    def score(self, weights: Mapping[str, float]) -> Floats:
        """The weighted sum, one a candidate; equals have equal sums wherever they stand."""
        rows = np.array([self.values[name] for name in weights])
        total: Floats = np.add.reduce(rows * np.array(list(weights.values()), np.float32)[:, None])
        return total


def features(index: TextIndex, profiles: Profiles, asked: Asked, hits: Sequence[Hit]) -> Features:
    """The features of an engine's best hits; all of one length, in the order of `hits`."""
    needs, ids = asked.needs, [hit.section_id for hit in hits]
    count, fields = len(needs), ranking.TELLING_FIELDS
    nodes: list[Node] = [
        *[need.own for need in needs],
        *[need.others for need in needs],
        *[need.telling[place] for place in range(len(fields)) for need in needs],
        asked.definition,
        asked.named,
        Substring(asked.run, ranking.AS_WRITTEN),  # as the query asks it, and the engine may know it still
        *map(Substring, asked.pieces),
    ]
    rows = index.scores(nodes, ids)
    own, other = rows[:count], rows[count : 2 * count]
    telling = np.add.reduce(rows[2 * count : (2 + len(fields)) * count].reshape(len(fields), count, len(ids)), axis=1)
    defined, named, run, *pieces = rows[(2 + len(fields)) * count :]
    met = np.maximum(own, other) + ranking.TIE * np.minimum(own, other)
    words = np.add.reduce(met)
    weights = np.array([need.importance for need in needs], np.float32)
    engine = np.array([hit.score for hit in hits], np.float32)
    places = profiles.rows(ids)
    scaled = _scaled(np.stack([words, np.maximum(engine - words, 0), np.add.reduce(np.maximum(met - own, 0)), named]))
    values: dict[str, Floats] = {
        **dict(zip(("words", "page", "other", "named"), scaled, strict=True)),
        **dict(zip(_IN_FIELDS, _scaled(telling), strict=True)),
        "cover": np.add.reduce(weights[:, None] * (met > 0)) / np.float32(max(float(np.add.reduce(weights)), 1e-6)),
        "run": (run > 0).astype(np.float32),
        "pasted": _pasted(pieces, len(ids)),
        "defines": (defined > 0).astype(np.float32),
        "about": _about(asked.about, ids),
        "introduces": _introduces(asked.introductions, ids),
        "empty": profiles.empty[places].astype(np.float32),
        "length": profiles.lengths[places] / np.float32(8.0),
    }
    best = values["words"] + ranking.NAMED_FEEDBACK * values["named"]
    meaning = _meaning(profiles, needs, places, best)
    return Features(values | meaning, own, other, dict(zip(ids, range(len(ids)), strict=True)))


def _pasted(pieces: Sequence[Floats], size: int) -> Floats:
    """The share of the pieces of a text that stand in a section letter by letter; a short text tells less."""
    if not pieces:
        return np.zeros(size, np.float32)
    found: Floats = np.add.reduce([piece > 0 for piece in pieces], dtype=np.float32)
    return found / np.float32(max(len(pieces), ranking.TELLING_PIECES))


def _scaled(rows: Floats) -> Floats:
    """Rows of which each has 1 as its greatest number, if that is above 0."""
    scaled: Floats = rows / np.maximum(np.maximum.reduce(rows, axis=1, initial=0.0), np.float32(1e-9))[:, None]
    return scaled


def _about(concepts: Sequence[Mapping[str, float]], ids: Sequence[str]) -> Floats:
    """How near the top of the sections about a concept of the query each stands; the best concept counts."""
    near = np.zeros(len(ids), np.float32)
    for nearness in concepts:
        near = np.maximum(near, np.array([nearness.get(name, 0.0) for name in ids], np.float32))
    return near


def _introduces(introductions: Sequence[str], ids: Sequence[str]) -> Floats:
    found = np.zeros(len(ids), np.float32)
    for name in set(introductions).intersection(ids):
        found[ids.index(name)] = 1
    return found


def nearness(sections: Sequence[str]) -> Mapping[str, float]:
    """How near the top of the sections about a concept, best first, each of those told from the rest stands."""
    return {name: 4.0 / (4.0 + rank) for rank, name in enumerate(sections[: ranking.MOST_ABOUT])}


def _meaning(
    profiles: Profiles, needs: Sequence[Need], places: npt.NDArray[np.int64], best: Floats
) -> dict[str, Floats]:
    """Nearness to the query and to the best candidates in the latent space (pseudo-relevance feedback)."""
    vectors = profiles.vectors.at(places)
    nothing = np.zeros(len(places), np.float32)
    if not vectors.shape[1]:
        return {"meaning": nothing, "like_best": nothing, "like_those": nothing}
    direction = profiles.direction([need.directions for need in needs])
    meaning = np.maximum(vectors @ direction, 0) if direction is not None else nothing
    like_best = _like(vectors, best, ranking.FEEDBACK)
    like_those = _like(vectors, (best + 0.5 * like_best) ** 2, ranking.SECOND_FEEDBACK)
    return {"meaning": meaning, "like_best": like_best, "like_those": like_those}


def _like(vectors: Floats, weights: Floats, count: int) -> Floats:
    """Nearness of each to the weighted centre of the `count` heaviest."""
    best = np.argsort(-weights, kind="stable")[:count]
    centre = weights[best] @ vectors[best]
    length = math.sqrt(float(centre @ centre))
    return vectors @ (centre / length) if length > 0 else np.zeros(len(vectors), np.float32)
