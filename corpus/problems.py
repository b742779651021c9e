"""What reading a source left out or had to guess, named so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`message` says what is wrong in `path` of `source`, which is empty where it concerns the whole source; `line` is
    1-based, 0 where it concerns the whole file."""

    source: str
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return ": ".join(filter(None, (self.source, place, self.message)))
