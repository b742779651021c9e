"""What was made of a free text: its needs, the concepts it names, how it was repaired."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index import ranking
from index.analysis.analyzer import Token
from index.analysis.fold import visible_text
from index.analysis.names import own_term
from index.query.ast import Best, Node, Nothing, Substring, Term
from index.query.labels import read_label
from index.query.need import Need


@dataclass(frozen=True)
class Reading:
    """What was made of a free text: the text as it was read, its tokens and needs; `reason` says why it was repaired
    (None: it was not); `definition_of` is the one thing that the text asks for the meaning of."""

    text: str
    needs: tuple[Need, ...]
    concepts: tuple[str, ...] = ()
    expanded: tuple[str, ...] = ()
    corrected_to: str | None = None
    reason: str | None = None
    definition_of: str | None = None
    tokens: Sequence[Token] = ()

    @cached_property
    def named(self) -> Node:
        """Headings that say just what the text says, the one thing that it asks about, or a label of that."""
        labels = (other for need in self.needs for other in need.alternatives) if len(self.needs) == 1 else ()
        weights = {term: 1.0} if (term := own_term(self.text)) else {}
        if len(self.needs) == 1 and self.needs[0].text != self.text and (thing := own_term(self.needs[0].text)):
            weights.setdefault(thing, ranking.NAMED_THING)
        for other in labels:
            if name := read_label(other.label).name:
                weights.setdefault(name, other.boost)
        nodes = tuple(Term(term, ranking.NAMED * weight, ("heading",)) for term, weight in weights.items())
        return nodes[0] if len(nodes) == 1 else Best(nodes) if nodes else Nothing()

    @cached_property
    def definition(self) -> Node:
        """Headings that promise the meaning of what the text asks for; nothing where it asks for something else."""
        if self.definition_of is None:
            return Nothing()
        phrases = (form.format(visible_text(self.definition_of)) for form in ranking.DEFINING_HEADINGS)
        return Best(tuple(Substring(phrase, ranking.DEFINING, ("heading",)) for phrase in phrases))

    @cached_property
    def pieces(self) -> list[str]:
        """A few words in a row each, of a text that may have been pasted: messages are quoted with other names in
        them."""
        words: list[Token] = []
        for token in self.tokens:
            if token.type != "part" and (not words or words[-1].end <= token.start):
                words.append(token)
        if len(words) < ranking.PASTED_FROM or len(visible_text(self.text)) < ranking.SHORTEST_PASTED:
            return []
        last = len(words) - ranking.PIECE
        step = max(1, math.ceil((last + 1) / ranking.MOST_PIECES))
        runs = [(words[at].start, words[at + ranking.PIECE - 1].end) for at in range(0, last + 1, step)]
        return [visible_text(self.text[start:end]) for start, end in runs]
