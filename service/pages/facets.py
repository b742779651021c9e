"""The facets above the results: every value a link that sets or lifts a filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.model import FacetValue
from service.pages.query import FACETS, PageQuery

_SHOWN = {"source": 8, "concept": 8, "tag": 8, "year": 6}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet; `href` sets it, or lifts it where it is `chosen`."""

    value: str
    label: str
    count: int | None
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet by name, with its values, the chosen ones first."""

    name: str
    choices: tuple[Choice, ...]


def facets(
    query: PageQuery, counts: Mapping[str, Sequence[FacetValue]], label: Callable[[str, str], str]
) -> tuple[Facet, ...]:
    """The facets worth showing: those with something chosen, or with values that tell hits apart."""
    found = (_facet(name, query, counts.get(name, ()), label) for name in FACETS)
    return tuple(facet for facet in found if len(facet.choices) > 1 or any(choice.chosen for choice in facet.choices))


def _facet(name: str, query: PageQuery, values: Sequence[FacetValue], label: Callable[[str, str], str]) -> Facet:
    chosen: tuple[str, ...] = getattr(query, name)
    known = {value.value: value.count for value in values}
    ordered = [*chosen, *(value for value in known if value not in chosen)][: _SHOWN[name] + len(chosen)]
    return Facet(
        name,
        tuple(
            Choice(value, label(name, value), known.get(value), value in chosen, query.toggled(name, value))
            for value in ordered
        ),
    )
