"""Decides which harvested terms become concepts, over all documents, and rewrites their evidence accordingly."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.graph.evidence import DocumentEvidence, Presence, SectionConcepts
from index.graph.harvest import Term, as_concept
from index.graph.model import Concept

MOST = 2000
_PLURAL = re.compile(r"[A-Za-z]{2}(?<![siu])s$")
MIN_SCORE = 0.8
PAIRED_DOCUMENTS = 2
PAIRED_SHARE = 0.15
"""Documents that must pair two names before they count as one concept, and their share of those that use one alone."""


@dataclass(frozen=True)
class Settled:
    """The concepts that terms became, and the documents' evidence told with their ids alone."""

    concepts: tuple[Concept, ...]
    parts: tuple[DocumentEvidence, ...]


def settle(parts: Sequence[DocumentEvidence]) -> Settled:
    """Chooses the terms that enough documents single out, joins names for one thing, and drops the rest."""
    if not any(part.terms for part in parts):
        return Settled((), tuple(parts))
    mentions = _mentions(parts)
    scores = _scores(parts, mentions)
    chosen = sorted(scores, key=lambda key: (-scores[key], key))[:MOST]
    labels = _labels(parts)
    names = _names(chosen, labels, mentions)
    kept = {key: names[key] for key in chosen}
    every: dict[str, list[str]] = {}
    for key in chosen:
        every.setdefault(kept[key], []).extend(labels[key])
    concepts = {key: as_concept(Term(key, _ordered(labels[key], every[key]), 0.0)) for key in every}
    return Settled(tuple(concepts[key] for key in sorted(concepts)), tuple(_retold(part, kept) for part in parts))


def _mentions(parts: Iterable[DocumentEvidence]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for part in parts:
        for section in part.sections:
            for presence in section.concepts:
                counts[presence.concept_id] += presence.count
    return counts


def _scores(parts: Iterable[DocumentEvidence], mentions: Mapping[str, int]) -> dict[str, float]:
    """Mean cue times the logarithms of documents and mentions; terms that are named once are left out."""
    cues: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    for part in parts:
        for key, _, cue in part.terms:
            cues[key] += round(cue * 100)
            documents[key] += 1
    scores = {}
    for key, total in cues.items():
        score = total / 100 / documents[key] * math.log1p(documents[key]) * math.log1p(mentions.get(key, 0))
        if mentions.get(key, 0) >= 2 and score >= MIN_SCORE:
            scores[key] = score
    return scores


def _labels(parts: Iterable[DocumentEvidence]) -> dict[str, tuple[str, ...]]:
    """Each term's labels: two names are one thing where documents that pair either pair mostly these two, and often
    enough beside those that use one of them alone (`组件（TiKV）` pairs a genus with one of its kinds)."""
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    alone: Counter[str] = Counter()
    paired: Counter[str] = Counter()
    for part in parts:
        for key, labels, _ in part.terms:
            seen[key, labels] += 1
            for label in labels:
                (paired if len(labels) > 1 else alone)[label.lower()] += 1
    found: dict[str, tuple[str, ...]] = {}
    for (key, labels), count in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        if len(labels) > 1:
            strong = count >= PAIRED_DOCUMENTS and all(
                count * 2 >= paired[label.lower()] and count >= PAIRED_SHARE * alone[label.lower()] for label in labels
            )
            labels = labels if strong else labels[:1]
        if len(labels) > len(found.get(key, ())):
            found[key] = labels
    return found


def _names(chosen: Iterable[str], labels: Mapping[str, tuple[str, ...]], mentions: Mapping[str, int]) -> dict[str, str]:
    """Term → the term that stands for it: names that share a label, or are its plural, are one concept; a singular
    leads, of several the most mentioned."""
    names: dict[str, str] = {}
    owner: dict[str, str] = {}
    for key in sorted(chosen, key=lambda k: (-len(labels[k]), _is_plural(labels[k][0]), -mentions.get(k, 0), k)):
        known = next((owner[_singular(label)] for label in labels[key] if _singular(label) in owner), None)
        names[key] = known or key
        for label in labels[key]:
            owner.setdefault(_singular(label), names[key])
    return names


def _is_plural(label: str) -> bool:
    """Whether an English name may be a plural: `Pods`, `CRDs`, not `HTTPS`, `status` or `class`."""
    return bool(_PLURAL.search(label))


def _singular(label: str) -> str:
    return (label[:-1] if _is_plural(label) else label).lower()


def _ordered(first: Iterable[str], every: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *every)))


def _retold(part: DocumentEvidence, names: Mapping[str, str]) -> DocumentEvidence:
    """The evidence without the terms that were dropped, the others under the ids that stand for them."""
    statements = tuple(
        replace(s, source=names[s.source], target=names[s.target], safe=False)
        for s in part.statements
        if s.source in names and s.target in names and names[s.source] != names[s.target]
    )
    definitions = tuple(
        replace(d, concept_id=names[d.concept_id], names=tuple(sorted({names[n] for n in d.names if n in names})))
        for d in part.definitions
        if d.concept_id in names
    )
    return replace(
        part,
        statements=statements,
        definitions=definitions,
        sections=tuple(_section(section, names) for section in part.sections),
        sentences=tuple(kept for s in part.sentences if (kept := tuple(sorted({names[c] for c in s if c in names})))),
    )


def _section(section: SectionConcepts, names: Mapping[str, str]) -> SectionConcepts:
    merged: dict[str, Presence] = {}
    for presence in section.concepts:
        key = names.get(presence.concept_id)
        if key is None:
            continue
        known = merged.get(key)
        merged[key] = _named(presence, key) if known is None else Presence(
            key,
            known.count + presence.count,
            known.in_heading or presence.in_heading,
            known.preferred or presence.preferred,
            min(known.first, presence.first),
            max(known.last, presence.last),
        )  # fmt: skip
    return replace(section, concepts=tuple(merged[key] for key in sorted(merged)))


def _named(presence: Presence, key: str) -> Presence:
    return presence if presence.concept_id == key else replace(presence, concept_id=key)
