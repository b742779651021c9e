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
    """Two rows a size; no answer is kept from one request to the next, only what sections and labels are read to be."""
    for size in sizes:
        site = sites.tutorial(folder, size)
        site.run("build")
        yield from _rows(site, size)


def _rows(site: sites.Site, size: int) -> Iterator[Row]:
    settings = load_settings(site.configuration, site.data)
    server = settings.server.model_copy(update={"cache_megabytes": 0, "rate_limit": ""})
    ours = create_app(settings.model_copy(update={"server": server}))
    asked = [f"/api/v1/search?{urlencode({'q': text})}" for text in forty()]
    ready = [b"".join(_call(ours, address)) for address in asked]
    plain = Flask("ready")

    def give(number: int) -> Response:
        return Response(ready[number], content_type="application/json")

    plain.add_url_rule("/ready/<int:number>", "ready", give)
    same = [f"/ready/{number}" for number in range(len(asked))]
    least, goal = _ASKED.get(size, ("", ""))
    for how, call in (("", _call), (", both through Flask's test client", _through_client)):
        us, them = side_by_side([_asking(call, ours, asked), _asking(call, plain, same)], len(asked))
        parts = f"{us.p50:.2f} / {them.p50:.3f} ms (p95 {us.p95:.2f}); {len(ready[0]):,} bytes"
        what = f"whole request, no answer kept: p50 against Flask with ready bytes{how}"
        yield Row(what, f"×{size}", f"{us.p50 / them.p50:.1f} ×", least, goal, parts)


def _asking(call: Callable[[Flask, str], object], app: Flask, addresses: Sequence[str]) -> Callable[[int], object]:
    return lambda number: call(app, addresses[number])


def _through_client(app: Flask, address: str) -> list[bytes]:
    """One request as Flask's own client makes it in tests."""
    return [app.test_client().get(address).data]


def _call(app: Flask, address: str) -> list[bytes]:
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
        return list(body)
    finally:
        if close := getattr(body, "close", None):
            close()
