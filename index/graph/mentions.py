"""Finds the concepts that a text names: longest match over folded text, with offsets into the original."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.analysis.fold import Folded, visible, visible_text
from index.graph.model import Concept
from index.graph.vocabulary import Sense, Vocabulary

MASKED = re.compile(
    r"[a-z][a-z0-9+.-]{1,12}://[^\s<>，。；、（）()\"'`]*|[\w.+-]+@[\w-]+\.[\w.-]+|sha256:[0-9a-f]{8,}", re.I | re.A
)
LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
JOINS_BEFORE = frozenset("-_./\\@:=$#+&?%~<")
JOINS_AFTER = frozenset("-_/\\@=(+~")
WIDE_MARKS = "：／＠＝＋－～．＆"
"""Full-width marks part words, while the ASCII marks that they fold to join them (`nginx:latest`)."""
CASED_KINDS = frozenset({"instruction"})


class Mention(NamedTuple):
    """`label` stands at `[start, end)` of the text and names the concept."""

    concept_id: str
    start: int
    end: int
    label: str


class _Node(dict[str, "_Node"]):
    """A node of the prefix tree: those below it by their characters, each made when it is first asked for. `owners`
    are the concepts that bear the label which ends here."""

    owners: Sequence[str] = ()

    def __missing__(self, character: str) -> _Node:
        node = self[character] = _Node()
        return node


class MentionFinder:
    """Finds mentions of one vocabulary's concepts, without state that a search changes; pickled as its vocabulary, in
    a fraction of the time that its tree takes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._root = _Node()
        self._heads: dict[str, set[str]] = {}  # by the first character of labels, their second ones; "" for none
        self._senses: dict[str, _SenseCues] = {}
        for concept in vocabulary.concepts.values():
            for label in concept.labels:
                self._add(concept.id, label)
            if sense := vocabulary.senses.get(concept.id):
                self._senses[concept.id] = _SenseCues.of(sense)

    def __reduce__(self) -> tuple[type[MentionFinder], tuple[Vocabulary]]:
        return MentionFinder, (self.vocabulary,)

    def _add(self, concept_id: str, label: str) -> None:
        node, text = self._root, visible_text(label)
        self._heads.setdefault(text[:1], set()).add(text[1:2])
        for character in text:
            node = node[character]
        if node is not self._root and concept_id not in node.owners:
            node.owners = (*node.owners, concept_id)

    def surroundings(self, path: str = "", around: str = "") -> Surroundings:
        """Where texts stand that are searched together: `path` and the text `around` help to choose a sense."""
        return Surroundings(path, around)

    def find(self, text: str, surroundings: Surroundings | None = None) -> tuple[Mention, ...]:
        """The mentions in `text`, leftmost-longest, in order; without surroundings the text speaks for itself."""
        parted = text
        for mark in WIDE_MARKS:
            parted = parted.replace(mark, "，")
        seen = visible(parted)
        place = _Place(seen, text, surroundings or Surroundings("", text))
        found: list[Mention] = []
        heads, letters, position = self._heads, seen.text, 0
        for masked_start, masked_end in (*(m.span() for m in MASKED.finditer(letters)), (len(letters),) * 2):
            while position < masked_start:
                seconds = heads.get(letters[position])
                if seconds is None or not (letters[position + 1 : position + 2] in seconds or "" in seconds):
                    position += 1
                    continue
                stop, owner = self._longest(place, position, masked_start)
                if owner is not None:
                    start, end = seen.bounds(position, stop)
                    found.append(Mention(owner, start, end, text[start:end]))
                position = stop
            position = max(position, masked_end)
        return tuple(_cased(found, self.vocabulary))

    def _longest(self, place: _Place, start: int, limit: int) -> tuple[int, str | None]:
        """Where to go on after `start`, and the concept that is named there, if any."""
        folded = place.seen.text
        node = self._root.get(folded[start])
        if node is None or not _starts_word(folded, start):
            return start + 1, None
        ends: list[tuple[int, _Node]] = []
        at = start + 1
        while node is not None:
            if node.owners:
                ends.append((at, node))
            node = node.get(folded[at]) if at < limit else None
            at += 1
        for stop, node in reversed(ends):
            end = _word_end(folded, stop)
            if end is not None and (chosen := self._choose(node.owners, place, start, end)):
                return end, chosen
        return start + 1, None

    def _choose(self, owners: Sequence[str], place: _Place, start: int, end: int) -> str | None:
        """The owner whose cues fit best; else the first that needs none; else None."""
        best, best_fit = None, 0.0
        for owner in owners:
            if len(owners) > 1 and _miscased(self.vocabulary.concepts[owner], place.written(start, end)):
                continue
            cues = self._senses.get(owner)
            if cues is None:
                fit = 0.5
            elif cues.excluded(place.seen.text, start, end):
                continue
            else:
                fit = place.surroundings.fit(owner, cues)
            if fit > best_fit:
                best, best_fit = owner, fit
        return best


@dataclass(slots=True)
class Surroundings:
    """A place in which senses are chosen; how well each concept's cues fit it is worked out once, and the text around
    it is folded when it is first looked at."""

    path: str
    around: str
    fits: dict[str, float] = field(default_factory=dict)
    _seen: str | None = None

    @property
    def seen(self) -> str:
        """The text around, as a reader sees it."""
        if self._seen is None:
            self._seen = visible_text(self.around)
        return self._seen

    def fit(self, owner: str, cues: _SenseCues) -> float:
        """0 where the concept needs cues and none is there; 0.5 where it needs none."""
        if owner not in self.fits:
            hinted = 2.0 * any(hint in self.path for hint in cues.path_hints)
            words = min(2, sum(word in self.seen for word in cues.context)) if cues.context else 0
            self.fits[owner] = hinted + words + (0.0 if cues.context else 0.5)
        return self.fits[owner]


class _Place(NamedTuple):
    """A text, folded and as written, and where it stands."""

    seen: Folded
    text: str
    surroundings: Surroundings

    def written(self, start: int, end: int) -> str:
        """What the text has where its folded form has `[start, end)`."""
        first, last = self.seen.bounds(start, end)
        return self.text[first:last]


@dataclass(frozen=True, slots=True)
class _SenseCues:
    """A sense with its words folded like the text they are looked for in."""

    context: tuple[str, ...]
    not_in: tuple[str, ...]
    path_hints: tuple[str, ...]

    @classmethod
    def of(cls, sense: Sense) -> _SenseCues:
        return cls(tuple(map(visible_text, sense.context)), tuple(map(visible_text, sense.not_in)), sense.path_hints)

    def excluded(self, folded: str, start: int, end: int) -> bool:
        """Whether a longer string around `[start, end)` gives the label another meaning."""
        for word in self.not_in:
            at = folded.find(word, max(0, end - len(word)), start + len(word))
            if 0 <= at <= start and at + len(word) >= end:
                return True
        return False


def _cased(mentions: Iterable[Mention], vocabulary: Vocabulary) -> Iterable[Mention]:
    """Without those whose case is wrong."""
    return (mention for mention in mentions if not _miscased(vocabulary.concepts[mention.concept_id], mention.label))


def _miscased(concept: Concept, label: str) -> bool:
    """Whether the case is wrong: an instruction's bare name counts in capitals only, as do two letters."""
    if not label.isascii() or (len(label) > 2 and (not label.isalpha() or label.isupper())):
        return False
    return (concept.kind in CASED_KINDS or len(label) <= 2) and label not in concept.labels


def _starts_word(folded: str, start: int) -> bool:
    """No Latin label begins inside a word, a path, an option or an identifier."""
    if start == 0 or folded[start] not in LATIN:
        return True
    before = folded[start - 1]
    if before in JOINS_BEFORE:
        return before in "/:" and _between_words(folded, start - 1)
    return before not in LATIN


def _word_end(folded: str, stop: int) -> int | None:
    """Where a label that could end at `stop` ends (an English plural takes its s along); None inside a word."""
    if folded[stop - 1] not in LATIN:
        return stop
    for end in (stop, stop + 1):
        if end > stop and folded[stop : stop + 1] != "s":
            return None
        after = folded[end : end + 1]
        if not after or not (after in LATIN or after in JOINS_AFTER or after in ".:"):
            return end
        if after in ".:" and folded[end + 1 : end + 2] not in LATIN:
            return end
        if after == "(" or (after == "/" and _between_words(folded, end)):
            return end
    return None


def _between_words(folded: str, place: int) -> bool:
    """Whether the `/` or `:` at `place` parts two plain words (`CentOS/RHEL`), not a path or an image's name."""
    if folded[place] == ":":
        return False
    before, after = place, place + 1
    while before and (folded[before - 1] in LATIN or folded[before - 1] in JOINS_BEFORE):
        before -= 1
    while after < len(folded) and (folded[after] in LATIN or folded[after] in JOINS_BEFORE):
        after += 1
    left, right = folded[before:place], folded[place + 1 : after]
    return len(left) > 2 and len(right) > 2 and left.isalnum() and right.isalnum()
