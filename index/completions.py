"""What can be completed to, the keys under which it is found, and the file that keeps both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

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

    def save(self, path: Path, readings: Mapping[str, str] = MappingProxyType({})) -> None:
        """Writes entries and keys: the keys of each entry together, those that its text tells by how it does; so that
        it tells how it sounds too, `readings` says how characters are read."""
        ways: list[list[tuple[str, str]]] = [[] for _ in self.entries]
        for key, how, place in self.keys:
            ways[place].append((key, how))
        lowered = [entry.text.lower() for entry in self.entries]
        readings = {c: readings[c] for c in set("".join(lowered)) if c in readings}
        kept = [_Told(text, readings).written(each) for text, each in zip(lowered, ways, strict=True)]
        columns = list(zip(*((e.text, e.kind, e.url, e.weight) for e in self.entries), strict=True))
        write_packed(path, {"entries": columns, "readings": readings, "ways": kept})

    @classmethod
    def load(cls, path: Path) -> Completions:
        """Reads what `save` wrote."""
        content = read_packed(path)
        entries = [Completion(*row) for row in zip(*content["entries"], strict=True)]
        keys, readings = [], content["readings"]
        for place, (entry, kept) in enumerate(zip(entries, content["ways"], strict=True)):
            keys += [(key, how, place) for key, how in _Told(entry.text.lower(), readings).read(kept)]
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


class _Told:
    """What a text tells of the keys of its completion: its parts, and how it sounds character by character.

    A key is kept as how it leads there and where it begins in the text (0 and more) or in the first key that neither
    tells (below 0), as the name of a sound, or as what it is, behind the number of how it leads there.
    """

    def __init__(self, text: str, readings: Mapping[str, str]) -> None:
        self._text = text
        sounds = [readings[c] for c in text if c in readings]
        self._sounds = {
            "p": ("".join(sounds)[:LONGEST_KEY], "pinyin"),
            "q": ("".join([readings.get(c, c) for c in text]).replace(" ", "")[:LONGEST_KEY], "pinyin"),
            "i": ("".join([sound[:1] for sound in sounds])[:LONGEST_KEY], "initials"),
        }

    def written(self, ways: Iterable[Way]) -> list[int | str]:
        """The ways as the file keeps them."""
        names = {way: name for name, way in self._sounds.items()}
        kept, first = list[int | str](), ""
        for key, how in sorted(ways, key=lambda way: -len(way[0])):
            number = _NAMES.index(how)
            if (start := _place(self._text, key)) >= 0:
                kept.append(start * len(WAYS) + number)
            elif (key, how) in names:
                kept.append(names[key, how])
            elif (start := _place(first, key)) >= 0:
                kept.append(-1 - start * len(WAYS) - number)
            else:
                kept.append(f"{number}{key}")
                first = first or key
        return kept

    def read(self, kept: Iterable[int | str]) -> Iterator[Way]:
        """The inverse of `written`."""
        first = ""
        for way in kept:
            if isinstance(way, int):
                start, how = divmod(way if way >= 0 else -1 - way, len(WAYS))
                yield (self._text if way >= 0 else first)[start : start + LONGEST_KEY], _NAMES[how]
            elif way in self._sounds:
                yield self._sounds[way]
            else:
                first = first or way[1:]
                yield way[1:], _NAMES[int(way[0])]


def _place(text: str, key: str) -> int:
    """Where a key begins that is the rest of a text, as far as keys go; -1 where it is not."""
    start = text.rfind(key)
    return start if start >= 0 and text[start : start + LONGEST_KEY] == key else -1
