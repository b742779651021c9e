"""What several builders made of documents, left in the cluster for the build that joins it.

Each piece lies under a digest of the document, its checksum and what it was made with, so that nobody has to agree on
anything: a builder that comes late, twice or not at all changes nothing but how much is left to do.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from corpus.problems import Problem
from corpus.store_codec import EncodedDocument
from index.document_work import DocumentWork, Task, Work, WorkedDocument, counted
from index.engines.opensearch_bulk import refusal
from index.engines.opensearch_client import Client, ClusterSettings
from index.engines.opensearch_writer import END_PATIENCE
from index.errors import IndexNotReady
from index.plain_data import from_plain, to_plain
from index.ports import AnalyzedDocument

_BODY = {
    "settings": {"number_of_shards": 1, "number_of_replicas": 0},
    "mappings": {"dynamic": "strict", "properties": {"data": {"type": "binary", "doc_values": False}}},
}


class ClusterShare:
    """An `index.assembly.SharedWork` in the cluster."""

    def __init__(self, settings: ClusterSettings) -> None:
        self._settings = settings

    def around(self, work: DocumentWork, name: str, checksums: Mapping[str, str]) -> Work:
        """The work, taken over where it was left; see `index.assembly.SharedWork`."""
        return _Taking(work, self._settings, checksums, name)

    def put(self, worked: Iterable[WorkedDocument], name: str) -> int:
        """Leaves what was made; how many documents that was."""
        client, index, count = Client(self._settings), share_index(self._settings), 0
        if not is_there(client, index):
            client.call("PUT", f"/{index}", _BODY, {"wait_for_active_shards": "1"}, timeout=END_PATIENCE)
        for document in worked:
            checksum = document.document.document[3]
            head = {"index": {"_id": piece_name(name, document.document.id, checksum)}}
            lines = orjson.dumps(head) + b"\n" + orjson.dumps({"data": packed(document)}) + b"\n"
            told = client.call("POST", f"/{index}/_bulk", lines, timeout=END_PATIENCE, lines=True)
            if told["errors"]:
                raise refusal(index, next(iter(told["items"][0].values())))
            count += 1
        client.close()
        return count


@dataclass
class _Taking:
    """The work on documents, done only where nobody left it; makes its own connections in each process."""

    work: Work
    settings: ClusterSettings
    checksums: Mapping[str, str]
    name: str
    _client: Client | None = field(default=None, init=False)

    def __getstate__(self) -> Mapping[str, Any]:
        return {"work": self.work, "settings": self.settings, "checksums": self.checksums, "name": self.name}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state, _client=None)

    def __call__(self, batch: Sequence[Task]) -> list[WorkedDocument]:
        left = {task: data for task, data in zip(batch, self._found(batch), strict=True) if data}
        done = iter(self.work([task for task in batch if task not in left]))
        return [unpacked(left[task]) if task in left else next(done) for task in batch]

    def _found(self, batch: Sequence[Task]) -> list[str]:
        """What was left of each document; nothing of those of which nothing was."""
        if self._client is None:
            self._client = Client(self.settings)
        names = [piece_name(self.name, task.document_id, self.checksums[task.document_id]) for task in batch]
        try:
            found = self._client.call("POST", f"/{share_index(self.settings)}/_mget", {"ids": names})["docs"]
        except IndexNotReady:
            return [""] * len(batch)
        return [each["_source"]["data"] if each.get("found") else "" for each in found]


def share_index(settings: ClusterSettings) -> str:
    """The name of the index; another prefix than generations have, which are pruned."""
    return f"{settings.prefix}.share"


def is_there(client: Client, index: str) -> bool:
    """Whether the cluster has an index."""
    try:
        client.call("GET", f"/{index}/_settings")
    except IndexNotReady:
        return False
    return True


def piece_name(name: str, document_id: str, checksum: str) -> str:
    """A digest of all that a piece of work depends on."""
    return hashlib.sha256(orjson.dumps([name, document_id.encode("utf-8", "replace").decode(), checksum])).hexdigest()


def packed(worked: WorkedDocument) -> str:
    """A piece of work as text; nothing in it can run."""
    *row, header = worked.document.document
    plain = {
        "row": row,
        "header": _text(header),
        "lines": _text(worked.document.lines),
        "sections": [[line, _text(data)] for line, data in worked.document.sections],
        "evidence": _text(worked.evidence),
        "analyzed": to_plain(worked.analyzed),
        "problems": to_plain(worked.problems),
    }
    return _text(zlib.compress(orjson.dumps(plain), 6))


def unpacked(data: str) -> WorkedDocument:
    """The inverse of `packed`."""
    plain = orjson.loads(zlib.decompress(base64.b64decode(data)))
    analyzed = from_plain(AnalyzedDocument, plain["analyzed"])
    source, path, order, checksum = plain["row"]
    return WorkedDocument(
        EncodedDocument(
            analyzed.id,
            (source, path, order, checksum, base64.b64decode(plain["header"])),
            base64.b64decode(plain["lines"]),
            tuple((line, base64.b64decode(rest)) for line, rest in plain["sections"]),
        ),
        base64.b64decode(plain["evidence"]),
        analyzed,
        counted(analyzed),
        tuple(from_plain(Problem, problem) for problem in plain["problems"]),
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
