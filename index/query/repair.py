"""What a repair of a query is, and how repairs are applied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from index.query.lexicon import Lexicon

#: Of how many words it is remembered what they were taken for.
MOST_KEPT = 4096

Reason = Literal["spelling", "pinyin", "variant"]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Repair:
    """`text[start:end]` of the folded query was read as `replacement`; `others` are readings that come close."""

    start: int
    end: int
    replacement: str
    reason: Reason
    others: tuple[str, ...] = ()

    def moved(self, by: int) -> Repair:
        """The same so many characters further on."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True)
class Known:
    """What the documents know: their lexicon, whether a term is indexed, whether a run of text stands anywhere.

    `found` keeps what words were taken for: others ask for the same ones, and who types on does so again.
    """

    lexicon: Lexicon
    is_term: Callable[[str], bool]
    stands: Callable[[str], bool]
    found: dict[tuple[Any, str], Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, look_up: Callable[[str, Known], Sequence[Found]], word: str) -> Sequence[Found]:
        """What a function finds for a word among what is known."""
        found: Sequence[Found] | None = self.found.get((look_up, word))
        if found is None:
            found = look_up(word, self)
            if len(self.found) >= MOST_KEPT:
                self.found.clear()
            self.found[look_up, word] = found
        return found


def apply(text: str, repairs: Sequence[Repair]) -> str:
    """The text with repairs that do not overlap; between a Chinese replacement and a neighbour goes no space."""
    parts: list[str] = []
    place = 0
    for repair in sorted(repairs, key=lambda r: r.start):
        parts.extend((text[place : repair.start], repair.replacement))
        place = repair.end
    parts.append(text[place:])
    return "".join(parts)
