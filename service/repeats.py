"""Requests answered before routing begins: those that come again in the very same form, with the very same bytes, and
those that differ from one before in their query alone, with its headers.

The application tells with `answered` that an answer depends on nothing but the request and the generation. Whatever is
not plain goes its whole way: what is asked under conditions, what is wrong, what fails.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict
from werkzeug.http import quote_etag

from service.api.answering import ANSWERED, FAILED, Answering, Kept, KeptAnswers, entity_tag, parameters_of
from service.api.operation import Operation
from service.api.parameters import Parameters
from service.api.problems import Problem
from service.limits import COUNTED, RateLimiter, client_of
from service.timing import timer

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Note = Callable[[str, float, str, str, str], None]
"""Told route, seconds, request id, generation and query of each answer."""
Headers = tuple[tuple[str, str], ...]

#: A request that takes more to tell apart goes its whole way, so that keys cannot fill the memory.
LONGEST_KEY = 2048
#: How many kinds of requests are known at most.
MOST_KINDS = 256
_OK, _ID = "200 OK", "X-Request-ID"
#: What an answer may depend on beside its query; a request with any of `_OTHERS` goes its whole way.
_KIND = ("PATH_INFO", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ORIGIN", "HTTP_HOST", "wsgi.url_scheme")
_OTHERS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_X_REQUEST_ID", "CONTENT_LENGTH")
#: What each answer says of itself.
_OWN = frozenset((_ID, "ETag", "Content-Length", "Content-Encoding"))


@dataclass(frozen=True, slots=True)
class Repeat(Kept):
    """An answer as it was sent: all of it but the request's id; `on_answer` counts it."""

    status: str
    headers: tuple[tuple[str, str], ...]
    route: str
    on_answer: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Like:
    """How requests of a kind are answered, whatever their query: the headers are those that any of them gets."""

    operation: Operation
    encoding: str
    headers: Headers


@dataclass(frozen=True, slots=True)
class Repeats:
    """A WSGI application around another."""

    app: WsgiApp
    answering: Answering
    limiter: RateLimiter | None
    cache: KeptAnswers[Repeat]
    note: Note
    likes: dict[str, Like] = field(default_factory=dict)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """A request that is answered here counts, is limited and is noted like any other."""
        elapsed = timer()
        if environ["REQUEST_METHOD"] != "GET" or any(map(environ.get, _OTHERS)):
            return self.app(environ, start_response)
        query, kind = environ.get("QUERY_STRING", ""), "\0".join([environ.get(name, "") for name in _KIND])
        if len(kind) + len(query) > LONGEST_KEY:
            return self.app(environ, start_response)
        generation = self.answering.library.state().generation or ""
        key = f"{generation}\0{query}\0{kind}"
        kept, like = self.cache.get(key), self.likes.get(kind)
        if kept is None and like is None:
            return self._asked(key, kind, generation, environ, start_response)
        with self.answering.turn if like and like.operation.in_turn and not kept else nullcontext():
            parameters = _parameters(like.operation, environ) if like and not kept else None
            if not (kept or parameters):
                return self._asked(key, kind, generation, environ, start_response)
            if self.limiter and self.limiter.wait(client_of(environ.get("REMOTE_ADDR", ""))) > 0:
                return self.app(environ, start_response)
            environ[COUNTED] = True
            if kept:
                kept.on_answer()
            elif like and parameters and (kept := self._alike(like, parameters, generation, environ)):
                self.cache.put(key, kept)
            else:
                return self._asked(key, kind, generation, environ, start_response)
            identity = secrets.token_hex(8)
            start_response(kept.status, [*kept.headers, (_ID, identity)])
            self.note(kept.route, elapsed(), identity, generation, query)
            return [kept.content]

    def _alike(self, like: Like, parameters: Parameters, generation: str, environ: dict[str, Any]) -> Repeat | None:
        """The answer to a request of a kind; None where it has to go its whole way: to be answered, or to be told why
        it failed."""
        operation, encoding = like.operation, like.encoding
        try:
            with self.answering.library.lease() as opened:
                if opened.generation != generation:
                    return None
                tag = entity_tag(operation, generation, parameters, encoding)
                body = self.answering.body(tag, operation, opened, parameters, encoding)
        except Exception as error:  # whatever it is, the application says and logs it
            environ[FAILED] = error
            return None
        headers = [*like.headers, ("ETag", quote_etag(tag)), ("Content-Length", str(len(body.content)))]
        if body.encoding:
            headers.append(("Content-Encoding", body.encoding))
        again = partial(self.answering.on_answer, operation, parameters, body, True)
        return Repeat(body.content, _OK, tuple(headers), operation.rule, again)

    def _asked(
        self, key: str, kind: str, generation: str, environ: dict[str, Any], start_response: Callable[..., Any]
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
        if status == _OK:
            operation = answered.operation
            lasting = tuple((name, value) for name, value in headers if name != _ID)
            self.cache.put(key, Repeat(content, status, lasting, operation.rule, answered.again))
            if operation.is_plain:
                if len(self.likes) >= MOST_KINDS:
                    self.likes.clear()
                shared = tuple((name, value) for name, value in lasting if name not in _OWN)
                self.likes[kind] = Like(operation, answered.encoding, shared)
        return [content]


def _parameters(operation: Operation, environ: dict[str, Any]) -> Parameters | None:
    """The parameters of a request; None where they are wrong, or no text."""
    try:
        query = environ.get("QUERY_STRING", "").encode("latin1").decode()
        return parameters_of(operation, {}, MultiDict(parse_qsl(query, keep_blank_values=True, errors="strict")))
    except (Problem, UnicodeError):
        return None
