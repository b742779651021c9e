"""Every weight of the ranking, in one place; `docs/relevance.md` says how each was chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """`weight`: how much a term in the field counts; `b`: how far long fields are held down (0 not, 1 fully)."""

    weight: float
    b: float


@dataclass(frozen=True, slots=True)
class Bm25f:
    """The parameters of BM25F (see `index.query.ast`); fields are named as in `index.schema.TEXT_FIELDS`."""

    k1: float
    fields: dict[str, FieldWeight]


BM25F = Bm25f(
    k1=1.2,
    fields={
        "title": FieldWeight(1.2, 0.5),
        "path": FieldWeight(0.8, 0.5),
        "heading": FieldWeight(3.0, 0.5),
        "prose": FieldWeight(1.0, 0.75),
        "code": FieldWeight(0.6, 0.5),
        "table": FieldWeight(1.2, 0.75),
        "bold": FieldWeight(0.0, 0.75),
    },
)

#: What a question word's company counts: words that say what is wanted of a thing (区别, 报错), against the thing.
INTENT = 0.4
#: What a part of an identifier counts against the whole (`compose` of `docker-compose`).
PART = 1.0
#: What an equivalent of a need counts (another label of its concept), how many may join, and what the lesser of
#: a need's own score and its equivalent's adds to the greater.
EQUIVALENT = 0.6
MOST_EQUIVALENTS = 6
TIE = 0.5
#: What another reading of a repaired word counts (jingxiang: 镜像, 镜相).
OTHER_READING = 0.25
#: What a section counts that holds the query as it was written but shares no word with it: found, but behind.
AS_WRITTEN = 0.05
#: The share of the page's own score that each of its matching sections gets.
PAGE = 0.3
#: How many of an engine's best sections are put in their final order, and how many of those stand for what is sought.
CANDIDATES = 100
FEEDBACK = 5
#: The final order: what each feature of `index.rerank` counts.
RERANK = {
    "words": 4.0,
    "page": 1.0,
    "cover": 1.5,
    "near": 0.3,
    "run": 0.2,
    "heading_run": 0.4,
    "meaning": 0.5,
    "like_best": 0.5,
    "empty": -0.3,
}
