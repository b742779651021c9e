"""The addresses of the pages, and what every page has in common: language, policy, entity tag, errors."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, render_template, request, url_for

from corpus.errors import StoreDamaged, XunmaiError
from index.errors import EngineUnavailable, IndexNotReady, NotFound
from service.headers import is_held
from service.links import twin_origin
from service.pages.assets import Assets
from service.pages.overview import Overview, overview
from service.pages.query import PageQuery
from service.pages.reader import read
from service.pages.search import find, panel_of
from service.pages.strings import Strings

if TYPE_CHECKING:
    from service.config import Settings
    from service.library import Library, Opened

log = logging.getLogger(__name__)

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

#: Pages load their own files and run no text as code; pictures may come from where a document has them.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
#: What a site needs to allow the widget, and no more.
DEMO_POLICY = (
    "default-src 'none'; script-src {host}; connect-src {host}; style-src 'self' {host}; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
RETRY_SECONDS = "5"


def create_pages(library: Library, settings: Settings) -> Blueprint:
    """All pages as a blueprint; they read from `library` and know the site's name and language from `settings`."""
    pages = _Pages(library, settings.site.name, Strings.load(settings.site.language), Assets())
    blueprint = Blueprint("pages", __name__, template_folder=str(TEMPLATES))
    rules: tuple[tuple[str, str, Callable[..., Response]], ...] = (
        ("/", "search", pages.search),
        ("/read/<source>/<path:path>", "read", pages.read),
        ("/explore", "explore", pages.explore),
        ("/demo/", "demo", pages.demo),
        ("/opensearch.xml", "opensearch", pages.opensearch),
        ("/widget.js", "widget", pages.assets.widget),
        ("/assets/<path:name>", "asset", pages.assets.file),
        ("/favicon.svg", "favicon", pages.favicon),
    )
    for rule, name, view in rules:
        blueprint.add_url_rule(rule, name, view, methods=["GET"])
    blueprint.register_error_handler(NotFound, pages.not_found)
    for error in (IndexNotReady, EngineUnavailable, StoreDamaged):
        blueprint.register_error_handler(error, pages.not_ready)
    blueprint.context_processor(pages.context)
    return blueprint


@dataclass
class _Pages:
    library: Library
    site: str
    strings: Strings
    assets: Assets
    _overview: tuple[str, Overview] | None = None
    _templates: str = field(init=False)

    def __post_init__(self) -> None:
        templates = b"".join(path.read_bytes() for path in sorted(TEMPLATES.glob("*")) if path.is_file())
        self._templates = hashlib.sha256(self.site.encode() + templates).hexdigest()[:12]

    @property
    def _version(self) -> str:
        """Changes whenever the same generation would be shown differently."""
        return f"{self._templates}{self.assets.version}"

    def context(self) -> dict[str, object]:
        """What every template may use."""
        return {"t": self.strings, "site": self.site, "asset": self._asset}

    def _asset(self, name: str) -> str | None:
        file = self.assets.names.get(name)
        return url_for("pages.asset", name=file.removeprefix("assets/")) if file else None

    def search(self) -> Response:
        """`/`: the empty page, or the results of `q`."""
        query = PageQuery.of(request.args)
        with self.library.lease() as opened:
            if self._is_known(opened):
                return _not_modified(self._tag(opened))
            if not query.q:
                return self._page(opened, "start.html", query=query, overview=self._overview_of(opened))
            found = find(opened, query, self.strings)
            response = self._page(opened, "results.html", query=query, found=found, overview=self._overview_of(opened))
            response.headers["Server-Timing"] = f"search;dur={found.seconds * 1000:.1f}"
            return response

    def read(self, source: str, path: str) -> Response:
        """`/read/{source}/{path}`: a document of the index."""
        with self.library.lease() as opened:
            if self._is_known(opened):
                return _not_modified(self._tag(opened))
            reading = read(opened, source, path, request.args.get("q", ""), _concept_url)
            return self._page(opened, "read.html", reading=reading, query=PageQuery(q=reading.q))

    def explore(self) -> Response:
        """`/explore`: the concept graph; without script, its table."""
        with self.library.lease() as opened:
            if self._is_known(opened):
                return _not_modified(self._tag(opened))
            card = panel_of(opened, request.args.get("concept", ""), self.strings)
            return self._page(opened, "explore.html", overview=self._overview_of(opened), query=PageQuery(), card=card)

    def demo(self) -> Response:
        """`/demo/`: a plain page with the widget, its script taken from another origin where the machine has one."""
        host = twin_origin(request.host_url) or request.host_url.rstrip("/")
        response = make_response(render_template("demo.html", host=host))
        response.headers["Content-Security-Policy"] = DEMO_POLICY.format(host=host)
        return self._tagged(response, f"{self._version}-{_digest(host)}")

    def opensearch(self) -> Response:
        """`/opensearch.xml`: lets a browser search here from its address bar."""
        response = make_response(render_template("opensearch.xml"))
        response.mimetype = "application/opensearchdescription+xml"
        return self._tagged(response, f"{self._version}-{_digest(request.host_url)}")

    def favicon(self) -> Response:
        """`/favicon.svg`: the mark of the service."""
        response = make_response(render_template("favicon.svg"))
        response.mimetype = "image/svg+xml"
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response

    def not_found(self, _: NotFound) -> tuple[Response, int]:
        """A page that says so, with a way back."""
        return self._error("notFound", 404)

    def not_ready(self, error: XunmaiError) -> tuple[Response, int]:
        """A page that says so, and asks the browser to come back; the log says why."""
        log.warning("not ready", extra={"reason": str(error)})
        response, status = self._error("notReady", 503)
        response.headers["Retry-After"] = RETRY_SECONDS
        return response, status

    def _error(self, what: str, status: int) -> tuple[Response, int]:
        response = make_response(render_template("error.html", what=what, query=PageQuery()))
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cache-Control"] = "no-store"
        return response, status

    def _page(self, opened: Opened, template: str, **values: object) -> Response:
        response = make_response(render_template(template, **values))
        response.headers["Content-Security-Policy"] = POLICY
        return self._tagged(response, self._tag(opened))

    def _tag(self, opened: Opened) -> str:
        return f"{opened.generation}-{self._version}-{_digest(request.full_path)}"

    def _is_known(self, opened: Opened) -> bool:
        return is_held(self._tag(opened))

    def _tagged(self, response: Response, tag: str) -> Response:
        response.set_etag(tag)
        response.headers.setdefault("Cache-Control", "no-cache")
        response.make_conditional(request)
        return response

    def _overview_of(self, opened: Opened) -> Overview:
        """Kept while the generation is open."""
        if self._overview is None or self._overview[0] != opened.generation:
            self._overview = (opened.generation, overview(opened, self.strings.language))
        return self._overview[1]


def _not_modified(tag: str) -> Response:
    response = Response(status=304)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _concept_url(identity: str) -> str:
    return url_for("pages.explore", concept=identity)
