"""Hits made ready for people: headings and snippets with marks, where they lead, why they were found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial

from index import ranking
from index.analysis.fold import visible_text
from index.highlight import Highlighter
from index.model import Hit, SearchHit, Understanding
from index.query.need import Need, Needle
from index.query.parser import ParsedQuery
from index.query.reading import Reading
from index.query.words import STOP
from index.rerank import Features
from index.shelf import Shelf


@dataclass(frozen=True)
class Question:
    """What one query became: its clauses and the readings of its free texts."""

    parsed: ParsedQuery
    readings: tuple[Reading, ...]

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """The needs of all readings, in order."""
        return tuple(need for reading in self.readings for need in reading.needs)

    @cached_property
    def concepts(self) -> tuple[str, ...]:
        """The concepts that the query names, each once."""
        return tuple(dict.fromkeys(concept for reading in self.readings for concept in reading.concepts))

    @property
    def suggestion(self) -> tuple[str, str] | None:
        """The repaired text and why it was repaired; None where nothing was."""
        return next(((r.corrected_to, r.reason) for r in self.readings if r.corrected_to and r.reason), None)

    def understanding(self) -> Understanding:
        """What to tell the reader of how the query was taken."""
        return Understanding(
            normalized=" ".join(reading.text for reading in self.readings),
            tokens=tuple(term for need in self.needs for term, _ in need.terms),
            concepts=self.concepts,
            expanded=tuple(dict.fromkeys(label for reading in self.readings for label in reading.expanded)),
            corrected_to=" ".join(r.corrected_to or r.text for r in self.readings) if self.suggestion else None,
        )

    def needles(self) -> list[Needle]:
        """What to mark in hits: quoted runs whole, what was typed, the needs' terms, their equivalents."""
        needles = []
        for clause in (clause for group in self.parsed.groups for clause in group if not clause.excluded):
            run = visible_text(clause.text)
            if clause.kind == "phrase":
                needles.append(Needle(run, 10.0, exact=True))
            elif clause.kind in ("text", "prefix") and run not in STOP:
                whole = clause.kind == "text" and run[-1:].isdecimal()  # the beginning of a number is another one
                needles.append(Needle(run, 1.0, whole=whole))
        for need in self.needs:
            needles += need.needles
        return needles


#: A hit of its parts, in a fraction of the time that `SearchHit` takes to look at their names.
_search_hit = partial(tuple.__new__, SearchHit)


def present(
    question: Question,
    hits: Sequence[Hit],
    found: Features | None,
    highlighter: Highlighter,
    shelf: Shelf,
    concepts_of: Callable[[str], tuple[str, ...]],
    *,
    explain: bool,
) -> tuple[SearchHit, ...]:
    """The hits in their order; `found` are the features that ranked them."""
    presented = []
    clauses = (clause for group in question.parsed.groups for clause in group if not clause.excluded)
    matched_by = _matched_by(frozenset([clause.kind for clause in clauses]))
    taken = shelf.take([hit.section_id for hit in hits])
    for hit, shown in zip(hits, taken, strict=True):
        place = found.places.get(hit.section_id) if found else None
        met = found.met[place] if found and place is not None else (False, False)
        explanation = _explanation(question, found, place) if explain and found and place is not None else ()
        heading, snippet = highlighter.mark(shown.heading), highlighter.snippet(shown.body)
        told = (hit.score, heading, snippet, concepts_of(hit.section_id), matched_by(met), explanation)
        presented.append(_search_hit((*shown.lasting, *told)))
    return tuple(presented)


@cache
def _matched_by(kinds: frozenset[str]) -> Callable[[tuple[bool, bool]], tuple[str, ...]]:
    """By what a section was found, told by whether its own words and an equivalent met a need: words, concept, phrase
    and so on, else substring; `kinds` are the clauses'."""
    always = tuple(kind for kind in ("phrase", "prefix", "field") if kind in kinds)
    found = {
        (own, other): (*("words",) * own, *("concept",) * other, *always) or ("substring",)
        for own in (False, True)
        for other in (False, True)
    }
    return found.__getitem__


def _explanation(question: Question, found: Features, place: int) -> tuple[tuple[str, float], ...]:
    """The parts of the score: every feature's share, and for the words what each need brought."""
    parts = [
        (name, round(weight * float(found.values[name][place]), 4))
        for name, weight in ranking.RERANK.items()
        if found.values[name][place]
    ]
    for i, need in enumerate(question.needs):
        if found.own[i, place]:
            parts.append((f"words:{need.text}", round(float(found.own[i, place]), 4)))
        if found.other[i, place]:
            labels = " | ".join(alternative.label for alternative in need.alternatives)
            parts.append((f"concept:{labels}", round(float(found.other[i, place]), 4)))
    return tuple(parts)
