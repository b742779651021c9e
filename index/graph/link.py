"""Links the words of a query to concepts: the longest label first, its sense by the words around it."""

from __future__ import annotations

from collections import Counter

from index.analysis.fold import visible_text
from index.graph.mentions import Mention, MentionFinder
from index.graph.model import Concept, Status
from index.graph.store import ConceptGraph
from index.graph.vocabulary import Vocabulary


class ConceptLinker:
    """Finds the concepts that a text names; safe to share between threads.

    A query is too short to speak for a sense: a label that needs context in documents is taken here for its most
    mentioned concept.
    """

    def __init__(self, graph: ConceptGraph | Vocabulary, vocabulary: Vocabulary | None = None) -> None:
        live = {c.id: c for c in graph.concepts.values() if c.status is not Status.DEPRECATED}
        senses = vocabulary.senses if vocabulary else getattr(graph, "senses", {})
        facts = graph.facts if isinstance(graph, ConceptGraph) else {}
        order = sorted(live, key=lambda i: (-facts[i].mentions if i in facts else 0, i))
        concepts: dict[str, Concept] = {identifier: live[identifier] for identifier in order}
        self._strict = MentionFinder(Vocabulary(concepts=concepts, senses=senses))
        self._lenient = MentionFinder(Vocabulary(concepts=concepts))
        bearers = Counter(visible_text(label) for concept in live.values() for label in {*concept.labels})
        #: Concepts of whose labels one may name another concept as well: for these it matters how sure a mention is.
        self._shared = {c.id for c in live.values() if any(bearers[visible_text(label)] > 1 for label in c.labels)}

    def link(self, text: str) -> tuple[Mention, ...]:
        """The concepts named in `text`, in order, not overlapping."""
        mentions = self._lenient.find(text)
        if self._shared.isdisjoint([mention.concept_id for mention in mentions]):
            return mentions
        sure = {(mention.start, mention.end): mention for mention in self._strict.find(text)}
        return tuple([sure.get((mention.start, mention.end), mention) for mention in mentions])
