"""What a reader means: free text → repaired text, the needs it names, the concepts they are, their equivalents.

    text → normalised → repaired (pinyin, spelling) → linked to concepts → needs

A need is a word or a concept's label; it is met by its own terms or, at a lower weight, by an equivalent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from index import ranking
from index.analysis import analyzer, chinese
from index.analysis.analyzer import Token, normalized
from index.analysis.variants import is_traditional
from index.graph.model import Concept
from index.query import spelling, taiwan, typed_pinyin
from index.query.labels import read_label
from index.query.need import Alternative, Need, held_down, rarity_of, weighed
from index.query.reading import Reading
from index.query.repair import Known, Repair, apply
from index.query.words import INTENT, STOP, general_equivalents
from index.remembered import remembered

#: How one asks what a thing is.
_DEFINITION = re.compile(r"是什么|什么是|是啥|啥是|什么意思|何谓|定义|含义|概念|what (?:is|are)|meaning|definition")
#: Longer texts were pasted, not typed, and are taken as they are.
LONGEST_REPAIRED = 80
_LETTERS = re.compile(r"[a-z]{2,}")
_UPPER = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])")


class Link(Protocol):
    """A run of the query that names a concept."""

    @property
    def concept_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Linker(Protocol):
    """Finds the concepts that a text names, longest label first, sense by context."""

    def link(self, text: str) -> Sequence[Link]: ...


class Reader:
    """Reads free text with what the documents know, the concepts of the graph, and how rare each term is (its idf)."""

    def __init__(
        self, known: Known, linker: Linker, concepts: Mapping[str, Concept], idf: Callable[[str], float]
    ) -> None:
        self._known = known
        self._linker = linker
        self._concepts = concepts
        self._idf = idf
        self._need = remembered(self._weighed, 1024)

    def read(self, text: str, *, expand: bool = True, repair: bool = True) -> Reading:
        """The reading of any text. `expand=False` adds no equivalents; `repair=False` takes every word as it is."""
        plain = normalized(text)
        upper = frozenset(word.lower() for word in _UPPER.findall(text)) if text != plain else frozenset[str]()
        fixes = self._repairs(plain, upper) if repair and len(plain) <= LONGEST_REPAIRED else []
        mended = " ".join((apply(plain, fixes) if fixes else plain).split())
        segmented = analyzer.tokens(mended, traditional=False)
        tokens = self._with_overlaps(mended, segmented)
        links = [link for link in self._linker.link(mended) if not any(_is_longer(token, link) for token in tokens)]
        needs = self._needs(mended, tokens, upper, links, expand)
        also = [self._beside(fix) for fix in fixes if fix.others]
        if is_traditional(text) and (words := self._as_written(text, needs)):
            also.append(_readings(words))
        corrected = mended if fixes else None
        things = [need for need in needs if any(weight > ranking.INTENT for _, weight in need.terms)]
        return Reading(
            text=mended,
            needs=(*needs, *(Need("", (), others) for others in also)),
            concepts=tuple(dict.fromkeys(link.concept_id for link in links)),
            expanded=_labels(needs),
            corrected_to=corrected,
            reason=fixes[0].reason if fixes else None,
            definition_of=things[0].text if len(things) == 1 and _DEFINITION.search(mended) else None,
            tokens=segmented,
        )

    def _as_written(self, text: str, needs: Sequence[Need]) -> tuple[str, ...]:
        """Words that both sides write alike where the mainland has another as well (執行: 运行, but 执行 too)."""
        read = STOP.union(term for need in needs for term, _ in need.terms)
        return tuple(
            term
            for term in dict.fromkeys(analyzer.terms(text, False))
            if len(term) > 1
            and not term.isascii()
            and term not in read
            and term not in STOP
            and self._known.is_term(term)
        )

    def _beside(self, fix: Repair) -> tuple[Alternative, ...]:
        """The other readings of what was typed, none heavier than the chosen one for being rarer."""
        own = rarity_of(analyzer.terms(fix.replacement, False), self._idf)
        return held_down(_readings(fix.others), own, self._idf)

    def _repairs(self, text: str, upper: frozenset[str]) -> list[Repair]:
        """All repairs of a text; where two overlap, the earlier kind counts. A word in capitals beside others in small
        letters (`RUN`) is no pinyin."""
        kept = upper if any(word not in upper for word in _LETTERS.findall(text)) else frozenset()
        found = typed_pinyin.repairs(text, self._known, kept)
        for repairs in (taiwan.repairs, spelling.latin_repairs, spelling.chinese_repairs):
            found += [
                repair
                for repair in repairs(text, self._known)
                if all(repair.end <= other.start or other.end <= repair.start for other in found)
            ]
        return sorted(found, key=lambda repair: repair.start)

    def _needs(
        self, text: str, tokens: Sequence[Token], upper: frozenset[str], links: Sequence[Link], expand: bool
    ) -> list[Need]:
        weights = [_weight(token, text, upper) for token in tokens]
        if not any(weights):
            weights = [1.0] * len(tokens)
        needs: list[Need] = []
        seen: set[str] = set()
        for group, link in _grouped(tokens, links):
            terms, whole = [], []
            for place in group:
                term, weight = tokens[place].term, weights[place]
                if weight and term not in seen:
                    seen.add(term)
                    terms.append((term, weight))
                    whole += [term] if tokens[place].type != "part" else []
            if not terms:
                continue
            first, last = min(tokens[i].start for i in group), max(tokens[i].end for i in group)
            equivalents = (link.concept_id if link else None, tuple(whole)) if expand else None
            needs.append(self._need(text[first:last], tuple(terms), equivalents))
        return needs

    def _with_overlaps(self, text: str, tokens: list[Token]) -> list[Token]:
        """The tokens, and the documents' words that lie across the segmenter's cuts (上传 in 镜像上|传到|仓库)."""
        spans = {(token.start, token.end) for token in tokens}
        cuts = {token.start for token in tokens}
        across = [
            Token(text[start:end], start, end, 0, "overlap")
            for run in chinese.runs(text)
            for start in range(run.start(), run.end() - 1)
            for end in range(start + 2, min(start + 4, run.end()) + 1)
            if (start, end) not in spans
            and not cuts.isdisjoint(range(start + 1, end))
            and self._known.lexicon.chinese.get(text[start:end], 0) >= ranking.LEAST_OVERLAP
            and self._known.is_term(text[start:end])
        ]
        return sorted((*tokens, *across), key=lambda token: (token.start, token.end)) if across else tokens

    def _weighed(
        self, text: str, terms: tuple[tuple[str, float], ...], equivalents: tuple[str | None, tuple[str, ...]] | None
    ) -> Need:
        """A need with the labels of a concept, or other words for some words, as its equivalents."""
        alternatives: tuple[Alternative, ...] = ()
        if equivalents:
            concept_id, words = equivalents
            alternatives = _general(words) if concept_id is None else self._equivalents(concept_id, text)
        return weighed(text, terms, alternatives, self._idf)

    def _equivalents(self, concept_id: str, written: str) -> tuple[Alternative, ...]:
        concept = self._concepts.get(concept_id)
        if concept is None:
            return ()
        own = set(analyzer.terms(written, False))
        found: dict[tuple[str, ...], Alternative] = {}
        for label in (*concept.pref_label.values(), *concept.alt_labels):
            terms = read_label(label).terms
            if terms and own.isdisjoint(terms) and terms not in found:
                found[terms] = Alternative(label, terms, ranking.EQUIVALENT)
        return tuple(found.values())[: ranking.MOST_EQUIVALENTS]


def _is_longer(token: Token, link: Link) -> bool:
    """Whether a Chinese word holds a label and more, and so is another word (服务器 is no 服务)."""
    length = link.end - link.start
    return token.type == "han" and token.start <= link.start and link.end <= token.end and len(token.term) > length


def _general(terms: Sequence[str]) -> tuple[Alternative, ...]:
    """Other words for an act or a thing that software of any kind knows; a part of a path or a name is neither."""
    own = set(terms)
    others = dict.fromkeys(word for term in own for word in general_equivalents(term) if word not in own)
    return tuple(Alternative(word, analyzer.terms(word, False), ranking.GENERAL_EQUIVALENT) for word in others)


def _labels(needs: Sequence[Need]) -> tuple[str, ...]:
    """What joins the query, the nearest in meaning first."""
    others = sorted((a for need in needs for a in need.alternatives), key=lambda other: -other.weight)
    return tuple(dict.fromkeys(other.label for other in others))


def _readings(words: Sequence[str]) -> tuple[Alternative, ...]:
    """Other readings of what was typed, of little weight."""
    return tuple(
        Alternative(word, terms, ranking.OTHER_READING) for word in words if (terms := analyzer.terms(word, False))
    )


def _weight(token: Token, text: str, upper: frozenset[str]) -> float:
    if token.term in STOP:
        is_code = token.term in upper or text[: token.start].endswith("-")
        return 1.0 if is_code else 0.0
    if token.type in ("part", "overlap"):
        return ranking.PART
    return ranking.INTENT if token.term in INTENT else 1.0


def _grouped(tokens: Sequence[Token], links: Sequence[Link]) -> list[tuple[list[int], Link | None]]:
    """Token places by need: those inside one link together; of the rest, overlapping tokens together."""
    groups: list[tuple[list[int], Link | None]] = []
    of_link: dict[tuple[int, int], list[int]] = {}
    end = -1
    for place, token in enumerate(tokens):
        link = next((x for x in links if x.start <= token.start and token.end <= x.end), None)
        if link:
            key = (link.start, link.end)
            if key not in of_link:
                of_link[key] = []
                groups.append((of_link[key], link))
            of_link[key].append(place)
        elif groups and groups[-1][1] is None and token.start < end:
            groups[-1][0].append(place)
        else:
            groups.append(([place], None))
        end = max(end, token.end) if groups[-1][1] is None else -1
    return groups
