"""From clauses and readings to the query tree that engines answer."""

from __future__ import annotations

from collections.abc import Callable

from index import ranking
from index.analysis import analyzer
from index.analysis.fold import fold, visible_text
from index.model import Filters
from index.query.ast import And, Everything, Node, Not, Nothing, Or, Prefix, Substring, Term
from index.query.need import any_of
from index.query.parser import Clause, ParsedQuery
from index.query.reading import Reading


def text_node(reading: Reading, written: str) -> Node:
    """Free text: its needs, and the text as it was written anywhere inside a section, at a small weight."""
    needs = (need.node for need in reading.needs)
    return any_of((*needs, _as_written(written), reading.definition, reading.named))


def _as_written(text: str) -> Node:
    run = visible_text(text)
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
    return any_of(nodes if parsed.is_plain else (*nodes, _as_written(parsed.written))), filters


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
        return And((*required, any_of(tuple(optional)))) if required else any_of(tuple(optional))
    return And((*required, Everything())) if required else Everything() if group else Nothing()


def _clause(clause: Clause, read: Callable[[str], Reading]) -> Node:
    if clause.kind == "phrase":
        run = visible_text(clause.text)
        return Substring(run) if run else Nothing()
    if clause.kind == "prefix":
        return Prefix(fold(clause.text).text)
    if clause.kind == "field":
        terms = dict.fromkeys(analyzer.terms(clause.text))
        return And(tuple(Term(term, 1.0, ("title",)) for term in terms)) if terms else Nothing()
    if clause.excluded:
        terms = dict.fromkeys(analyzer.terms(clause.text))
        run = visible_text(clause.text)
        return And(tuple(Term(term) for term in terms)) if terms else Substring(run) if run else Nothing()
    return text_node(read(clause.text), clause.text)
