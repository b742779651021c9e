"""What the empty search page shows of a generation: its sources with counts, central concepts, questions to try."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.graph.model import Status
from service.pages.concept import preferred

if TYPE_CHECKING:
    from service.library import Opened

#: What Docker's texts turn on; another vocabulary begins with its most central concepts.
BACKBONE = ("image", "container", "repository", "registry", "tag", "dockerfile")
_START = 6
_CONCEPTS = 12
_EXAMPLES = 3
_LONGEST_EXAMPLE = 16


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A source and how many documents it has."""

    name: str
    url: str
    documents: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`concepts` are (id, label), most central first; `examples` are headings of the index, fit to be searched
    for; `start` are the ids of the concepts with which the graph begins."""

    sources: tuple[SourceCount, ...]
    sections: int
    concept_count: int
    concepts: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]
    start: tuple[str, ...]


def overview(opened: Opened, language: str) -> Overview:
    """Looks through the opened generation; worth keeping for as long as it is open."""
    documents = Counter(identity.partition(":")[0] for identity in opened.store.document_ids())
    central = _central(opened)
    concepts = opened.graph.concepts
    return Overview(
        sources=tuple(
            SourceCount(source.name, source.url, documents[source.name])
            for source in opened.store.sources()
            if documents[source.name]
        ),
        sections=opened.store.counts()["sections"],
        concept_count=len(concepts),
        concepts=tuple((known, preferred(concepts[known].pref_label, language)) for known in central[:_CONCEPTS]),
        examples=_examples(opened, central),
        start=tuple(known for known in BACKBONE if known in concepts) or tuple(central[:_START]),
    )


def _central(opened: Opened) -> list[str]:
    """Accepted concepts by the number of sections about them, then by id."""
    graph = opened.graph
    accepted = [identity for identity, concept in graph.concepts.items() if concept.status is Status.ACCEPTED]
    return sorted(accepted, key=lambda identity: (-len(graph.concept_sections(identity)), identity))


def _examples(opened: Opened, central: list[str]) -> tuple[str, ...]:
    """Short headings of the sections about the most central concepts: questions that have an answer here."""
    examples: dict[str, None] = {}
    for identity in central:
        sections = opened.store.sections(opened.graph.concept_sections(identity)[:5])
        headings = (section.heading.strip(" 。：:") for section in sections)
        example = next((heading for heading in headings if _is_fit(heading) and heading not in examples), None)
        if example:
            examples[example] = None
        if len(examples) == _EXAMPLES:
            break
    return tuple(examples)


def _is_fit(heading: str) -> bool:
    return 4 <= len(heading) <= _LONGEST_EXAMPLE and not heading[0].isdigit()
