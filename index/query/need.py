"""One thing that is asked for: what engines score for it, what is marked of it, where it points.

Readers ask for the same words again and again, so what is made of a need is made once and stays with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from index import ranking
from index.query.ast import And, Best, Node, Nothing, Or, Term
from index.query.labels import read_label
from index.query.words import STOP


class Needle(NamedTuple):
    """What to mark: folded text, and how much a passage gains by holding it.

    `exact` is a run given in quotes, marked anywhere; `whole` a term, whose Latin letters and digits are marked as a
    whole word or number only; what is neither may be the beginning of a word.
    """

    text: str
    weight: float
    exact: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another wording of a need: a label and its terms; `weight` is what a match counts against the need's own, held
    down by a factor where the terms are rarer than those."""

    label: str
    terms: tuple[str, ...]
    weight: float
    held_down: float = 1.0

    @property
    def boost(self) -> float:
        """What a match counts in the end."""
        return self.weight * self.held_down

    @property
    def node(self) -> Node:
        """All its terms together, held down by the square root of their number."""
        boost = self.boost / math.sqrt(len(self.terms))
        terms = tuple(Term(term, boost) for term in dict.fromkeys(self.terms))
        return terms[0] if len(terms) == 1 else And(terms)


@dataclass(frozen=True)
class Need:
    """One thing that is asked for: `terms` with their weights, how rare each is (its idf), and equivalents."""

    text: str
    terms: tuple[tuple[str, float], ...]
    alternatives: tuple[Alternative, ...] = ()
    rarities: tuple[float, ...] = ()

    @cached_property
    def worths(self) -> tuple[float, ...]:
        """What each term is worth: its idf, less for words that only say what is wanted."""
        return tuple(weight * rarity for (_, weight), rarity in zip(self.terms, self.rarities, strict=True))

    @cached_property
    def importance(self) -> float:
        """What meeting the need is worth: as much as its best term."""
        return max(self.worths, default=0.0)

    @cached_property
    def own(self) -> Node:
        """The need in its own words."""
        return any_of(tuple(Term(term, weight) for term, weight in self.terms if weight))

    @cached_property
    def others(self) -> Node:
        """The best of its equivalents."""
        return Best(tuple(other.node for other in self.alternatives)) if self.alternatives else Nothing()

    @cached_property
    def node(self) -> Node:
        """The need by its own terms or an equivalent; the lesser of the two counts in part."""
        if isinstance(self.others, Nothing):
            return self.own
        return self.others if isinstance(self.own, Nothing) else Best((self.own, self.others), tie=ranking.TIE)

    @cached_property
    def telling(self) -> tuple[Node, ...]:
        """Its own words in each of `ranking.TELLING_FIELDS`."""
        return tuple(
            Or(tuple(Term(term, weight, (field,)) for term, weight in self.terms if weight))
            for field in ranking.TELLING_FIELDS
        )

    @cached_property
    def directions(self) -> tuple[tuple[str, float], ...]:
        """The terms by which it points into the space of meanings, and how far each does."""
        share = 0.5 / max(len(self.alternatives), 1)
        others = ((term, share * other.boost) for other in self.alternatives for term in other.terms)
        return (*self.terms, *others)

    @cached_property
    def needles(self) -> tuple[Needle, ...]:
        """What to mark of it: its text, its terms, its equivalents."""
        number = self.text[-1:].isdecimal()  # of which the beginning is another number
        needles = [Needle(self.text, self.importance, whole=number)] if len(self.text) > 1 else []
        terms = zip(self.terms, self.worths, strict=True)
        needles += [Needle(term, worth, whole=True) for (term, weight), worth in terms if weight]
        needles += [Needle(read_label(a.label).run, 0.5 * self.importance, whole=True) for a in self.alternatives]
        return tuple(needle for needle in needles if needle.text and needle.text not in STOP)


def any_of(nodes: tuple[Node, ...]) -> Node:
    """The sum of some nodes, those left out that match nothing."""
    kept = tuple(node for node in nodes if not isinstance(node, Nothing))
    return kept[0] if len(kept) == 1 else Or(kept) if kept else Nothing()


def weighed(
    text: str, terms: tuple[tuple[str, float], ...], alternatives: tuple[Alternative, ...], idf: Callable[[str], float]
) -> Need:
    """A need with no equivalent rarer, and so heavier, than its own words: `container` tells no more than 容器."""
    rarities = tuple(idf(term) for term, _ in terms)
    own = sum(weight * rarity for (_, weight), rarity in zip(terms, rarities, strict=True))
    return Need(text, terms, held_down(alternatives, own, idf), rarities)


def held_down(others: Iterable[Alternative], own: float, idf: Callable[[str], float]) -> tuple[Alternative, ...]:
    """Other wordings, none rarer, and so heavier, than words that are as rare as `own` tells; 0 tells nothing."""

    def capped(other: Alternative) -> Alternative:
        rarity = rarity_of(other.terms, idf)
        return replace(other, held_down=min(1.0, own / rarity)) if rarity else other

    return tuple(map(capped, others) if own else others)


def rarity_of(terms: Sequence[str], idf: Callable[[str], float]) -> float:
    """How rare some words are that are asked for together: the sum of their idf by the square root of their number."""
    return sum(map(idf, terms)) / math.sqrt(max(1, len(terms)))
