"""Answers queries from compiled arrays: a score for every section, then the best of them. Nothing here is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from index.engines.compiled_files import FACET_COLUMNS
from index.engines.compiled_filters import FilterLists
from index.engines.compiled_pages import PageLists
from index.engines.compiled_strings import Array, Strings
from index.engines.compiled_substrings import SubstringLists
from index.engines.compiled_words import NOTHING, TRACE, Floats, Scored, WordLists
from index.model import Hit, HitPage, Query
from index.query.ast import And, Best, Everything, Node, Not, Or, Prefix, Substring, Term
from index.ranking import Bm25f

#: Scores below this are traces of a match that is worth nothing.
_NOUGHT = 1e-20


class CompiledIndex:
    """An opened set of arrays."""

    def __init__(self, arrays: Mapping[str, Array], weights: Bm25f) -> None:
        self.words = WordLists(arrays, weights)
        self._sections = Strings(arrays, "sections")
        self._documents = Strings(arrays, "documents")
        self._checksums = Strings(arrays, "checksums")
        self._pages = PageLists(arrays, self.words, weights)
        self._substrings = SubstringLists(arrays, weights.k1)
        self._filters = FilterLists(arrays, FACET_COLUMNS)

    def search(self, query: Query) -> HitPage:
        """See `index.ports.TextIndex.search`."""
        scores = self._evaluate(query.root)
        mask = self._filters.mask(query.filters)
        if mask is not None:
            scores *= mask
        matches = scores > 0
        places = np.flatnonzero(matches)
        found = scores[places]
        if query.page_boost and query.limit:
            page = self._pages.scores(query.root)[self._pages.page[places]]
            found = found + np.float32(query.page_boost) * page * (found > _NOUGHT)
        return HitPage(
            total=len(places),
            hits=self._best(places, found, query.offset, query.limit),
            facets={name: self._filters.facet(name, matches) for name in query.facets},
        )

    def scores(self, nodes: Sequence[Node], section_ids: Sequence[str]) -> Sequence[Sequence[float]]:
        """See `index.ports.TextIndex.scores`."""
        places = np.array([self._sections.find(name) for name in section_ids], np.int64)
        known = places >= 0
        rows = []
        for node in nodes:
            scores = self._evaluate(node)[np.where(known, places, 0)] if len(self._sections) else np.zeros(len(places))
            rows.append(np.where(known & (scores > _NOUGHT), scores, 0.0).tolist())
        return rows

    def document_checksums(self) -> Mapping[str, str]:
        """Document id → checksum."""
        return dict(zip(self._documents, self._checksums, strict=True))

    def vocabulary(self) -> Mapping[str, int]:
        """Term → number of sections that hold it, read from the arrays as it is asked for."""
        return Vocabulary(self.words)

    def _best(self, places: npt.NDArray[np.int64], scores: Floats, offset: int, limit: int) -> tuple[Hit, ...]:
        """A part of the ranking; the bits of positive floats sort as the floats do, so one number holds both keys."""
        wanted = offset + limit
        keys = (scores.view(np.uint32).astype(np.uint64) << np.uint64(32)) | (0xFFFFFFFF - places).astype(np.uint64)
        if len(keys) > wanted > 0:
            keys = np.partition(keys, len(keys) - wanted)[len(keys) - wanted :]
        best = np.sort(keys)[::-1][offset:wanted]
        ranked = (0xFFFFFFFF - (best & np.uint64(0xFFFFFFFF)).astype(np.int64)).tolist()
        values = (best >> np.uint64(32)).astype(np.uint32).view(np.float32).tolist()
        return tuple(
            Hit(self._sections[place], value if value > _NOUGHT else 0.0)
            for place, value in zip(ranked, values, strict=True)
        )

    def _evaluate(self, node: Node) -> Floats:
        """The score of every section: above 0 exactly where the node matches."""
        size = len(self._sections)
        match node:
            case Term() | Prefix() | Substring():
                scored = self._scored(node)
                scores = np.zeros(size, np.float32)
                scores[scored.places] = scored.scores
                return scores
            case Or(children):
                scores = np.zeros(size, np.float32)
                for child in children:
                    self._add(child, scores)
                return scores
            case Best(children, tie) if children:
                parts = [self._evaluate(child) for child in children]
                best = np.maximum.reduce(parts)
                return best if not tie else _floats(best + np.float32(tie) * (np.add.reduce(parts) - best))
            case And(children):
                parts = [self._evaluate(child) for child in children]
                if not parts:
                    return np.full(size, TRACE, np.float32)
                every = np.logical_and.reduce([part > 0 for part in parts])
                return _floats(np.add.reduce(parts) * every)
            case Not(child):
                return np.where(self._evaluate(child) > 0, np.float32(0), TRACE)
            case Everything():
                return np.full(size, TRACE, np.float32)
            case _:
                return np.zeros(size, np.float32)

    def _add(self, node: Node, scores: Floats) -> None:
        if isinstance(node, Term | Prefix | Substring):
            scored = self._scored(node)
            scores[scored.places] += scored.scores
        else:
            scores += self._evaluate(node)

    def _scored(self, node: Term | Prefix | Substring) -> Scored:
        match node:
            case Term():
                return self.words.term(node)
            case Prefix():
                return self.words.prefix(node)
            case Substring():
                return self._substrings.substring(node)
        return NOTHING


def _floats(array: Array) -> Floats:
    return array


class Vocabulary(Mapping[str, int]):
    """The terms of an index in rising order, and in how many sections each stands."""

    def __init__(self, words: WordLists) -> None:
        self._words = words

    def __getitem__(self, term: str) -> int:
        place = self._words.terms.find(term)
        if place < 0:
            raise KeyError(term)
        return self._words.holders(place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words.terms)

    def __len__(self) -> int:
        return len(self._words.terms)
