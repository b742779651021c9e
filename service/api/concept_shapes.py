"""The JSON shapes of concepts, relations and evidence, as OpenAPI describes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Mark = Annotated[list[int], Field(min_length=2, max_length=2)]
Direction = Literal["out", "in", "both"]
Polarity = Literal["positive", "negative"]
StatusName = Literal["accepted", "candidate", "deprecated"]


class Shape(BaseModel):
    """A JSON object with these members and no others."""

    model_config = ConfigDict(extra="forbid")


class Place(Shape):
    """Where a sentence stands; `url` leads a reader there."""

    source: str
    path: str
    line: int
    section: str
    url: str


class EvidenceSpans(Shape):
    """Where the two concepts stand in the quote."""

    source: Mark | None = None
    target: Mark | None = None


class EvidenceAnswer(Place):
    """A sentence that says so, and the rule that found it."""

    quote: str
    spans: EvidenceSpans
    rule: str
    confidence: float


class DefinitionAnswer(Shape):
    """The sentence that defines a concept."""

    text: str
    evidence: Place


class ConceptBrief(Shape):
    """What a list shows of a concept."""

    id: str
    kind: str
    label: str
    pref_label: dict[str, str]
    status: StatusName


class RelationItem(Shape):
    """A relation as seen from one of its ends."""

    id: str
    concept: ConceptBrief
    sentence: str
    polarity: Polarity
    weight: float
    status: StatusName
    qualifiers: dict[str, str]
    evidence: list[EvidenceAnswer]
    evidence_count: int


class RelationGroup(Shape):
    """All relations of one type and direction."""

    type: str
    direction: Direction
    name: str
    items: list[RelationItem]


class SectionReference(Shape):
    """A section about a concept."""

    id: str
    heading: str
    url: str


class ConfusionReason(Shape):
    """Why two concepts are mistaken for each other: the same label, a relation that sets them apart, a label that
    means something else in a longer one, labels that sound or are spelt alike. `text` says it in Chinese."""

    kind: Literal["label", "contrast", "sense", "pinyin", "spelling"]
    text: str
    label: str
    other_label: str
    relation: str
    evidence: EvidenceAnswer | None


class ConfusableConcept(Shape):
    """A concept that may be taken for this one, and why; the strongest reason first."""

    concept: ConceptBrief
    reasons: list[ConfusionReason]


class ConceptCard(ConceptBrief):
    """All about one concept."""

    alt_labels: list[str]
    broader: list[ConceptBrief]
    definition: DefinitionAnswer | None
    confusable: list[ConfusableConcept]
    relations: list[RelationGroup]
    sections: list[SectionReference]
    mentions: int
    section_count: int
    pagerank: float
    community: int


class ConceptAnswer(ConceptCard):
    """The card of a concept in a generation."""

    generation: str


class FoundConcept(ConceptBrief):
    """A concept that a label matched."""

    alt_labels: list[str]
    matched: str
    mentions: int
    pagerank: float
    definition: DefinitionAnswer | None


class ConceptsAnswer(Shape):
    """The concepts found."""

    q: str
    generation: str
    total: int
    offset: int
    limit: int
    concepts: list[FoundConcept]
