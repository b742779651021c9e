"""Concepts, relations and the evidence for them (names after SKOS and Wikidata)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.model import Span

FILE = "graph.packed"
"""What a graph's file is called in its folder."""


class Status(StrEnum):
    """How far a concept or relation is believed: accepted, candidate (one weak piece of evidence), deprecated."""

    ACCEPTED = "accepted"
    CANDIDATE = "candidate"
    DEPRECATED = "deprecated"


class Polarity(StrEnum):
    """Whether the text states a relation or denies it."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that says so. `quote` stands verbatim on `line` of the file; spans point into `quote`.

    `rule` names what found it (`definition.instance_of`, `vocabulary`); `confidence` is in (0, 1].
    """

    section_id: str
    source: str
    path: str
    line: int
    quote: str
    source_span: Span | None
    target_span: Span | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept with its labels; ids are kebab-case ASCII, labels as people write them.

    `hidden_labels` are found but never shown (Taiwan's words, frequent mistakes). `definition` is the sentence that
    defines it, with its evidence.
    """

    id: str
    kind: str
    pref_label: Mapping[str, str]
    alt_labels: tuple[str, ...] = ()
    hidden_labels: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    status: Status = Status.ACCEPTED
    definition: Evidence | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label, preferred first, without repeats."""
        return tuple(dict.fromkeys((*self.pref_label.values(), *self.alt_labels, *self.hidden_labels)))


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed edge `source → target`, stored in one direction. `weight` combines its evidence by noisy-or.

    `id` is `source--type--target`, with `--not` behind it where `polarity` is negative.
    """

    id: str
    source: str
    type: str
    target: str
    polarity: Polarity
    weight: float
    status: Status
    evidence: tuple[Evidence, ...]
    qualifiers: Mapping[str, str] = field(default_factory=dict)
