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
from itertools import repeat

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
#: What is measured against the candidate that has most of it, of which what fields tell comes last; and the rest.
_MEASURED = ("words", "page", "other", "named", *_IN_FIELDS)
_OTHERS = ("cover", "run", "pasted", "defines", "about", "introduces", "empty", "length")
_MEANING = ("meaning", "like_best", "like_those")
FEATURES = (*_MEASURED, *_OTHERS, *_MEANING)
_RELATIVE, _TELLING = slice(len(_MEASURED)), slice(len(_MEASURED) - len(_IN_FIELDS), len(_MEASURED))
_WORDS = FEATURES.index("words")

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
    """`rows` holds a feature of each candidate, in the order of `FEATURES`; `own` and `other` say by what each need was
    met; `places` where each candidate stands among them, by its id."""

    rows: Floats
    own: Floats
    other: Floats
    places: Mapping[str, int]

    @cached_property
    def values(self) -> Mapping[str, Floats]:
        """The features by their names."""
        return dict(zip(FEATURES, self.rows, strict=True))

    @cached_property
    def met(self) -> Sequence[tuple[bool, bool]]:
        """Of each candidate, whether any need was met by its own words, and whether by an equivalent."""
        own, other = (np.logical_or.reduce(rows > 0).tolist() for rows in (self.own, self.other))
        return list(zip(own, other, strict=True))

    @property
    def wordless(self) -> npt.NDArray[np.bool_]:
        """Which candidates meet no need."""
        none: npt.NDArray[np.bool_] = self.rows[_WORDS] <= 0
        return none

    def score(self, weights: Floats) -> Floats:
        """The sum weighted by a `column`, one a candidate; equals have equal sums wherever they stand."""
        total: Floats = np.add.reduce(self.rows * weights)
        return total


def column(weights: Mapping[str, float]) -> Floats:
    """The weight of each feature, to be multiplied with their rows."""
    return np.array([[weights[name]] for name in FEATURES], np.float32)


def features(index: TextIndex, profiles: Profiles, asked: Asked, hits: Sequence[Hit]) -> Features:
    """The features of an engine's best hits; all of one length, in the order of `hits`."""
    needs = asked.needs
    ids = [section_id for section_id, _ in hits]
    candidates = dict(zip(ids, range(len(ids)), strict=True))
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
    scores = index.scores(nodes, ids)
    own, other = scores[:count], scores[count : 2 * count]
    defined, named, run, *pieces = scores[(2 + len(fields)) * count :]
    met = np.maximum(own, other) + ranking.TIE * np.minimum(own, other)
    engine = np.array([score for _, score in hits], np.float32)
    weights = np.array([[need.importance] for need in needs], np.float32)
    rows = np.zeros((len(FEATURES), len(ids)), np.float32)
    of = dict(zip(FEATURES, rows, strict=True))
    words = np.add.reduce(met, out=of["words"])
    np.maximum(engine - words, 0, out=of["page"])
    np.add.reduce(met - own, out=of["other"])
    of["named"][:] = named
    telling = scores[2 * count : (2 + len(fields)) * count].reshape(len(fields), count, len(ids))
    np.add.reduce(telling, axis=1, out=rows[_TELLING])
    _scale(rows[_RELATIVE])
    np.add.reduce(weights * (met > 0), out=of["cover"])
    of["cover"] /= np.float32(max(float(np.add.reduce(weights, None)), 1e-6))
    of["run"][:] = run > 0
    of["defines"][:] = defined > 0
    if pieces:
        _take_pasted(pieces, of["pasted"])
    _take_about(asked, candidates, of)
    places = profiles.rows(ids)
    of["empty"][:] = profiles.empty[places]
    np.multiply(profiles.lengths[places], np.float32(1 / 8), out=of["length"])
    _take_meaning(profiles, needs, places, of)
    return Features(rows, own, other, candidates)


def _scale(rows: Floats) -> None:
    """Makes 1 the greatest number of each row, if that is above 0."""
    rows /= np.maximum(np.maximum.reduce(rows, axis=1, initial=0.0), np.float32(1e-9))[:, None]


def _take_pasted(pieces: Sequence[Floats], row: Floats) -> None:
    """The share of the pieces of a text that stand in a section letter by letter; a short text tells less."""
    found = np.add.reduce([piece > 0 for piece in pieces], dtype=np.float32)
    np.divide(found, np.float32(max(len(pieces), ranking.TELLING_PIECES)), out=row)


def _take_about(asked: Asked, candidates: Mapping[str, int], of: Mapping[str, Floats]) -> None:
    """How near the top of the sections about a concept of the query each stands, of which the best concept counts, and
    whether it introduces one."""
    for nearness in asked.about:
        near = np.array(list(map(nearness.get, candidates, repeat(0.0))), np.float32)
        np.maximum(of["about"], near, out=of["about"])
    for name in candidates.keys() & asked.introductions:
        of["introduces"][candidates[name]] = 1


def nearness(sections: Sequence[str]) -> Mapping[str, float]:
    """How near the top of the sections about a concept, best first, each of those told from the rest stands."""
    return {name: 4.0 / (4.0 + rank) for rank, name in enumerate(sections[: ranking.MOST_ABOUT])}


def _take_meaning(
    profiles: Profiles, needs: Sequence[Need], places: npt.NDArray[np.int64], of: Mapping[str, Floats]
) -> None:
    """Nearness to the query and to the best candidates in the latent space (pseudo-relevance feedback)."""
    vectors = profiles.vectors_at(places)
    if not vectors.shape[1]:
        return
    direction = profiles.direction([need.directions for need in needs])
    if direction is not None:
        np.maximum(vectors @ direction, 0, out=of["meaning"])
    best = of["words"] + ranking.NAMED_FEEDBACK * of["named"]
    like_best = of["like_best"][:] = _like(vectors, best, ranking.FEEDBACK)
    of["like_those"][:] = _like(vectors, (best + 0.5 * like_best) ** 2, ranking.SECOND_FEEDBACK)


def _like(vectors: Floats, weights: Floats, count: int) -> Floats:
    """Nearness of each to the weighted centre of the `count` heaviest."""
    best = (-weights).argsort(kind="stable")[:count]
    centre = weights.take(best) @ vectors.take(best, axis=0)
    length = math.sqrt(float(centre @ centre))
    return vectors @ (centre / length) if length > 0 else np.zeros(len(vectors), np.float32)
