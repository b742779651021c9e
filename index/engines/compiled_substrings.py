"""Finds substrings of the visible text: by the links of its pieces, by a look at the text where they cannot tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, repeat

import numpy as np

from index.engines.compiled_derive import TRACE, idf
from index.engines.compiled_files import mapped
from index.engines.compiled_links import Links
from index.engines.compiled_sort import Ints
from index.engines.compiled_strings import Array, encode, flat
from index.engines.compiled_text import FIELD_END, MANY, Run, linked, runs
from index.engines.compiled_words import Scored, look_up
from index.engines.remembered import remembered
from index.query.ast import Substring
from index.schema import VISIBLE_FIELDS

#: White space in UTF-8, as `str.isspace` has it.
_SPACE = rb"(?:[\t-\r\x1c-\x20]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)+"
_SPACES = re.compile(r"\s+")
#: Fewer texts than this are looked through in less time than it takes to find out which need no second look.
_FEW = 100
_NONE: Ints = np.zeros(0, np.int64)


class SubstringLists:
    """The visible text of all sections and the links in it."""

    def __init__(self, arrays: Mapping[str, Array], k1: float) -> None:
        self._text, self._offset = mapped(arrays["text.bytes"])
        self._starts = flat(arrays["text.starts"])
        self._begins = arrays["text.starts"]
        self._plain = bool(arrays["text.plain"][0])
        self._k1 = k1
        self.count = len(self._starts) - 1
        self._links = Links(arrays, self.count)
        self._pieces = self._links.pieces
        #: A search and the scores it then asks for name the same few texts.
        self._recent = remembered(self._occurrences, 4)

    def substring(self, node: Substring) -> Scored:
        """The sections that hold a text, scored by how often."""
        places, times = self._recent(node.text, node.fields)
        factor = node.boost * idf(self.count, len(places))
        scores = factor * times / (self._k1 + times)
        return Scored(places, np.maximum(scores, TRACE, dtype=np.float32))

    def _occurrences(self, text: str, fields: tuple[str, ...]) -> tuple[Ints, Ints]:
        """The sections that hold a text, and how often each does."""
        if not text:
            return _NONE, _NONE
        pieces = runs(text)
        if not fields and pieces and (known := self._known(text, pieces)) is not None:
            return known
        candidates = self._candidates(text, pieces) if pieces else np.arange(self.count)
        return self._verified(text, fields, candidates)

    def _chained(self, text: str, pieces: list[Run]) -> tuple[Ints, Ints] | None:
        """Answers for several whole pieces that links join to the text; None for other texts."""
        spans = []
        for left, right in pairwise(pieces):
            if left.end != right.start:
                joined = linked(left, right) and self._plain and text[left.end : right.start].isspace()
                if not joined:
                    return None
            spans.append(self._links.between(left.text, right.text))
        spans.sort(key=_size)
        rarest = slice(*spans[0])
        places = self._links.sections[rarest].astype(np.int64)
        for span in spans[1:]:
            if len(places):
                held = np.zeros(self.count, bool)
                held[self._links.sections[slice(*span)].astype(np.int64)] = True
                places = places[held[places]]
        return self._verified(text, (), places) if len(places) < _FEW else self._seen(text, places, rarest)

    def _seen(self, text: str, places: Ints, rarest: slice) -> tuple[Ints, Ints]:
        """As `_verified`; a text that is seen once is not looked for again where its rarest link stands but once."""
        _, slots = look_up(self._links.sections[rarest], places)
        counts = self._links.counts(rarest.start + slots)
        starts, ends = self._ends_of(places)
        wanted = encode(" ".join(text.split()))
        found = np.array(list(map(self._text.find, repeat(wanted), starts, ends)), np.int64) >= 0
        places, counts = places[found], counts[found]
        several = (counts > 1).nonzero()[0]
        counts[several] = self._verify(text, (), places[several].tolist())
        return places, counts

    def _ends_of(self, places: Ints) -> tuple[list[int], list[int]]:
        """Where the texts of sections begin and end."""
        begins = self._begins
        return (begins[places] + self._offset).tolist(), (begins[places + 1] + self._offset).tolist()

    def _verified(self, text: str, fields: tuple[str, ...], candidates: Ints) -> tuple[Ints, Ints]:
        """The candidates that hold a text, and how often."""
        counts = self._verify(text, fields, candidates.tolist())
        times = np.array(counts, np.int64)
        if 0 not in counts:
            return candidates, times
        kept = times.nonzero()[0]
        return candidates[kept], times[kept]

    def _known(self, text: str, pieces: list[Run]) -> tuple[Ints, Ints] | None:
        """Answers for texts that begin and end with pieces and that links alone may tell; None for others."""
        first, last = pieces[0], pieces[-1]
        if first.start or last.end != len(text):
            return None
        if len(pieces) > 2:
            return self._chained(text, pieces) if first.wide and last.wide else None
        if len(pieces) == 1:
            numbers, times = self._pieces.containing(first.text)
            return self._links.added(*self._links.of(numbers), times)
        gap = text[first.end : last.start]
        if not linked(first, last) or (gap and not (self._plain and gap.isspace())):
            return None
        if any(last.text.endswith(first.text[:size]) for size in range(1, len(first.text) + 1)):
            return None  # two of them could share a piece, and would be counted twice
        if first.wide and last.wide:
            start, end = self._links.between(first.text, last.text)
            counts = self._links.counts(np.arange(start, end))
            return None if counts.max(initial=0) >= MANY else (self._links.sections[start:end].astype(np.int64), counts)
        starts, ends = self._links.among(self._pieces.ending(first.text), 2 * self._pieces.beginning(last.text))
        return self._links.added(starts, ends, np.ones(len(starts), np.int64))

    def _candidates(self, text: str, pieces: list[Run]) -> Ints:
        """Sections that hold all pieces of a text, linked as there; the shortest list first."""
        lists = [self._linked(text, left, right) for left, right in pairwise(pieces)]
        if len(pieces) == 1 or not linked(pieces[-2], pieces[-1]):
            lists.append(self._links.having(*self._links.of(self._matching(text, pieces[-1]))))
        lists.sort(key=len)
        result = lists[0]
        for other in lists[1:]:
            if not len(result):
                break
            held = np.zeros(self.count, bool)
            held[other] = True
            result = result[held[result]]
        return result

    def _linked(self, text: str, left: Run, right: Run) -> Ints:
        """The sections that have a link between two pieces of a text, or at least the first where none joins them."""
        if not linked(left, right):
            return self._links.having(*self._links.of(self._matching(text, left)))
        if left.wide and right.wide:
            start, end = self._links.between(left.text, right.text)
            return self._links.sections[start:end].astype(np.int64)
        gap = text[left.end : right.start]
        parted = [0] if not gap else [1] if not gap.isspace() else [0] if self._plain else [0, 1]
        rights = np.add.outer(2 * self._matching(text, right), parted).ravel()
        return self._links.having(*self._links.among(self._matching(text, left), rights))

    def _matching(self, text: str, piece: Run) -> Ints:
        """The numbers of the pieces that a piece of the query may be part of: open where the query ends inside it."""
        opened, closed = piece.start == 0, piece.end == len(text)
        if piece.wide or not (opened or closed):
            return self._pieces.named(piece.text)
        if opened and closed:
            return self._pieces.containing(piece.text)[0]
        return self._pieces.ending(piece.text) if opened else self._pieces.beginning(piece.text)

    def _verify(self, text: str, fields: tuple[str, ...], places: Sequence[int]) -> list[int]:
        """How often a text stands in each of some sections."""
        data, starts, offset = self._text, self._starts, self._offset
        parts = _SPACES.split(text)
        if not fields and (len(parts) == 1 or self._plain):
            wanted = encode(" ".join(parts))
            return [data[offset + starts[place] : offset + starts[place + 1]].count(wanted) for place in places]
        spans = [(offset + starts[place], offset + starts[place + 1]) for place in places]
        pattern = re.compile(_SPACE.join(re.escape(encode(part)) for part in parts))
        if not fields:
            return [sum(1 for _ in pattern.finditer(data, start, end)) for start, end in spans]
        chosen = [place for place, name in enumerate(VISIBLE_FIELDS) if name in fields]
        texts = [data[start:end].split(FIELD_END) for start, end in spans]
        return [sum(len(pattern.findall(of_fields[place])) for place in chosen) for of_fields in texts]


def _size(span: tuple[int, int]) -> int:
    return span[1] - span[0]
