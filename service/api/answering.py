"""How an operation becomes an answer: parameters checked, 304 before any work, bytes kept for the next who asks."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

import orjson
from flask import Response, g, request
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.http import quote_etag

from service.api.operation import JSON, Operation, Raw
from service.api.parameters import Parameters, is_repeatable
from service.api.problems import Problem, of_validation
from service.compression import SMALLEST, encoded, negotiated
from service.headers import is_held
from service.library import Library, Opened

#: How many answers are kept at most, however short they are: each has labels that take memory too.
MOST_KEPT = 4096
#: Changes when the same generation is to be answered differently than before.
REPRESENTATION = "1"


#: Where the environment of a request says how it was answered, if that depends on it and the generation alone.
ANSWERED = "xunmai.answered"
#: And where it holds the error with which it failed already: it is told, and nothing tried again.
FAILED = "xunmai.failed"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an answer: bytes at least."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer given from `generation` in an encoding; `again` is called when it is given another time."""

    generation: str
    operation: Operation
    encoding: str
    again: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Body(Kept):
    """The bytes of an answer, encoded, and how to label them; `total` is what a search says it found."""

    media_type: str
    encoding: str
    file_name: str = ""
    total: int | None = None


Some = TypeVar("Some", bound=Kept)


@dataclass
class KeptAnswers(Generic[Some]):
    """The answers given last, up to `capacity` bytes; a new generation has new keys, old ones fall out."""

    capacity: int
    _bodies: OrderedDict[str, Some] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: str) -> Some | None:
        """The kept answer, which counts as used."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: str, body: Some) -> None:
        """Keeps an answer unless it would take more than an eighth of the whole."""
        if len(body.content) > self.capacity // 8:
            return
        with self._lock:
            replaced = self._bodies.pop(key, None)
            self._size += len(body.content) - (len(replaced.content) if replaced else 0)
            self._bodies[key] = body
            while self._size > self.capacity or len(self._bodies) > MOST_KEPT:
                self._size -= len(self._bodies.popitem(last=False)[1].content)


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers operations from the library; the same generation and parameters give the same bytes.

    `on_answer` is told of each answer with a body, and whether its bytes were kept from before. What is handled in turn
    holds `turn`: threads that take the interpreter from each other answer fewer requests than one after another.
    """

    library: Library
    cache: KeptAnswers[Body]
    on_answer: Callable[[Operation, Parameters, Body, bool], None]
    turn: AbstractContextManager[object] = field(default_factory=threading.RLock)

    def view(self, operation: Operation) -> Callable[..., Response]:
        """The Flask view of an operation that reads."""

        def answer(**path_values: str) -> Response:
            if FAILED in request.environ:
                raise request.environ[FAILED]
            parameters = read_parameters(operation, path_values)
            with self.library.lease() as opened:
                return self._answer(operation, opened, parameters)

        return answer

    def _answer(self, operation: Operation, opened: Opened, parameters: Parameters) -> Response:
        g.generation = opened.generation
        encoding = negotiated()
        accept = request.headers.get("Accept", "") if 406 in operation.errors else ""
        tag = entity_tag(operation, opened.generation, parameters, encoding, accept)
        if is_held(tag):
            return Response(status=304, headers=_labels(tag))
        body = self.body(tag, operation, opened, parameters, encoding)
        if request.if_none_match.star_tag:
            return Response(status=304, headers=_labels(tag))
        again = partial(self.on_answer, operation, parameters, body, True)
        request.environ[ANSWERED] = Answered(opened.generation, operation, encoding, again)
        headers = [*_labels(tag), ("Content-Type", body.media_type)]
        if body.encoding:
            headers.append(("Content-Encoding", body.encoding))
        if body.file_name:
            headers.append(("Content-Disposition", f'inline; filename="{body.file_name}"'))
        return Response(body.content, operation.status, headers)

    def body(self, tag: str, operation: Operation, opened: Opened, parameters: Parameters, encoding: str) -> Body:
        """The answer that has this tag, in an encoding if it is long enough for one; counted, and kept."""
        kept = self.cache.get(tag)
        body = kept or _body(self._handled(operation, opened, parameters), encoding)
        if kept is None:
            self.cache.put(tag, body)
        self.on_answer(operation, parameters, body, kept is not None)
        return body

    def _handled(self, operation: Operation, opened: Opened, parameters: Parameters) -> object:
        assert operation.handle is not None
        with self.turn if operation.in_turn else nullcontext():
            return operation.handle(opened, parameters)


def read_parameters(operation: Operation, path_values: dict[str, str]) -> Parameters:
    """The parameters of this request; raises a 400 `Problem` that names each wrong one."""
    return parameters_of(operation, path_values, request.args)


def parameters_of(operation: Operation, path_values: dict[str, str], arguments: MultiDict[str, str]) -> Parameters:
    """The parameters of a request from its path and its query string; raises as `read_parameters` does."""
    model, values = operation.parameters, dict[str, object](path_values)
    for name, given in arguments.lists():
        if name in path_values:
            raise Problem(
                400, f"{name}: stands in the path", errors=[{"parameter": name, "detail": "stands in the path"}]
            )
        if name in model.model_fields and is_repeatable(model, name):
            values[name] = given
        elif len(given) > 1:
            raise Problem(400, f"{name}: given twice", errors=[{"parameter": name, "detail": "given twice"}])
        else:
            values[name] = given[0]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise of_validation(error, model) from None


def json_bytes(payload: object) -> bytes:
    """JSON in UTF-8; what is not text in Unicode's sense becomes a question mark."""
    try:
        return orjson.dumps(payload)
    except TypeError:
        return orjson.dumps(_text_only(payload))


def _text_only(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_text_only(key): _text_only(item) for key, item in value.items()}
    return [_text_only(item) for item in value] if isinstance(value, list | tuple) else value


def entity_tag(operation: Operation, generation: str, parameters: Parameters, encoding: str, accept: str = "") -> str:
    """What tells an answer from all others: the same tag stands for the same bytes."""
    asked = f"{REPRESENTATION}\0{operation.name}\0{parameters.model_dump_json()}\0{accept}\0{encoding}"
    digest = hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()
    return f"{generation}-{digest[:20]}"


def _body(payload: object, encoding: str) -> Body:
    raw = payload if isinstance(payload, Raw) else Raw(JSON, json_bytes(payload))
    content, used = raw.body, ""
    if len(content) >= SMALLEST and raw.media_type != "application/zip":
        content, used = encoded(content, encoding), encoding
    total = payload.get("total") if isinstance(payload, dict) else None
    return Body(content, raw.media_type, used, raw.file_name, total)


def _labels(tag: str) -> list[tuple[str, str]]:
    """The headers of an answer with a tag: to be asked for anew each time, and by each kind of client."""
    return [("ETag", quote_etag(tag)), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding, Accept")]
