"""The search page's address: what it asks for, and the addresses of its neighbours (filters, pages)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from index.model import Filters, SearchRequest

PER_PAGE = 10
LAST_PAGE = 100
FACETS = ("source", "concept", "tag", "year")
_LONGEST = 256
_MOST_FILTERS = 20


@dataclass(frozen=True, slots=True)
class PageQuery:
    """What stands behind the `?`: any value that makes no sense is left out, an address is never an error."""

    q: str = ""
    page: int = 1
    source: tuple[str, ...] = ()
    concept: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    expand: bool = True

    @classmethod
    def of(cls, arguments: MultiDict[str, str]) -> PageQuery:
        """Reads the arguments of a request."""
        filters = {name: tuple(dict.fromkeys(filter(None, arguments.getlist(name))))[:_MOST_FILTERS] for name in FACETS}
        years = tuple(year for year in filters.pop("year") if _is_year(year))
        number = arguments.get("page", "1")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 1
        return cls(
            q=" ".join(arguments.get("q", "").split())[:_LONGEST],
            page=min(max(page, 1), LAST_PAGE),
            year=years[:1],
            expand=arguments.get("expand") != "false",
            **filters,
        )

    def request(self) -> SearchRequest:
        """The search that answers this page."""
        year = int(self.year[0]) if self.year else 0
        return SearchRequest(
            q=self.q,
            limit=PER_PAGE,
            offset=(self.page - 1) * PER_PAGE,
            filters=Filters(
                self.source,
                self.tag,
                self.concept,
                date(year, 1, 1) if year else None,
                date(year, 12, 31) if year else None,
            ),
            facets=FACETS,
            expand=self.expand,
        )

    @property
    def filters(self) -> Mapping[str, tuple[str, ...]]:
        """The filters that are set, by facet."""
        return {name: getattr(self, name) for name in FACETS if getattr(self, name)}

    def href(self) -> str:
        """The address of this very page, below the search page's own."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, value) for name in FACETS for value in getattr(self, name)]
        pairs += [("expand", "false")] if not self.expand else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return "?" + urlencode(pairs, errors="replace")

    def to_page(self, page: int) -> str:
        """The address of another page of the same results."""
        return replace(self, page=page).href()

    def asking(self, q: str, *, expand: bool = True) -> str:
        """The address of another question, without filters."""
        return PageQuery(q=q, expand=expand).href()

    def literally(self) -> str:
        """The same question, searched as typed."""
        return replace(self, expand=False, page=1).href()

    def unfiltered(self) -> str:
        """The same question without filters."""
        return PageQuery(q=self.q, expand=self.expand).href()

    def toggled(self, facet: str, value: str) -> str:
        """The address with a filter set that is not, or lifted that is."""
        current: tuple[str, ...] = getattr(self, facet)
        if value in current:
            changed = tuple(other for other in current if other != value)
        else:
            changed = (value,) if facet == "year" else (*current, value)
        return replace(self, page=1, **{facet: changed}).href()  # type: ignore[arg-type]  # a facet is a tuple of texts


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4 and text > "0000"
