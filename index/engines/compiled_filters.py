"""Filters and facets over the arrays: a list of sections for each value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from index.engines.compiled_columns import bounds
from index.engines.compiled_sort import Array
from index.engines.compiled_strings import Strings
from index.model import FacetValue, Filters

Mask = npt.NDArray[np.bool_]


class FilterLists:
    """Which section has which source, tag, concept and date."""

    def __init__(self, arrays: Mapping[str, Array], names: tuple[str, ...]) -> None:
        self._values = {name: Strings(arrays, name) for name in names}
        self._starts = {name: bounds(arrays, f"{name}.lists").astype(np.int64) for name in names}
        self._sections = {name: arrays[f"{name}.sections"] for name in names}
        self._days, self._day = arrays["dates.days"], arrays["dates.day"]

    def mask(self, filters: Filters) -> Mask | None:
        """Which sections satisfy the filters; None where all do."""
        masks = []
        for name, wanted in (("source", filters.source), ("tag", filters.tag), ("concept", filters.concept)):
            if wanted:
                masks.append(self._any(name, wanted))
        if filters.date_from:
            masks.append((self._days >= int(filters.date_from.strftime("%Y%m%d")))[self._day])
        if filters.date_to:
            last = int(filters.date_to.strftime("%Y%m%d"))
            masks.append(((self._days > 0) & (self._days <= last))[self._day])
        return np.logical_and.reduce(masks) if masks else None

    def _any(self, name: str, wanted: tuple[str, ...]) -> Mask:
        mask = np.zeros(len(self._day), bool)
        starts = self._starts[name]
        for value in wanted:
            place = self._values[name].find(value)
            if place >= 0:
                mask[self._sections[name][starts[place] : starts[place + 1]]] = True
        return mask

    def facet(self, name: str, matches: Mask) -> tuple[FacetValue, ...]:
        """The values of a facet among the matching sections, most frequent first, then by value."""
        counts = self._years(matches) if name == "year" else self._counts(name, matches)
        return tuple(FacetValue(value, count) for value, count in sorted(counts, key=lambda item: (-item[1], item[0])))

    def _years(self, matches: Mask) -> list[tuple[str, int]]:
        years, counts = np.unique(self._days[self._day[matches]] // 10000, return_counts=True)
        return [(f"{year:04}", count) for year, count in zip(years.tolist(), counts.tolist(), strict=True) if year]

    def _counts(self, name: str, matches: Mask) -> list[tuple[str, int]]:
        if name not in self._values:
            return []
        before = np.concatenate(([0], np.cumsum(matches[self._sections[name]])))
        counts = np.diff(before[self._starts[name]])
        return [(self._values[name][place], int(counts[place])) for place in np.flatnonzero(counts).tolist()]
