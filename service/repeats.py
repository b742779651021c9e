"""Requests that come again in the very same form, answered with the very same bytes before routing begins.

The application tells with `answered` that an answer depends on nothing but the request and the generation.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from service.api.answering import ANSWERED, Kept, KeptAnswers
from service.library import Library
from service.limits import RateLimiter, client_of
from service.timing import timer

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Note = Callable[[str, float, str, str, str], None]
"""Told route, seconds, request id, generation and query of each answer."""

#: A request that takes more to tell apart goes its whole way, so that keys cannot fill the memory.
LONGEST_KEY = 2048
_ID = "X-Request-ID"
#: What an answer may depend on beside its address; a request with any of `_OTHERS` goes its whole way.
_ASKED = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ORIGIN", "HTTP_HOST")
_OTHERS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_X_REQUEST_ID", "CONTENT_LENGTH")


@dataclass(frozen=True, slots=True)
class Repeat(Kept):
    """An answer as it was sent: all of it but the request's id; `on_answer` counts it."""

    status: str
    headers: tuple[tuple[str, str], ...]
    route: str
    on_answer: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Repeats:
    """A WSGI application around another."""

    app: WsgiApp
    library: Library
    limiter: RateLimiter | None
    cache: KeptAnswers[Repeat]
    note: Note

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """A repeated request counts, is limited and is noted like any other."""
        elapsed = timer()
        if environ["REQUEST_METHOD"] != "GET" or any(environ.get(name) for name in _OTHERS):
            return self.app(environ, start_response)
        generation = self.library.state().generation or ""
        key = "\0".join([generation, environ.get("wsgi.url_scheme", ""), *(environ.get(n, "") for n in _ASKED)])
        if len(key) > LONGEST_KEY:
            return self.app(environ, start_response)
        kept = self.cache.get(key)
        if kept is None:
            return self._asked(key, generation, environ, start_response)
        if self.limiter and self.limiter.wait(client_of(environ.get("REMOTE_ADDR", ""))) > 0:
            return self.app(environ, start_response)
        identity = secrets.token_hex(8)
        kept.on_answer()
        start_response(kept.status, [*kept.headers, (_ID, identity)])
        self.note(kept.route, elapsed(), identity, generation, environ.get("QUERY_STRING", ""))
        return [kept.content]

    def _asked(
        self, key: str, generation: str, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            told[:] = [status, headers]
            return start_response(status, headers, *rest)

        body = self.app(environ, start)
        answered = environ.get(ANSWERED)
        if answered is None or answered.generation != generation:
            return body
        try:
            content = b"".join(body)
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()
        status, headers = told
        lasting = tuple((name, value) for name, value in headers if name != _ID)
        if status.startswith("200"):
            self.cache.put(key, Repeat(content, status, lasting, answered.route, answered.again))
        return [content]
