"""A whole request in process, from the address to the JSON bytes, beside a Flask answer of as many ready bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Response

from service.app import create_app
from service.settings_file import load_settings
from tests.benchmarks import queries, sites
from tests.benchmarks.report import Row
from tests.benchmarks.timing import side_by_side

_ASKED = {1: ("≤ 20 ×", "≤ 10 ×"), 50: ("≤ 40 ×", "≤ 20 ×")}


def forty() -> list[str]:
    """The forty mixed queries, as they are typed."""
    quoted = [f'"{text}"' for text in queries.PHRASES]
    begun = [f"{text}*" for text in queries.PREFIXES]
    return [*queries.WORDS, *quoted, *begun, *(word for word, _ in queries.MISTYPED)]


def measure(folder: Path, sizes: Sequence[int]) -> Iterator[Row]:
    """One row a size; nothing is kept from one request to the next but what the engine keeps of its lists."""
    for size in sizes:
        site = sites.tutorial(folder, size)
        site.run("build")
        yield _row(site, size)


def _row(site: sites.Site, size: int) -> Row:
    settings = load_settings(site.configuration, site.data)
    server = settings.server.model_copy(update={"cache_megabytes": 0, "rate_limit": ""})
    ours = create_app(settings.model_copy(update={"server": server}))
    asked = [f"/api/v1/search?{urlencode({'q': text})}" for text in forty()]
    ready = [b"".join(_call(ours, address)) for address in asked]
    plain = Flask("ready")

    def give(number: int) -> Response:
        return Response(ready[number], content_type="application/json")

    plain.add_url_rule("/ready/<int:number>", "ready", give)
    us, them = side_by_side(
        [lambda number: _call(ours, asked[number]), lambda number: _call(plain, f"/ready/{number}")], len(asked)
    )
    least, goal = _ASKED.get(size, ("", ""))
    parts = f"{us.p50:.2f} / {them.p50:.3f} ms (p95 {us.p95:.2f}); {len(ready[0]):,} bytes"
    what = "whole request, nothing kept: p50 against Flask with ready bytes"
    return Row(what, f"×{size}", f"{us.p50 / them.p50:.1f} ×", least, goal, parts)


def _call(app: Callable[..., object], address: str) -> list[bytes]:
    """One WSGI call, as a server makes it."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
    }
    body = app(environ, lambda *_: None)
    try:
        return list(body)  # type: ignore[call-overload,no-any-return]  # an iterable of bytes, as WSGI says
    finally:
        if close := getattr(body, "close", None):
            close()
