"""What a repair of a query is, and how repairs are applied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from index.query.lexicon import Lexicon

#: How many words that the documents do not know are remembered with what comes near.
MOST_KEPT = 4096

Reason = Literal["spelling", "pinyin", "variant"]


@dataclass(frozen=True, slots=True)
class Repair:
    """`text[start:end]` of the folded query was read as `replacement`; `others` are readings that come close."""

    start: int
    end: int
    replacement: str
    reason: Reason
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What the documents know: their lexicon, whether a term is indexed, whether a run of text stands anywhere.

    `found` keeps what words that they do not know were taken for: who types on asks for the same word again.
    """

    lexicon: Lexicon
    is_term: Callable[[str], bool]
    stands: Callable[[str], bool]
    found: dict[tuple[Lookup, str], tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def once(self, look_up: Lookup, word: str) -> tuple[str, ...]:
        """What a function finds for a word among what is known."""
        found = self.found.get((look_up, word))
        if found is None:
            found = look_up(word, self)
            if len(self.found) >= MOST_KEPT:
                self.found.clear()
            self.found[look_up, word] = found
        return found


Lookup = Callable[[str, Known], tuple[str, ...]]


def apply(text: str, repairs: Sequence[Repair]) -> str:
    """The text with repairs that do not overlap; between a Chinese replacement and a neighbour goes no space."""
    parts: list[str] = []
    place = 0
    for repair in sorted(repairs, key=lambda r: r.start):
        parts.extend((text[place : repair.start], repair.replacement))
        place = repair.end
    parts.append(text[place:])
    return "".join(parts)
