"""The JSON shapes of what is near a concept, and of how concepts hang together."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.api.concept_shapes import (
    ConceptBrief,
    DefinitionAnswer,
    EvidenceAnswer,
    Polarity,
    SectionReference,
    Shape,
    StatusName,
)


class DirectRelation(Shape):
    """A relation between the two concepts."""

    id: str
    type: str
    weight: float
    sentence: str
    status: StatusName


class SharedNeighbour(Shape):
    """A concept that both are related to; rare ones weigh more."""

    id: str
    label: str
    weight: float


class Cooccurrence(Shape):
    """In how many sentences both stand, and how surprising that is (log-likelihood ratio)."""

    sentences: int
    llr: float


class SharedSections(Shape):
    """In how many sections both stand, and how surprising that is (log-likelihood ratio)."""

    sections: int
    llr: float


class ReasonParts(Shape):
    """What the score is made of; `names`: the words of one concept's name are among the other's."""

    relations: list[DirectRelation]
    shared: list[SharedNeighbour]
    cooccurrence: Cooccurrence | None
    sections: SharedSections | None
    names: bool


class PathStep(Shape):
    """One relation on the way, said in Chinese."""

    from_: ConceptBrief = Field(alias="from")
    to: ConceptBrief
    relation: str
    type: str
    direction: Literal["forward", "backward"]
    sentence: str
    status: StatusName
    weight: float
    evidence: EvidenceAnswer | None


class Reason(Shape):
    """Why a concept is near: in words, in parts, by the best path, with a sentence of the texts."""

    text: str
    parts: ReasonParts
    path: list[PathStep]
    evidence: EvidenceAnswer | None


class RelatedConcept(Shape):
    """A related concept; higher `score` is nearer."""

    concept: ConceptBrief
    score: float
    because: Reason


class RelatedAnswer(Shape):
    """The concepts nearest to one."""

    generation: str
    concept: ConceptBrief
    related: list[RelatedConcept]


class ExportedConcept(Shape):
    """A concept as the export has it."""

    id: str
    kind: str
    pref_label: dict[str, str]
    alt_labels: list[str]
    hidden_labels: list[str]
    broader: list[str]
    definition: DefinitionAnswer | None
    status: StatusName
    mentions: int
    sections: int
    pagerank: float
    community: int


class ExportedRelation(Shape):
    """A relation as the export has it."""

    id: str
    source: str
    type: str
    target: str
    polarity: Polarity
    weight: float
    status: StatusName
    qualifiers: dict[str, str]
    evidence: list[EvidenceAnswer]


class NeighborhoodAnswer(Shape):
    """The sub-graph around a concept; `truncated` where `limit` left some out."""

    generation: str
    center: str
    depth: int
    truncated: bool
    concepts: list[ExportedConcept]
    relations: list[ExportedRelation]


class ExplainedPath(Shape):
    """A way from one concept to the other; lower `cost` explains better."""

    cost: float
    text: str
    steps: list[PathStep]


class PathsAnswer(Shape):
    """The best ways; none where the two do not hang together."""

    generation: str
    from_: ConceptBrief = Field(alias="from")
    to: ConceptBrief
    paths: list[ExplainedPath]


class Need(Shape):
    """A later concept that needs this one, and why."""

    concept: ConceptBrief
    text: str
    evidence: EvidenceAnswer | None


class LearningStep(Shape):
    """A concept to read about, and where."""

    concept: ConceptBrief
    definition: DefinitionAnswer | None
    section: SectionReference | None
    needed_for: list[Need]


class LearningAnswer(Shape):
    """What to read before a concept, in order; the concept itself comes last."""

    generation: str
    goal: ConceptBrief
    steps: list[LearningStep]
