"""Bounds on what a client may send, and how often."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address

from flask import Flask, request

from service.api.problems import Problem

LONGEST_ADDRESS = 8192
LONGEST_BODY = 65536
#: Headers by which a client chooses among answers; a longer one is taken as not sent, for reading it would cost more
#: than most answers.
CHOOSING = ("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_IF_NONE_MATCH", "HTTP_RANGE")
LONGEST_CHOICE = 2048
#: Clients remembered at a time; the one that asked longest ago is forgotten first.
MOST_CLIENTS = 50_000
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
#: Where the environment of a request says that the rate has counted it already.
COUNTED = "xunmai.counted"
#: Paths that probes ask, which no limit may hide.
UNLIMITED = frozenset({"/healthz", "/readyz"})


@dataclass
class RateLimiter:
    """At most `count` requests in `period` seconds for each client, by the generic cell rate algorithm (ITU-T I.371).

    A client that was silent may send `count` at once; then one each `period / count` seconds.
    """

    count: int
    period: float
    clock: Callable[[], float] = time.monotonic
    _free_at: OrderedDict[str, float] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def parse(cls, rate: str) -> RateLimiter | None:
        """The limiter of a setting such as `60/second`; None for an empty one."""
        if not rate:
            return None
        count, _, unit = rate.partition("/")
        return cls(int(count), _SECONDS[unit])

    def wait(self, client: str) -> float:
        """0 when the request may pass, which is then counted; else the seconds until one may."""
        interval, now = self.period / self.count, self.clock()
        with self._lock:
            free_at = max(self._free_at.pop(client, now), now)
            allowed_at = free_at - self.period + interval
            passes = allowed_at <= now + 1e-9
            self._free_at[client] = free_at + interval if passes else free_at
            if len(self._free_at) > MOST_CLIENTS:
                self._free_at.popitem(last=False)
        return 0.0 if passes else allowed_at - now


def install(app: Flask, rate: str, admin_rate: str, on_limited: Callable[[], None]) -> RateLimiter | None:
    """Checks every request before anything else looks at it; returns what counts those that readers make."""
    general, admin = RateLimiter.parse(rate), RateLimiter.parse(admin_rate)

    @app.before_request
    def check() -> None:
        if request.path not in UNLIMITED and COUNTED not in request.environ:
            is_admin = request.path.startswith("/api/v1/admin/")
            _check_rate(admin if is_admin else general, on_limited)
        _check_size()
        _check_host()
        _check_query()
        for name in CHOOSING:
            if len(request.environ.get(name, "")) > LONGEST_CHOICE:
                del request.environ[name]

    return general


def _check_rate(limiter: RateLimiter | None, on_limited: Callable[[], None]) -> None:
    wait = limiter.wait(client_of(request.remote_addr or "")) if limiter else 0.0
    if wait > 0:
        on_limited()
        seconds = max(1, math.ceil(wait))
        raise Problem(429, f"too many requests; try again in {seconds} s", headers={"Retry-After": str(seconds)})


def client_of(address: str) -> str:
    """Who asks from `address`: itself, and of IPv6 the network of 64 bits, of which one client has all addresses."""
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address)
    except ValueError:
        return address
    return str(parsed.ipv4_mapped or f"{int(parsed) >> 64:x}::/64")


def _check_host() -> None:
    """What is no name of a host must not get into pages and policies (RFC 9112, section 3.2)."""
    if "HTTP_HOST" in request.environ and not request.host:
        raise Problem(400, "Host: expected the name of a host, and a port if need be")


def _check_query() -> None:
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        raise Problem(400, "the query string is no UTF-8; write other bytes as %XX") from None


def _check_size() -> None:
    length = len(request.environ.get("PATH_INFO", "")) + len(request.query_string)
    if length > LONGEST_ADDRESS:
        raise Problem(414, f"the address has {length} bytes, at most {LONGEST_ADDRESS} are read")
    if (request.content_length or 0) > LONGEST_BODY:
        raise Problem(413, f"the body has {request.content_length} bytes, at most {LONGEST_BODY} are read")
