"""The headers that keep browsers safe, let other sites' pages read the API, and spare what a client has already."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, request

from service.compression import vary
from service.links import twin_origin

#: Pages load nothing but their own files, run no inline script, and are framed by nobody.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("X-Frame-Options", "DENY"),
)
DATA_POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
#: What pages of other sites may read: the API without its admin endpoints, and the descriptions of it.
SHARED = ("/api/v1/", "/openapi.json", "/schemas/")
NOT_SHARED = "/api/v1/admin/"
EXPOSED = "ETag, Retry-After, X-Request-ID"
PREFLIGHT_SECONDS = "86400"


def install(app: Flask, cors_origins: Sequence[str]) -> None:
    """Labels every answer; `cors_origins` may read those of the API, each compared as a whole."""
    origins = frozenset(cors_origins)

    @app.after_request
    def label(response: Response) -> Response:
        policy = PAGE_POLICY if response.mimetype == "text/html" else DATA_POLICY
        for name, value in (*SAFE, ("Content-Security-Policy", policy)):
            response.headers.setdefault(name, value)
        if request.path.startswith(SHARED) and not request.path.startswith(NOT_SHARED):
            _share(response, origins)
        return response


def is_held(tag: str) -> bool:
    """Whether the client says that it has this representation, be the tag weakened on its way (RFC 9110, 8.8.3.2).

    `*` names none: whether there is one has to be found out first.
    """
    held = request.if_none_match
    return not held.star_tag and held.contains_weak(tag)


def _share(response: Response, origins: frozenset[str]) -> None:
    origin = request.headers.get("Origin", "")
    if "*" in origins:
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        vary(response, "Origin")
        if origin not in origins and not _is_twin(origin):
            return
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
        response.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS


def _is_twin(origin: str) -> bool:
    """Whether a page of this very service asks, opened under this machine's other name: so that /demo/ works."""
    return bool(origin) and origin == twin_origin(request.host_url)
