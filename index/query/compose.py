"""From clauses and readings to the query tree that engines answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from index import ranking
from index.analysis import analyzer
from index.analysis.fold import fold, visible
from index.analysis.names import name_terms
from index.model import Filters
from index.query.ast import And, Best, Everything, Node, Not, Nothing, Or, Prefix, Substring, Term
from index.query.labels import read_label
from index.query.parser import Clause, ParsedQuery
from index.query.understand import Alternative, Need, Reading


def own_node(need: Need) -> Node:
    """The need in its own words."""
    return _any(tuple(Term(term, weight) for term, weight in need.terms if weight))


def alternatives_node(need: Need) -> Node:
    """The best of the need's equivalents."""
    return Best(tuple(alternative_node(other) for other in need.alternatives)) if need.alternatives else Nothing()


def balanced(need: Need, idf: Callable[[str], float]) -> Need:
    """The need with no equivalent rarer, and so heavier, than its own words: `container` tells no more than 容器."""
    own = sum(weight * idf(term) for term, weight in need.terms)
    if not own:
        return need

    def capped(other: Alternative) -> Alternative:
        rarity = sum(map(idf, other.terms)) / math.sqrt(len(other.terms))
        return replace(other, weight=other.weight * min(1.0, own / rarity)) if rarity else other

    return replace(need, alternatives=tuple(map(capped, need.alternatives)))


def need_node(need: Need) -> Node:
    """A need by its own terms or an equivalent; the lesser of the two counts in part."""
    own, others = own_node(need), alternatives_node(need)
    if isinstance(others, Nothing):
        return own
    return others if isinstance(own, Nothing) else Best((own, others), tie=ranking.TIE)


def alternative_node(alternative: Alternative) -> Node:
    """An equivalent: all its terms together, held down by the square root of their number."""
    boost = alternative.weight / math.sqrt(len(alternative.terms))
    terms = tuple(Term(term, boost) for term in dict.fromkeys(alternative.terms))
    return terms[0] if len(terms) == 1 else And(terms)


def text_node(reading: Reading, written: str) -> Node:
    """Free text: its needs, and the text as it was written anywhere inside a section, at a small weight."""
    needs = (need_node(need) for need in reading.needs)
    return _any((*needs, _as_written(written), definition_node(reading), named_node(reading)))


def named_node(reading: Reading) -> Node:
    """Headings that say just what the text says, or a label of the one concept that it names."""
    labels = (other for need in reading.needs for other in need.alternatives) if len(reading.needs) == 1 else ()
    weights = dict.fromkeys(name_terms(reading.text)[:1], 1.0)
    for other in labels:
        for term in read_label(other.label).name:
            weights.setdefault(term, other.weight)
    nodes = tuple(Term(term, ranking.NAMED * weight, ("heading",)) for term, weight in weights.items())
    return nodes[0] if len(nodes) == 1 else Best(nodes) if nodes else Nothing()


def definition_node(reading: Reading) -> Node:
    """Headings that promise the meaning of what the text asks for; nothing where it asks for something else."""
    if reading.definition_of is None:
        return Nothing()
    phrases = (form.format(visible(reading.definition_of).text) for form in ranking.DEFINING_HEADINGS)
    return Best(tuple(Substring(phrase, ranking.DEFINING, ("heading",)) for phrase in phrases))


def _as_written(text: str) -> Node:
    run = visible(text).text.strip()
    return Substring(run, ranking.AS_WRITTEN) if run else Nothing()


def compose(parsed: ParsedQuery, read: Callable[[str], Reading]) -> tuple[Node, Filters]:
    """The tree of a whole query, and the filters that it names (`tag:`, `source:`).

    What holds the query letter by letter is found whatever its signs mean elsewhere (`-v`, `title:`).
    """
    named: dict[str, list[str]] = {"source": [], "tag": []}
    for group in parsed.groups:
        for clause in group:
            if clause.field in named and not clause.excluded:
                named[clause.field].append(clause.text)
    filters = Filters(source=tuple(named["source"]), tag=tuple(named["tag"]))
    nodes = tuple(_group(group, read) for group in parsed.groups)
    return _any(nodes if parsed.is_plain else (*nodes, _as_written(parsed.written))), filters


def _group(group: tuple[Clause, ...], read: Callable[[str], Reading]) -> Node:
    required: list[Node] = []
    optional: list[Node] = []
    demanded = False
    for clause in group:
        if clause.kind == "field" and clause.field != "title":
            continue
        node = _clause(clause, read)
        if clause.excluded:
            required.append(Not(node))
        elif clause.required:
            required.append(node)
            demanded = True
        else:
            optional.append(node)
    if optional and demanded:
        return And((*required, Or((*optional, Everything()))))
    if optional:
        return And((*required, _any(tuple(optional)))) if required else _any(tuple(optional))
    return And((*required, Everything())) if required else Everything() if group else Nothing()


def _clause(clause: Clause, read: Callable[[str], Reading]) -> Node:
    if clause.kind == "phrase":
        run = visible(clause.text).text.strip()
        return Substring(run) if run else Nothing()
    if clause.kind == "prefix":
        return Prefix(fold(clause.text).text)
    if clause.kind == "field":
        terms = dict.fromkeys(analyzer.terms(clause.text))
        return And(tuple(Term(term, 1.0, ("title",)) for term in terms)) if terms else Nothing()
    if clause.excluded:
        terms = dict.fromkeys(analyzer.terms(clause.text))
        run = visible(clause.text).text.strip()
        return And(tuple(Term(term) for term in terms)) if terms else Substring(run) if run else Nothing()
    return text_node(read(clause.text), clause.text)


def _any(nodes: tuple[Node, ...]) -> Node:
    kept = tuple(node for node in nodes if not isinstance(node, Nothing))
    return kept[0] if len(kept) == 1 else Or(kept) if kept else Nothing()
