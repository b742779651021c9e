"""Concepts that readers mistake for each other, with the reasons: one name for both, a name that means something else
in a longer one, names spelt or pronounced almost alike, or a text that sets the two apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz.distance import OSA

from index.analysis.fold import visible_text
from index.analysis.pinyin import syllables_of
from index.graph.model import Concept, Polarity, Relation, Status
from index.graph.vocabulary import Sense, labels_of

CONTRASTS, LIKENESSES = frozenset({"differs_from"}), frozenset({"is_a", "same_as", "similar_to", "instance_of"})
"""Types that set two concepts apart where they are stated, and where they are denied."""
SHORTEST = 4
"""Letters of the shortest names that are compared letter by letter."""
ALIKE_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
"""Sounds that many speakers and input methods do not tell apart (the fuzzy pairs of pinyin input)."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z][a-z ._+-]*[a-z]")


class Reason(StrEnum):
    """Why two concepts are mistaken for each other, the strongest reason first."""

    LABEL = "label"
    CONTRAST = "contrast"
    SENSE = "sense"
    PINYIN = "pinyin"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Confusion:
    """`other` may be taken for the concept; `label` and `other_label` are the names that are alike (the same one for
    `LABEL`; for `SENSE` the second is the longer name in which the first means something else), `relation` the one
    that sets the two apart, else empty."""

    other: str
    reason: Reason
    label: str = ""
    other_label: str = ""
    relation: str = ""

    def turned(self, other: str) -> Confusion:
        """The same as seen from the other concept."""
        if self.reason is Reason.SENSE:
            return Confusion(other, self.reason, self.label, self.other_label, self.relation)
        return Confusion(other, self.reason, self.other_label, self.label, self.relation)


def confusable(
    concepts: Mapping[str, Concept], senses: Mapping[str, Sense], relations: Iterable[Relation], named: frozenset[str]
) -> dict[str, tuple[Confusion, ...]]:
    """Concept → what it may be mistaken for, by reason, then id; symmetric.

    Only concepts that documents name (`named`) count, except those that share a name with another. A concept is not
    mistaken for its own genus because their names are alike.
    """
    known = {i: c for i, c in concepts.items() if c.status is not Status.DEPRECATED}
    found: dict[str, dict[tuple[Reason, str], Confusion]] = {}
    for concept_id, confusion in _all(known, senses, relations):
        other = confusion.other
        if other == concept_id or concept_id not in known or other not in known:
            continue
        if confusion.reason is not Reason.LABEL and not {concept_id, other} <= named:
            continue
        found.setdefault(concept_id, {}).setdefault((confusion.reason, other), confusion)
        found.setdefault(other, {}).setdefault((confusion.reason, concept_id), confusion.turned(concept_id))
    order, written = list(Reason), _written(known.values())
    return {
        concept_id: tuple(
            replace(c, label=written.get(c.label, c.label), other_label=written.get(c.other_label, c.other_label))
            for c in sorted(rows.values(), key=lambda c: (order.index(c.reason), c.other))
        )
        for concept_id, rows in sorted(found.items())
    }


def _written(concepts: Iterable[Concept]) -> dict[str, str]:
    """Folded label → the label as it is written."""
    found: dict[str, str] = {}
    for concept in concepts:
        for label in concept.labels:
            found.setdefault(visible_text(label), label)
    return found


def _all(
    concepts: Mapping[str, Concept], senses: Mapping[str, Sense], relations: Iterable[Relation]
) -> Iterator[tuple[str, Confusion]]:
    owners = labels_of(concepts.values())
    for label, ids in sorted(owners.items()):
        yield from ((a, Confusion(b, Reason.LABEL, label, label)) for n, a in enumerate(ids) for b in ids[n + 1 :])
    for relation in sorted(relations, key=lambda r: (r.status is not Status.ACCEPTED, r.id)):
        kinds = CONTRASTS if relation.polarity is Polarity.POSITIVE else LIKENESSES
        if relation.type in kinds and relation.status is not Status.DEPRECATED:
            yield relation.source, Confusion(relation.target, Reason.CONTRAST, relation=relation.id)
    yield from _other_senses(concepts, senses, owners)
    shown = {
        label: ids
        for label, ids in labels_of(
            Concept(c.id, c.kind, c.pref_label, c.alt_labels) for c in concepts.values()
        ).items()
        if _CHINESE.fullmatch(label) or _LATIN.fullmatch(label)
    }
    for reason, pairs in ((Reason.PINYIN, _homophones(shown)), (Reason.SPELLING, _near(shown))):
        for first, second in pairs:
            for a in shown[first]:
                yield from ((a, Confusion(b, reason, first, second)) for b in shown[second] if _apart(concepts, a, b))


def _other_senses(
    concepts: Mapping[str, Concept], senses: Mapping[str, Sense], owners: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, Confusion]]:
    """`镜像` in `镜像站`, where the longer name is another concept's."""
    for concept_id in sorted(senses.keys() & concepts.keys()):
        labels = sorted({visible_text(label) for label in concepts[concept_id].labels}, key=len, reverse=True)
        for longer in senses[concept_id].not_in:
            folded = visible_text(longer)
            inner = next((label for label in labels if _heads(label, folded)), None)
            for other in owners.get(folded, ()) if inner else ():
                yield concept_id, Confusion(other, Reason.SENSE, inner or "", longer)


def _apart(concepts: Mapping[str, Concept], a: str, b: str) -> bool:
    """Whether neither is the other's genus."""
    return a != b and b not in concepts[a].broader and a not in concepts[b].broader


def _heads(label: str, longer: str) -> bool:
    """Whether a name is a longer one's head (`Git 仓库`), or lacks only its last character (`镜像站`): what merely
    begins with it (`容器编排`) speaks of the same thing."""
    return label != longer and (longer.endswith(label) or longer[:-1] == label)


def _homophones(labels: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Chinese names that are written differently and sound alike."""
    spelt: dict[str, list[str]] = {}
    for label in sorted(labels):
        if len(label) > 1 and _CHINESE.fullmatch(label):
            spelt.setdefault(_sound(label), []).append(label)
    for group in spelt.values():
        yield from ((a, b) for n, a in enumerate(group) for b in group[n + 1 :])


def _sound(label: str) -> str:
    sound = syllables_of(label)
    for full, short in ALIKE_SOUNDS:
        sound = sound.replace(full, short)
    return sound


def _near(labels: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Latin names one change apart (optimal string alignment), found by what one deletion leaves of them (SymSpell);
    a plural and another way to part words make no other name."""
    left: dict[str, list[str]] = {}
    for label in sorted(labels):
        if len(label) >= SHORTEST and label.isascii():
            for rest in {label, *(label[:n] + label[n + 1 :] for n in range(len(label)))}:
                left.setdefault(rest, []).append(label)
    pairs = {(a, b) for group in left.values() for n, a in enumerate(group) for b in group[n + 1 :]}
    for a, b in sorted(pairs):
        short, long = sorted((_bare(a), _bare(b)), key=len)
        if OSA.distance(a, b) == 1 and long not in (short, short + "s"):
            yield a, b


def _bare(label: str) -> str:
    return re.sub(r"[ ._+-]", "", label)
