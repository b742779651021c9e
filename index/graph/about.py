"""Which sections are about a concept, and which concepts a section is about.

The features are those of lexical matching in subject indexing (Medelyan's Maui, Annif's MLLM): preferred label,
frequency, spread, first occurrence, heading, rarity over the corpus.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from index.graph.evidence import DocumentEvidence, Presence, SectionConcepts

HEADING, PREFERRED, FREQUENCY, SPREAD, EARLY, ONLY = 2.0, 0.3, 1.0, 0.4, 0.4, 0.8


def rank_sections(
    parts: Iterable[DocumentEvidence],
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """(section → its concepts, most central first; concept → its sections, the one most about it first)."""
    sections = [(part.order, part.document_id, s) for part in parts for s in part.sections if s.concepts]
    spread: dict[str, int] = {}
    for _, _, section in sections:
        for presence in section.concepts:
            spread[presence.concept_id] = spread.get(presence.concept_id, 0) + 1
    about: dict[str, tuple[str, ...]] = {}
    scored: dict[str, list[tuple[float, int, str, str]]] = {}
    for order, document_id, section in sections:
        rows = []
        longer = 1 + math.log(1 + min(section.length, 2000) / 200) / 10
        for presence in section.concepts:
            rarity = math.log(1 + len(sections) / spread[presence.concept_id])
            much = aboutness(presence, section)
            rows.append((-much * rarity**0.5, presence.concept_id))
            score = -much * longer
            scored.setdefault(presence.concept_id, []).append((score, order, document_id, section.section_id))
        about[section.section_id] = tuple(concept_id for _, concept_id in sorted(rows))
    return about, {concept: tuple(row[3] for row in sorted(rows)) for concept, rows in scored.items()}


def aboutness(presence: Presence, section: SectionConcepts) -> float:
    """How much a section is about a concept; above 0, higher is more."""
    words = max(1.0, section.length / 40)
    only = 1.0 / sum(p.in_heading for p in section.concepts) if presence.in_heading else 0.0
    return (
        HEADING * presence.in_heading
        + ONLY * only
        + PREFERRED * presence.preferred
        + FREQUENCY * math.log1p(presence.count) / math.log(2 + words)
        + SPREAD * (presence.last - presence.first)
        + EARLY * (1 - presence.first)
    )


def introductions(parts: Iterable[DocumentEvidence]) -> dict[str, tuple[str, int]]:
    """Concept → (the section to read of it first, that section's place in the reading order).

    The first section with the concept alone in its heading, else in its heading, else in its text. The largest
    source is read first.
    """
    listed = list(parts)
    size: dict[str, int] = {}
    for part in listed:
        source = part.document_id.partition(":")[0]
        size[source] = size.get(source, 0) + 1
    ordered = sorted(
        listed, key=lambda p: (-size[p.document_id.partition(":")[0]], p.document_id.partition(":")[0], p.order)
    )
    found: dict[str, tuple[int, int, str]] = {}
    for place, section in enumerate(section for part in ordered for section in part.sections):
        headed = sum(p.in_heading for p in section.concepts)
        for presence in section.concepts:
            rank = 2 if not presence.in_heading else 0 if headed == 1 else 1
            known = found.get(presence.concept_id)
            if known is None or rank < known[0]:
                found[presence.concept_id] = (rank, place, section.section_id)
    return {concept: (section_id, place) for concept, (_, place, section_id) in sorted(found.items())}
