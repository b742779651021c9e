"""The way to the cluster: hosts, credentials, timeouts, retries with back-off, and errors that say who can act."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from opensearchpy import OpenSearch, exceptions
from opensearchpy.serializer import Serializer

from corpus.errors import ConfigurationError, XunmaiError
from index.errors import EngineUnavailable, IndexNotReady

#: The first versions whose answers this engine knows; Elasticsearch names itself by no distribution.
OLDEST = {"opensearch": (2, 0), "elasticsearch": (7, 10)}
#: Seconds of the first pause before a call is tried again, and the longest pause.
PAUSE, LONGEST_PAUSE = 0.05, 2.0
#: Statuses after which the same call may go through: too many requests, and what a failing node answers.
PASSING = (429, 502, 503, 504)
#: What a node answers, with status 500, that has just lost another one.
LOST = ("node_not_connected", "node_disconnected", "connect_transport", "node_closed", "receive_timeout")
#: What of the answers to searches is sent: not, with every hit, where it was found; empty lists are left out too.
ANSWERED = ("error", "status", "aggregations", "hits.total", "hits.hits._source", "hits.hits.sort")


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How to reach a cluster and how to lay indexes out in it.

    `timeout` is in seconds, for one call with all its retries; `prefix` begins the names of all our indexes, and is
    the alias of the one that serves. `candidates` is how many sections are scored exactly at least.
    """

    hosts: tuple[str, ...]
    user: str = ""
    password: str = ""
    authority: str | None = None
    timeout: float = 5.0
    prefix: str = "xunmai"
    shards: int = 1
    replicas: int = 1
    candidates: int = 400


class _Json(Serializer):
    mimetype = "application/json"

    def loads(self, data: str) -> Any:
        return orjson.loads(data)

    def dumps(self, data: Any) -> str | bytes:
        return data if isinstance(data, str | bytes) else orjson.dumps(data)


class Client:
    """Calls to a cluster; safe to share between threads."""

    def __init__(self, settings: ClusterSettings) -> None:
        if not settings.hosts:
            raise ConfigurationError('engine.hosts: expected at least one address, as in ["https://search-1:9200"]')
        self.settings = settings
        logging.getLogger("opensearch").setLevel(logging.ERROR)  # each failed try is told by our own errors
        head = {"allow_partial_search_results": False}
        near = {"preference": "_local"} if len(settings.hosts) > 1 else {}  # the node asked has less to ask others
        self._head = orjson.dumps(head | near) + b"\n"
        secured = any(host.startswith("https:") for host in settings.hosts)
        self._client = OpenSearch(
            list(settings.hosts),
            http_auth=(settings.user, settings.password) if settings.user else None,
            verify_certs=secured,
            ca_certs=settings.authority if secured else None,
            serializers={"application/json": _Json()},
            max_retries=len(settings.hosts),
            retry_on_status=(),
            pool_maxsize=16,
            timeout=settings.timeout,
            http_compress=False,
        )

    def check(self) -> str:
        """The version of the server; raises `ConfigurationError` where it, the address or the credentials are wrong."""
        try:
            told = self.call("GET", "/")
        except EngineUnavailable as error:
            if isinstance(error.__cause__, exceptions.SSLError) or _status(error) in (401, 403):
                raise ConfigurationError(str(error)) from error
            raise
        version = told.get("version", {}) if isinstance(told, dict) else {}
        kind, number = version.get("distribution", "elasticsearch"), str(version.get("number", ""))
        parts = number.split(".")
        if kind not in OLDEST or len(parts) < 2 or not (parts[0].isdigit() and parts[1].isdigit()):
            raise ConfigurationError(f"engine.hosts: {self._hosts} is no OpenSearch server; correct the address")
        if (int(parts[0]), int(parts[1])) < OLDEST[kind]:
            oldest = ".".join(map(str, OLDEST[kind]))
            raise ConfigurationError(
                f"engine.hosts: {self._hosts} runs {kind} {number}, older than {oldest}: "
                "whoever runs the cluster must upgrade it"
            )
        return f"{kind} {number}"

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        each: float = math.inf,
        lines: bool = False,
    ) -> Any:
        """One call, tried again with growing pauses while it may yet go through and time is left.

        No try waits longer than `each` seconds: for what may be asked twice, where an answer may be lost. `lines` says
        that `body` is bytes of JSON lines. Raises `EngineUnavailable`, `IndexNotReady` where the index is not there.
        """
        allowed = timeout or self.settings.timeout
        until, pause = time.monotonic() + allowed, PAUSE
        headers = {"content-type": "application/x-ndjson"} if lines else None
        while True:
            left = max(until - time.monotonic(), 0.1)
            try:
                return self._client.transport.perform_request(
                    method, path, params=dict(params or {}), body=body, timeout=min(left, each), headers=headers
                )
            except exceptions.TransportError as error:
                if not _may_pass(error) or time.monotonic() + pause >= until:
                    raise self._told(error) from error
            time.sleep(pause * (0.5 + random.random() / 2))  # noqa: S311 # spreads tries, hides nothing
            pause = min(pause * 2, LONGEST_PAUSE)

    def search(self, index: str, bodies: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """The answers (`ANSWERED`) to several searches, in one call; where a shard fails, all is tried again."""
        params = {"filter_path": ",".join(f"responses.{name}" for name in ANSWERED)}
        lines = b"".join(self._head + orjson.dumps(body) + b"\n" for body in bodies)
        until, pause = time.monotonic() + self.settings.timeout, PAUSE
        while True:
            told = self.call("POST", f"/{index}/_msearch", lines, params, lines=True)
            answers: Sequence[Mapping[str, Any]] = told["responses"]
            failed = next((answer for answer in answers if "error" in answer), None)
            if failed is None:
                return answers
            error = exceptions.TransportError(failed.get("status", 500), str(failed["error"].get("type")), failed)
            if not _may_pass(error) or time.monotonic() + pause >= until:
                raise self._told(error) from error
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    @property
    def _hosts(self) -> str:
        return ", ".join(self.settings.hosts)

    def _told(self, error: exceptions.TransportError) -> XunmaiError:
        """The error as those who can act understand it."""
        status, reason = error.status_code, _reason(error)
        if isinstance(error, exceptions.SSLError):
            return EngineUnavailable(f"{self._hosts}: the certificate is not trusted ({reason}): set engine.ca_file")
        if status == "TIMEOUT" or not isinstance(status, int):
            return EngineUnavailable(
                f"no answer from {self._hosts} within {self.settings.timeout:g} s: whoever runs the cluster must look "
                f"whether it is up, or engine.hosts is wrong ({reason})"
            )
        if status == 401:
            return EngineUnavailable(
                f"{self._hosts} refuses the credentials: set XUNMAI_ENGINE__USER and XUNMAI_ENGINE__PASSWORD"
            )
        if "cluster_block" in error.error or "read-only" in reason or "read_only" in reason:
            return EngineUnavailable(
                f"{self._hosts} does not take changes ({reason}): whoever runs the cluster must free disk space "
                "or lift the block"
            )
        if status == 403:
            return EngineUnavailable(f"{self._hosts} gives the user no right to that: {reason}")
        if status == 404 and "index_not_found" in error.error:
            return IndexNotReady(f"the index is not in the cluster {self._hosts} ({reason}): run `xunmai build`")
        if status in PASSING or _may_pass(error):
            return EngineUnavailable(
                f"{self._hosts} cannot answer now, status {status} ({reason}): whoever runs the cluster must look at "
                "its health"
            )
        return EngineUnavailable(f"{self._hosts} refuses a call, status {status}: {reason}")


def hits(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The hits of an answer to a search."""
    found: Sequence[Mapping[str, Any]] = answer["hits"].get("hits", ())
    return found


def _may_pass(error: exceptions.TransportError) -> bool:
    if isinstance(error, exceptions.SSLError):
        return False
    lost = error.status_code == 500 and any(name in str(error.info) for name in LOST)
    return lost or isinstance(error, exceptions.ConnectionError) or error.status_code in PASSING


def _status(error: EngineUnavailable) -> object:
    cause = error.__cause__
    return cause.status_code if isinstance(cause, exceptions.TransportError) else None


def _reason(error: exceptions.TransportError) -> str:
    info = error.info
    if isinstance(info, dict) and isinstance(info.get("error"), dict):
        causes = info["error"].get("root_cause") or [info["error"]]
        return str(causes[0].get("reason") or info["error"].get("reason") or info["error"].get("type"))[:300]
    return " ".join(str(info or error.error).split())[:300]
