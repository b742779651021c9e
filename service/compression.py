"""Compression of answers: which encoding a client takes, and the bytes in it."""

from __future__ import annotations

import gzip

import brotli  # type: ignore[import-untyped]  # the library has no annotations
from flask import Flask, Response, request

#: Bodies shorter than this are sent as they are.
SMALLEST = 500
#: Encodings in the order of preference; a client's own weights come first.
ENCODINGS = ("br", "gzip")
TEXTUAL = frozenset({"application/javascript", "application/json", "application/manifest+json", "image/svg+xml"})


def negotiated() -> str:
    """The encoding for this request; empty for none, be it that the client would rather have that."""
    best = request.accept_encodings.best_match((*ENCODINGS, "identity"))
    return best if best and best != "identity" else ""


def encoded(content: bytes, encoding: str) -> bytes:
    """The content in an encoding; the same content gives the same bytes."""
    if encoding == "br":
        return bytes(brotli.compress(content, quality=5))
    return gzip.compress(content, compresslevel=6, mtime=0) if encoding == "gzip" else content


def install(app: Flask) -> None:
    """Compresses texts that were not compressed where they were made: pages, scripts, styles."""

    @app.after_request
    def compress(response: Response) -> Response:
        if "Content-Encoding" in response.headers or not _is_text(response):
            return response
        vary(response, "Accept-Encoding")
        encoding = negotiated()
        if not encoding or response.status_code != 200:
            return response
        response.direct_passthrough = False
        content = response.get_data()
        if len(content) >= SMALLEST:
            response.set_data(encoded(content, encoding))
            response.headers["Content-Encoding"] = encoding
            _tell_apart(response, encoding)
        return response


def vary(response: Response, header: str) -> None:
    """Says that another value of a request's header may get another answer."""
    told = response.headers.get("Vary", "")
    if header.lower() not in told.lower():
        response.headers["Vary"] = f"{told}, {header}" if told else header


def _is_text(response: Response) -> bool:
    kind = response.mimetype or ""
    return kind.startswith("text/") or kind in TEXTUAL or kind.endswith(("+xml", "+json"))


def _tell_apart(response: Response, encoding: str) -> None:
    """Other bytes, another tag; and a client that has them already is told so."""
    tag, is_weak = response.get_etag()
    if tag and not is_weak:
        response.set_etag(f"{tag}-{encoding}")
        response.make_conditional(request)
