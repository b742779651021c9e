"""The fields of a section in the full text, and the version of everything a generation holds."""

from __future__ import annotations

#: Raised whenever a file of a generation changes its meaning; an older generation is rebuilt from its store.
SCHEMA_VERSION = 11

#: The text fields of a section, in the order in which engines keep their term frequencies.
#: title: the page's title · path: breadcrumbs above the heading · heading · prose: prose, lists and quotes
#: code: fences and diagrams · table: tables, a line a row
TEXT_FIELDS = ("title", "path", "heading", "prose", "code", "table")

#: The fields whose text a reader sees in the section itself; substring search and marks cover just these.
VISIBLE_FIELDS = ("heading", "prose", "code", "table")

#: The fields that are a section's own; title and path stand on every section of a page.
#: Document frequency counts these.
OWN_FIELDS = ("heading", "prose", "code", "table")

#: Facets that a search can count and filter by.
FACETS = ("source", "tag", "concept", "year")
