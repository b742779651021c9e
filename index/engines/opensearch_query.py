"""From the query tree to OpenSearch's language: what matches is exact, the score a near guess, for candidates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from index.engines.opensearch_mapping import LONGEST_TERM, collapsed, pairs
from index.model import Filters
from index.query.ast import And, Best, Everything, Leaf, Node, Not, Or, Prefix, Substring, Term
from index.schema import FACETS, TEXT_FIELDS, VISIBLE_FIELDS

Clause = dict[str, Any]

NOTHING: Clause = {"match_none": {}}
EVERYTHING: Clause = {"term": {"kind": "section"}}
#: How many values of a facet are counted.
MOST_VALUES = 10_000
#: Under what the number of pages is told, and up to which it is counted exactly (the cluster's greatest).
PAGES, MOST_EXACT_PAGES = "pages", 40_000


def clause(node: Node, weight: Callable[[Leaf], float | None]) -> Clause:
    """A clause that matches just the sections that `node` describes.

    `weight` says what a leaf counts about, or None where no section holds it, which spares the cluster the search.
    """
    match node:
        case Term() | Prefix() | Substring():
            return _leaf(node, weight(node))
        case And(()) | Everything():
            return {"bool": {"filter": [EVERYTHING]}}
        case And(children):
            return {"bool": {"must": [clause(child, weight) for child in children]}}
        case Or(children) if children:
            return {"bool": {"should": [clause(child, weight) for child in children], "minimum_should_match": 1}}
        case Best(children, tie) if children:
            return {"dis_max": {"queries": [clause(child, weight) for child in children], "tie_breaker": tie}}
        case Not(child):
            return {"bool": {"filter": [EVERYTHING], "must_not": [clause(child, weight)]}}
        case _:
            return NOTHING


def _leaf(node: Leaf, weight: float | None) -> Clause:
    if weight is None:
        return NOTHING
    if isinstance(node, Substring):
        return {"constant_score": {"filter": substring_clause(node), "boost": weight}}
    return {"bool": {"must": [_words(node)], "boost": weight}}


def _words(node: Term | Prefix) -> Clause:
    if not node.fields:
        return _in_field("words", node)
    fields = [name for name in TEXT_FIELDS if name in node.fields]
    return any_of([_in_field(f"in_{name}", node) for name in fields])


def _in_field(field: str, node: Term | Prefix) -> Clause:
    text = node.term if isinstance(node, Term) else node.prefix
    if not _storable(text):
        return NOTHING
    return {"term": {field: text}} if isinstance(node, Term) else {"prefix": {field: text}}


def holders_clause(node: Term | Prefix, own: bool) -> Clause:
    """The sections that hold a term in a field of their own, or in any."""
    return _in_field("own" if own else "words", node)


def substring_clause(node: Substring) -> Clause:
    """The sections whose visible text holds a run of text."""
    text = collapsed(node.text)
    if not text or not _encodable(node.text):
        return NOTHING
    fields = [name for name in VISIBLE_FIELDS if not node.fields or name in node.fields]
    if len(text) == 1:
        return any_of([{"term": {f"one_{name}": text}} for name in fields])
    return any_of([{"match_phrase": {f"two_{name}": pairs(text)}} for name in fields])


def any_of(clauses: list[Clause]) -> Clause:
    """What any of the clauses matches."""
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": clauses, "minimum_should_match": 1}} if clauses else NOTHING


def filter_clauses(filters: Filters) -> list[Clause]:
    """What a hit must satisfy beside the query."""
    named = (("source", filters.source), ("tag", filters.tag), ("concept", filters.concept))
    clauses: list[Clause] = [{"terms": {name: [v for v in values if _storable(v)]}} for name, values in named if values]
    days = {"gte": filters.date_from, "lte": filters.date_to}
    if bounds := {name: day.isoformat() for name, day in days.items() if day}:
        clauses.append({"range": {"date": bounds}})
    return clauses


def facet_clauses(names: tuple[str, ...]) -> dict[str, Clause]:
    """Counts of the values of facets."""
    return {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in names if name in FACETS}


def page_clause() -> dict[str, Clause]:
    """On how many pages the matches are: exact to some ten thousand, then within a few in a hundred."""
    return {PAGES: {"cardinality": {"field": "page", "precision_threshold": MOST_EXACT_PAGES}}}


def statistics_clauses() -> dict[str, Clause]:
    """How many sections and pages there are, and the sums of the lengths of their fields."""
    sums = {name: {"sum": {"field": f"length_{name}"}} for name in TEXT_FIELDS}
    return {"kinds": {"terms": {"field": "kind", "size": 3}, "aggs": sums}}


def _storable(text: str) -> bool:
    """Whether the cluster can hold a term: not too long, and no halves of surrogate pairs."""
    return len(text) <= LONGEST_TERM and _encodable(text)


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
