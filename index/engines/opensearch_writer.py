"""Loads documents into an index of the cluster, and checks at the end that they arrived."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from index.engines.opensearch_bulk import Bulk
from index.engines.opensearch_client import Client, hits
from index.engines.opensearch_mapping import index_body, key, page_body, section_body
from index.errors import BuildFailed, EngineUnavailable
from index.ports import AnalyzedDocument

#: Seconds that a step at the beginning or the end of a load may take with all its retries.
END_PATIENCE = 300.0
#: Seconds after which a refresh is asked for again: clusters were seen that never answered one, with nothing to do.
LOST_AFTER = 20.0
#: Up to so many bytes a shard are merged into one segment.
MERGED = 1 << 30


class Load:
    """Changes on their way into a new index, which is a copy of `base` or empty; nobody sees it until it is named."""

    def __init__(self, client: Client, base: str | None, checksums: Mapping[str, str]) -> None:
        self.index = new_name(client.settings.prefix)
        self._client, self._base = client, base
        self._checksums = dict(checksums)
        self._put: dict[str, list[str]] = {}
        self._bulk = Bulk(client, self.index)
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
        sections = {key(section.id): section for section in document.sections}
        self._remove(document.id, sections)
        for name, section in sections.items():
            self._bulk.index(name, section_body(section))
        self._bulk.index(key(document.id), page_body(document))
        self._checksums[document.id] = document.checksum
        self._put[document.id] = list(sections)

    def delete(self, document_id: str) -> None:
        """Removes the document; an unknown id is no error."""
        if self._remove(document_id, ()):
            self._bulk.delete(key(document_id))

    def _remove(self, document_id: str, but: Collection[str]) -> bool:
        """Removes the sections of a document, but not those of the names `but`; whether there was such a document."""
        if document_id in self._put:
            self._bulk.drain()
        known = self._checksums.pop(document_id, None) is not None
        there = self._put.get(document_id)
        if there is None:
            there = self._sections(document_id) if known else []
        for name in there:
            if name not in but:
                self._bulk.delete(name)
        self._put[document_id] = []
        return known

    def finish(self) -> None:
        """Sends the rest, counts and compares what arrived, and lets the index answer; raises `BuildFailed`."""
        self._bulk.drain()
        self._bulk.close()
        self._merge()
        self._client.call("POST", f"/{self.index}/_refresh", timeout=END_PATIENCE, each=LOST_AFTER)
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
        self._bulk.close()
        self._client.call("DELETE", f"/{self.index}", None, {"ignore_unavailable": "true"})

    def _merge(self) -> None:
        """One segment a shard, where that is soon done: a search costs the nodes a quarter to a half less."""
        told = self._client.call("GET", f"/{self.index}/_stats/store", timeout=END_PATIENCE)
        size = told["_all"]["primaries"]["store"]["size_in_bytes"]
        if size <= MERGED * self._client.settings.shards:
            path, params = f"/{self.index}/_forcemerge", {"max_num_segments": "1"}
            self._client.call("POST", path, None, params, timeout=END_PATIENCE)

    def _sections(self, document_id: str) -> list[str]:
        """The keys of the sections that the base has of a document."""
        path = f"/{self._base}/_doc/{key(document_id)}"
        sections: list[str] = self._client.call("GET", path)["_source"]["sections"]
        return sections


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
