"""Where a section can be read: on its site, or in the reader that comes with the service."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

READER = "/read/"


def reader_url(section_id: str, anchor: str = "") -> str:
    """The address of a section in the built-in reader, relative to the service: `/read/{source}/{path}#{anchor}`."""
    source, _, path = section_id.rpartition("#")[0].partition(":")
    return READER + quote(f"{source}/{path}", safe="/") + _fragment(anchor)


@lru_cache(maxsize=4096)
def section_url(section_id: str, document_url: str, anchor: str) -> str:
    """The address of a section for readers: on the document's own site where it has one."""
    if not document_url:
        return reader_url(section_id, anchor)
    return document_url + _fragment(anchor)


def _fragment(anchor: str) -> str:
    return "#" + quote(anchor, safe=_IN_FRAGMENT) if anchor else ""


#: What may stand in a fragment beside letters, digits and `_.-~` (RFC 3986).
_IN_FRAGMENT = "/?:@!$&'()*+,;="


def search_url(text: str) -> str:
    """The address of the search page with a query, relative to the service."""
    return "/?" + urlencode({"q": text})


#: The two names of this machine, which are two origins to a browser.
_TWINS = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}


def twin_origin(host_url: str) -> str | None:
    """The same service under this machine's other name, or None where it is reached by neither."""
    parts = urlsplit(host_url)
    twin = _TWINS.get(parts.hostname or "")
    if twin is None:
        return None
    return f"{parts.scheme}://{twin}" + (f":{parts.port}" if parts.port else "")
