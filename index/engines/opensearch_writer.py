"""Loads documents into an index of the cluster: in bulk, no faster than the cluster takes them, checked at the end."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from index.engines.opensearch_client import LONGEST_PAUSE, PASSING, PAUSE, Client, hits
from index.engines.opensearch_mapping import index_body, key, page_body, section_body
from index.errors import BuildFailed, EngineUnavailable
from index.ports import AnalyzedDocument

#: Bytes of one bulk call.
BULK = 4 << 20
#: Seconds that a bulk call, and the steps at the end of a load, may take with all their retries.
BULK_PATIENCE, END_PATIENCE = 60.0, 300.0


class Load:
    """Changes on their way into a new index, which is a copy of `base` or empty; nobody sees it until it is named."""

    def __init__(self, client: Client, base: str | None, checksums: Mapping[str, str]) -> None:
        self.index = new_name(client.settings.prefix)
        self._client, self._base = client, base
        self._checksums = dict(checksums)
        self._put: dict[str, list[str]] = {}
        self._lines: list[bytes] = []
        self._size = 0
        if base:
            body = {"settings": {"index.blocks.write": None, "index.number_of_replicas": 0}}
            client.call("PUT", f"/{base}/_clone/{self.index}", body, timeout=END_PATIENCE)
            client.call("GET", f"/_cluster/health/{self.index}", None, {"wait_for_status": "yellow"})
        else:
            client.call("PUT", f"/{self.index}", index_body(client.settings), timeout=END_PATIENCE)

    def put(self, document: AnalyzedDocument) -> None:
        """Replaces all sections of that document."""
        if any(section.page != document.id for section in document.sections):
            raise ValueError(f"a section of {document.id} names another page")
        self.delete(document.id)
        for section in document.sections:
            self._index(key(section.id), section_body(section))
        self._index(key(document.id), page_body(document))
        self._checksums[document.id] = document.checksum
        self._put[document.id] = [key(section.id) for section in document.sections]

    def delete(self, document_id: str) -> None:
        """Removes the document; an unknown id is no error."""
        if self._checksums.pop(document_id, None) is None:
            return
        sections = self._put.pop(document_id, None)
        for name in [key(document_id), *(self._sections(document_id) if sections is None else sections)]:
            self._add(orjson.dumps({"delete": {"_id": name}}) + b"\n")

    def finish(self) -> None:
        """Sends the rest, counts and compares what arrived, and lets the index answer; raises `BuildFailed`."""
        self._send()
        self._client.call("POST", f"/{self.index}/_refresh", timeout=END_PATIENCE)
        found = document_checksums(self._client, self.index)
        if found != self._checksums:
            wrong = sorted({name for name, _ in set(found.items()) ^ set(self._checksums.items())})
            raise BuildFailed(
                f"{self.index}: {len(wrong)} documents did not arrive as they were sent, among them {wrong[:3]}"
            )
        settings = self._client.settings
        self._client.call("POST", f"/{self.index}/_flush", timeout=END_PATIENCE)
        body = {"index": {"number_of_replicas": settings.replicas, "refresh_interval": None, "blocks.write": True}}
        self._client.call("PUT", f"/{self.index}/_settings", body, timeout=END_PATIENCE)
        wait_for_copies(self._client, self.index)

    def abandon(self) -> None:
        """Removes what was loaded."""
        self._client.call("DELETE", f"/{self.index}", None, {"ignore_unavailable": "true"})

    def _sections(self, document_id: str) -> list[str]:
        """The keys of the sections that the base has of a document."""
        path = f"/{self._base}/_doc/{key(document_id)}"
        sections: list[str] = self._client.call("GET", path)["_source"]["sections"]
        return sections

    def _index(self, name: str, body: Mapping[str, Any]) -> None:
        self._add(orjson.dumps({"index": {"_id": name}}) + b"\n" + orjson.dumps(body) + b"\n")

    def _add(self, line: bytes) -> None:
        self._lines.append(line)
        self._size += len(line)
        if self._size >= BULK:
            self._send()

    def _send(self) -> None:
        """Sends what is waiting; what the cluster could not take now is sent again, after growing pauses."""
        waiting, self._lines, self._size = self._lines, [], 0
        until, pause = time.monotonic() + BULK_PATIENCE, PAUSE
        while waiting:
            path, body = f"/{self.index}/_bulk", b"".join(waiting)
            told = self._client.call("POST", path, body, timeout=BULK_PATIENCE, lines=True)
            if not told["errors"]:
                return
            answers = [next(iter(item.values())) for item in told["items"]]
            refused = [answer for answer in answers if "error" in answer]
            final = next((answer for answer in refused if answer["status"] not in PASSING), None)
            if final or (refused and time.monotonic() > until):
                raise refusal(self.index, final or refused[0])
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


def new_name(prefix: str) -> str:
    """A name for a new index, later ones sort behind."""
    return f"{prefix}-{datetime.now(UTC):%Y%m%dt%H%M%S%fz}-{secrets.token_hex(3)}"


def wait_for_copies(client: Client, index: str) -> None:
    """Waits until every shard of an index can answer, and its copies are made if there are nodes for them."""
    params = {"wait_for_status": "green", "timeout": "30s"}
    told = client.call("GET", f"/_cluster/health/{index}", None, {**params, "level": "indices"}, timeout=60)
    if told["status"] == "red":
        raise EngineUnavailable(f"{index}: a shard has no home: whoever runs the cluster must look at its health")


def document_checksums(client: Client, index: str) -> dict[str, str]:
    """Document id → checksum, as the index has them."""
    body: dict[str, Any] = {
        "size": 5000,
        "query": {"terms": {"kind": ["page", "empty"]}},
        "sort": [{"page": "asc"}],
        "_source": ["page", "checksum"],
    }
    found = dict[str, str]()
    while True:
        (told,) = client.search(index, [body])
        page = hits(told)
        found.update((hit["_source"]["page"], hit["_source"]["checksum"]) for hit in page)
        if len(page) < body["size"]:
            return found
        body["search_after"] = page[-1]["sort"]
