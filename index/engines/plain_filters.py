"""Filters and facets as they are written, a section at a time: part of the oracle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index.model import FacetValue, Filters
from index.ports import AnalyzedSection


def passes(section: AnalyzedSection, filters: Filters) -> bool:
    """Whether a section satisfies the filters: one of the values of each name that has any."""
    if filters.date_from and section.date < filters.date_from.isoformat():
        return False
    if filters.date_to and not "" < section.date <= filters.date_to.isoformat():
        return False
    wanted = (("source", filters.source), ("tag", filters.tag), ("concept", filters.concept))
    return all(not values or not _values_of(section, name).isdisjoint(values) for name, values in wanted)


def _values_of(section: AnalyzedSection, facet: str) -> set[str]:
    """The values of a section for a member of `index.schema.FACETS`."""
    match facet:
        case "source":
            return {section.source}
        case "tag":
            return set(section.tags)
        case "concept":
            return set(section.concepts)
        case "year":
            return {section.date[:4]} - {""}
        case _:
            return set()


def facet(name: str, sections: Sequence[AnalyzedSection]) -> tuple[FacetValue, ...]:
    """The values of a facet among sections and how many have each, most frequent first, then by value."""
    counts = Counter(value for section in sections for value in _values_of(section, name))
    return tuple(
        FacetValue(value, count) for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
