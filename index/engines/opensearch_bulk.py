"""Sends changes in bulk: several calls on their way at a time, no faster than the cluster takes them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import orjson

from index.engines.opensearch_client import LONGEST_PAUSE, PASSING, PAUSE, Client
from index.errors import EngineUnavailable

#: Bytes of one bulk call, and how many calls are on their way at most.
BULK, IN_FLIGHT = 2 << 20, 4
#: Seconds that a bulk call may take with all its retries.
BULK_PATIENCE = 60.0


class Bulk:
    """Changes on their way into an index, in no order: `drain` between two that concern the same name."""

    def __init__(self, client: Client, index: str) -> None:
        self._client, self._index = client, index
        self._lines: list[bytes] = []
        self._size = 0
        self._senders = ThreadPoolExecutor(IN_FLIGHT, "bulk")
        self._sent: deque[Future[None]] = deque()

    def index(self, name: str, body: Mapping[str, Any]) -> None:
        """Puts a document under a name."""
        self._add(orjson.dumps({"index": {"_id": name}}) + b"\n" + orjson.dumps(body) + b"\n")

    def delete(self, name: str) -> None:
        """Removes the document of that name."""
        self._add(orjson.dumps({"delete": {"_id": name}}) + b"\n")

    def drain(self) -> None:
        """Sends what is waiting and waits until all has arrived; raises what went wrong."""
        self._send()
        while self._sent:
            self._sent.popleft().result()

    def close(self) -> None:
        """Waits until nothing is on its way any more; what is waiting is not sent."""
        self._senders.shutdown(cancel_futures=True)

    def _add(self, line: bytes) -> None:
        self._lines.append(line)
        self._size += len(line)
        if self._size >= BULK:
            self._send()

    def _send(self) -> None:
        if len(self._sent) == IN_FLIGHT:
            self._sent.popleft().result()
        self._sent.append(self._senders.submit(self._deliver, self._lines))
        self._lines, self._size = [], 0

    def _deliver(self, waiting: Sequence[bytes]) -> None:
        """What the cluster could not take now is sent again, after growing pauses."""
        params = {"filter_path": "errors,items.*.status,items.*.error"}
        until, pause = time.monotonic() + BULK_PATIENCE, PAUSE
        while waiting:
            path, body = f"/{self._index}/_bulk", b"".join(waiting)
            told = self._client.call("POST", path, body, params, timeout=BULK_PATIENCE, lines=True)
            if not told["errors"]:
                return
            answers = [next(iter(item.values())) for item in told["items"]]
            refused = [answer for answer in answers if "error" in answer]
            final = next((answer for answer in refused if answer["status"] not in PASSING), None)
            if final or (refused and time.monotonic() > until):
                raise refusal(self._index, final or refused[0])
            waiting = [line for line, answer in zip(waiting, answers, strict=True) if "error" in answer]
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def refusal(index: str, answer: Mapping[str, Any]) -> EngineUnavailable:
    """The error for a document that the cluster does not take."""
    error = answer["error"]
    told = f"{index}: the cluster does not take documents, status {answer['status']}: {error.get('reason')}"
    if "block" in str(error.get("type")) or "read-only" in str(error.get("reason")):
        return EngineUnavailable(f"{told}; whoever runs it must free disk space or lift the block")
    return EngineUnavailable(told)
