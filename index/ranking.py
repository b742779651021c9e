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
    },
)

#: What a question word's company counts: words that say what is wanted of a thing (区别, 报错), against the thing.
INTENT = 0.4
#: What a part of an identifier counts against the whole (`compose` of `docker-compose`).
PART = 0.5
#: What an equivalent of a need counts (another label of its concept), how many may join, and what the lesser of
#: a need's own score and its equivalent's adds to the greater.
EQUIVALENT = 0.6
MOST_EQUIVALENTS = 6
#: What another word for the same act or thing counts that software of any kind knows (上传, 推送).
GENERAL_EQUIVALENT = 0.45
TIE = 0.3
#: What another reading of a repaired word counts (jingxiang: 镜像, 镜相).
OTHER_READING = 0.25
#: What a section counts that holds the query as it was written but shares no word with it: found, but behind.
AS_WRITTEN = 0.3
#: What a heading counts that promises the meaning of the one thing asked for, and what such headings say.
DEFINING = 0.5
DEFINING_HEADINGS = ("什么是{}", "{}是什么", "{}简介", "{}概述", "认识{}", "理解{}", "what is {}")
#: What a heading counts that says just what the query says, and one that says just the one thing that it asks about.
NAMED = 1.0
NAMED_THING = 0.5
#: A word across the segmenter's cuts takes part from this weight in the lexicon on.
LEAST_OVERLAP = 8
#: The fields whose own score tells more than their share in the whole: what is shown as code or as a table.
TELLING_FIELDS = ("code", "table")
#: The share of the page's own score that each of its matching sections gets.
PAGE = 0.3
#: How many of an engine's best sections are put in their final order, how many of those stand for what is sought at
#: first (a heading that says just that counts this much more among them), and how many once those like them are known.
CANDIDATES = 60
FEEDBACK = 5
NAMED_FEEDBACK = 0.5
SECOND_FEEDBACK = 12
#: A text of so many characters and words at least may have been pasted: it is looked for in pieces of so many words, up
#: to so many of them, of which this many tell as much as all.
SHORTEST_PASTED = 8
PASTED_FROM, PIECE, MOST_PIECES, TELLING_PIECES = 5, 3, 12, 5
#: How many of the sections about a concept are told from the rest.
MOST_ABOUT = 60
#: The final order: what each feature of `index.rerank` counts. Written by `python -m tests.relevance.tune`.
RERANK = {
    "words": 2.36,
    "page": 1.87,
    "cover": 1.16,
    "other": 1.71,
    "run": 0.69,
    "pasted": 2.0,
    "in_code": 0.96,
    "in_table": 1.09,
    "defines": 1.62,
    "about": 1.25,
    "introduces": 0.82,
    "named": 1.84,
    "empty": -0.48,
    "length": 0.61,
    "meaning": 1.15,
    "like_best": 2.93,
    "like_those": 1.37,
}
