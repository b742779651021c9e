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
