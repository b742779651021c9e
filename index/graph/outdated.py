"""Statements of one source that another source contradicts or marks as stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.graph.evidence import DocumentEvidence, Mark
from index.graph.marks import DEFAULT, LISTED, STOPPED
from index.graph.model import Evidence, Relation
from index.graph.paths import PathFinder

CONTRASTING = frozenset({"is_a", "based_on", "replaces", "alternative_to", "differs_from"})
MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Outdated:
    """`statement` is out of date by what `newer`, from another source, says; `reason` is `stopped` or `default`.

    `subject` is the address, or the concept that was the default; `successor` the concept that is it now.
    """

    reason: str
    subject: str
    successor: str
    statement: Evidence
    newer: Evidence


def find_outdated(parts: Iterable[DocumentEvidence], relations: Mapping[str, Relation]) -> tuple[Outdated, ...]:
    """All of them, sorted by where the statement stands."""
    marks = [mark for part in parts for mark in part.marks]
    found = [*_stopped(marks), *_defaults(marks, relations)]
    return tuple(sorted(set(found), key=lambda o: (o.statement.source, o.statement.path, o.statement.line, o.subject)))


def _stopped(marks: Sequence[Mark]) -> Iterable[Outdated]:
    """Addresses that one source lists and another says have stopped."""
    ended: dict[str, Mark] = {}
    for mark in marks:
        if mark.kind == STOPPED:
            ended.setdefault(mark.key, mark)
    for mark in marks:
        newer = ended.get(mark.key)
        if mark.kind == LISTED and newer and newer.evidence.source != mark.evidence.source:
            yield Outdated("stopped", mark.key, "", mark.evidence, newer.evidence)


def _defaults(marks: Sequence[Mark], relations: Mapping[str, Relation]) -> Iterable[Outdated]:
    """Defaults of an older version for which another source names a successor in a newer one."""
    defaults = [mark for mark in marks if mark.kind == DEFAULT]
    if len({mark.evidence.source for mark in defaults}) < 2:
        return
    paths = PathFinder(r for r in relations.values() if r.type in CONTRASTING)
    for older in defaults:
        newer = [
            mark
            for mark in defaults
            if mark.evidence.source != older.evidence.source
            and _version(older) < _version(mark)
            and mark.key != older.key
            and _in_place_of(paths, older.key, mark.key)
        ]
        if newer:
            best = max(newer, key=lambda m: (_version(m), m.evidence.confidence, m.evidence.path, -m.evidence.line))
            yield Outdated("default", older.key, best.key, older.evidence, best.evidence)


def _version(mark: Mark) -> tuple[int, ...]:
    return tuple(int(number) for number in mark.version.split("."))


def _in_place_of(paths: PathFinder, older: str, newer: str) -> bool:
    """Whether a short chain of kinds and contrasts joins the two: both could fill the same place."""
    found = paths.paths(older, newer, 1)
    return bool(found) and len(found[0].steps) <= MOST_STEPS
