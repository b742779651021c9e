"""What can be completed to, the keys under which it is found, and the file that keeps both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.packed import read_packed, write_packed

#: Longer texts are completed by their beginning only.
LONGEST_KEY = 48
#: Ways in which what was typed leads to a completion, and their order: the shown text or its other language, its
#: pinyin, another label of the concept, that label's pinyin, the middle of the text.
WAYS = {"text": 0, "pinyin": 1, "initials": 1, "label": 2, "sound": 3, "inside": 4}
_NAMES = tuple(WAYS)

#: A key and in which of the ways it leads to its completion.
Way = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Completion:
    """Something to complete to: `weight` is higher for what is more central."""

    text: str
    kind: str
    url: str
    weight: float


@dataclass(frozen=True)
class Completions:
    """Completions and the sorted keys under which they are found: `(key, how, place)`."""

    entries: Sequence[Completion]
    keys: Sequence[tuple[str, str, int]]

    def save(self, path: Path) -> None:
        """Writes entries and keys: the keys of each entry together, those that are part of its text by their place."""
        ways: list[list[int | str]] = [[] for _ in self.entries]
        lowered = [entry.text.lower() for entry in self.entries]
        for key, how, place in self.keys:
            ways[place].append(_written(lowered[place], key, _NAMES.index(how)))
        columns = list(zip(*((e.text, e.kind, e.url, e.weight) for e in self.entries), strict=True))
        write_packed(path, {"entries": columns, "ways": ways})

    @classmethod
    def load(cls, path: Path) -> Completions:
        """Reads what `save` wrote."""
        content = read_packed(path)
        entries = [Completion(*row) for row in zip(*content["entries"], strict=True)]
        keys = []
        for place, (entry, ways) in enumerate(zip(entries, content["ways"], strict=True)):
            lowered = entry.text.lower()
            keys += [(*_read(lowered, way), place) for way in ways]
        keys.sort()
        return cls(entries, keys)

    def ways(self) -> Mapping[tuple[str, str], Sequence[Way]]:
        """The keys of headings and phrases by kind and text, which does not change while these stay."""
        found: dict[tuple[str, str], list[Way]] = {}
        for key, how, place in self.keys:
            entry = self.entries[place]
            if entry.kind != "concept":
                found.setdefault((entry.kind, entry.text), []).append((key, how))
        return found


def _written(text: str, key: str, how: int) -> int | str:
    """A way as the file keeps it: where its key begins in the text, with how it leads there; or `how` and the key."""
    start = text.rfind(key)
    return start * len(WAYS) + how if start >= 0 and text[start : start + LONGEST_KEY] == key else f"{how}{key}"


def _read(text: str, way: int | str) -> Way:
    """The inverse of `_written`."""
    if isinstance(way, str):
        return way[1:], _NAMES[int(way[0])]
    start, how = divmod(way, len(WAYS))
    return text[start : start + LONGEST_KEY], _NAMES[how]
