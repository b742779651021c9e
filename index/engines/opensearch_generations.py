"""Generations that all machines share: their files lie in the cluster, and an alias says which one serves.

Beside its index of sections a generation has an index of files: the folder of `index.generations`, in pieces. Two
aliases, moved together in one call, name the two that serve. A machine that follows copies the files into its own
data folder, where they are verified before they count, so that any number of machines start with nothing.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from corpus.errors import StoreDamaged
from index import locks
from index.durable import Disk, files_below, remove_tree, sync_folders
from index.engines.opensearch_bulk import refusal
from index.engines.opensearch_client import Client, hits
from index.engines.opensearch_index import POINTER, named
from index.engines.opensearch_share import share_index
from index.engines.opensearch_writer import END_PATIENCE, LOST_AFTER, wait_for_copies
from index.errors import IndexNotReady, NotFound
from index.generations import Generations

#: Bytes of a piece of a file.
PIECE = 2 << 20
#: Seconds after which an index that no generation names is thrown away: a finished one, and one still being loaded.
FORGOTTEN, ABANDONED = 3600.0, 86400.0
#: Begins the names of folders that are being filled.
_PULLING = ".pulling-"
_MAPPING = {
    "dynamic": "strict",
    "properties": {
        "path": {"type": "keyword"},
        "number": {"type": "integer"},
        "data": {"type": "binary", "doc_values": False},
    },
}


class SharedGenerations:
    """The generations of a cluster, and how a data folder takes part in them."""

    def __init__(self, client: Client, generations: Generations) -> None:
        self._client, self._generations = client, generations
        self._prefix = client.settings.prefix
        self._files_alias = f"{self._prefix}-files"
        self._seen: str | None = None

    def check(self) -> None:
        """`ConfigurationError`, `EngineUnavailable` where the cluster cannot be used."""
        self._client.check()

    def current_id(self) -> str | None:
        """The generation that the alias names; None where there is none."""
        told = self._client.call("GET", "/_cat/aliases/" + self._files_alias, None, {"format": "json"})
        index = next((row["index"] for row in told), None)
        return self._id_of(index) if index else None

    def publish(self, generation_id: str) -> None:
        """Puts a kept generation into the cluster, if it is not there, and lets it serve: one atomic call."""
        text = named(self._generations.folder(generation_id) / "text")
        files = self._files_index(generation_id)
        if not self._is_there(files):
            self._upload(self._generations.folder(generation_id), files)
        actions = [
            {"remove": {"index": f"{self._prefix}-*", "alias": self._prefix, "must_exist": False}},
            {"remove": {"index": f"{self._prefix}-*", "alias": self._files_alias, "must_exist": False}},
            {"add": {"index": text, "alias": self._prefix}},
            {"add": {"index": files, "alias": self._files_alias}},
        ]
        self._client.call("POST", "/_aliases", {"actions": actions}, timeout=END_PATIENCE)

    def pull(self) -> bool:
        """Where the alias has moved since the last look, makes its generation current here; whether it did.

        `StoreDamaged` where what arrived is not what was sent.
        """
        wanted = self.current_id()
        if wanted is None or wanted == self._seen:
            return False
        if wanted == self._generations.current_id():
            self._seen = wanted
            return False
        try:
            self._generations.folder(wanted)
        except NotFound:
            self._download(wanted)
        self._generations.activate(wanted)
        self._seen = wanted
        return True

    def prune(self, keep: int, now: float | None = None) -> Sequence[str]:
        """Removes from the cluster all but the newest `keep` generations and the one that serves, and what killed
        builds left; returns the names of the removed indexes."""
        names = self._indexes()
        files = sorted((name for name in names if name.startswith(f"{self._files_alias}-")), reverse=True)
        serving = self.current_id()
        kept = {*files[: max(keep, 0)], *([self._files_index(serving)] if serving else [])}
        kept |= {text for name in kept if name in names and (text := self._text_of(name))}
        moment = now or time.time()
        removed = [name for name, about in names.items() if name not in kept and _is_old(name in files, about, moment)]
        for name in removed:
            self._client.call("DELETE", f"/{name}", None, {"ignore_unavailable": "true"}, timeout=END_PATIENCE)
        return removed

    def forget_parts(self) -> None:
        """Removes what builders left of their parts (`index.engines.opensearch_share`)."""
        index = share_index(self._client.settings)
        self._client.call("DELETE", f"/{index}", None, {"ignore_unavailable": "true"}, timeout=END_PATIENCE)

    def _upload(self, folder: Path, index: str) -> None:
        settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}
        self._client.call("PUT", f"/{index}", {"settings": settings, "mappings": _MAPPING}, timeout=END_PATIENCE)
        try:
            for path, number, data in _pieces(folder):
                head = {"index": {"_id": f"{number}:{path}"[:500]}}
                body = {"path": path, "number": number, "data": base64.b64encode(data).decode()}
                lines = orjson.dumps(head) + b"\n" + orjson.dumps(body) + b"\n"
                told = self._client.call("POST", f"/{index}/_bulk", lines, timeout=END_PATIENCE, lines=True)
                if told["errors"]:
                    raise refusal(index, next(iter(told["items"][0].values())))
            self._client.call("POST", f"/{index}/_refresh", timeout=END_PATIENCE, each=LOST_AFTER)
            self._client.call("POST", f"/{index}/_flush", timeout=END_PATIENCE)
            body = {"index": {"number_of_replicas": self._client.settings.replicas, "blocks.write": True}}
            self._client.call("PUT", f"/{index}/_settings", body, timeout=END_PATIENCE)
            wait_for_copies(self._client, index)
        except BaseException:
            self._client.call("DELETE", f"/{index}", None, {"ignore_unavailable": "true"})
            raise

    def _download(self, generation_id: str) -> None:
        disk, root = self._generations.disk, self._generations.data / "generations"
        root.mkdir(parents=True, exist_ok=True)
        with locks.exclusive(self._generations.data / "pull.lock"):
            if (root / generation_id).is_dir():
                return
            for left in root.glob(f"{_PULLING}*"):
                remove_tree(disk, left)
            folder = root / f"{_PULLING}{secrets.token_hex(6)}"
            try:
                for path, data in self._fetched(self._files_index(generation_id)):
                    target = (folder / path).resolve()
                    if folder.resolve() not in target.parents:
                        raise StoreDamaged(f"generation {generation_id} in the cluster names a file outside: {path!r}")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with target.open("ab") as file:
                        file.write(data)
                _rename(disk, folder, root / generation_id)
            except BaseException:
                if folder.is_dir():
                    remove_tree(disk, folder)
                raise

    def _fetched(self, index: str) -> Iterator[tuple[str, bytes]]:
        """The pieces of all files, those of one file in order."""
        body: dict[str, Any] = {"size": 4, "sort": [{"path": "asc"}, {"number": "asc"}], "query": {"match_all": {}}}
        while True:
            (told,) = self._client.search(index, [body])
            for hit in hits(told):
                yield hit["_source"]["path"], base64.b64decode(hit["_source"]["data"])
                body["search_after"] = hit["sort"]
            if len(hits(told)) < body["size"]:
                return

    def _text_of(self, files: str) -> str | None:
        """The index of sections of the generation whose files lie in `files`."""
        body = {"query": {"term": {"path": f"text/{POINTER}"}}, "size": 1}
        (told,) = self._client.search(files, [body])
        found = hits(told)
        return str(orjson.loads(base64.b64decode(found[0]["_source"]["data"]))["index"]) if found else None

    def _indexes(self) -> Mapping[str, Mapping[str, Any]]:
        told = self._client.call("GET", f"/{self._prefix}-*/_settings", None, {"flat_settings": "true"})
        return {name: about["settings"] for name, about in told.items()}

    def _is_there(self, index: str) -> bool:
        try:
            told = self._client.call("GET", f"/{index}/_settings", None, {"flat_settings": "true"})
        except IndexNotReady:
            return False
        return _is_finished(told[index]["settings"])

    def _files_index(self, generation_id: str) -> str:
        return f"{self._files_alias}-{generation_id.lower()}"

    def _id_of(self, index: str) -> str:
        return index.removeprefix(f"{self._files_alias}-").replace("t", "T", 1).replace("z-", "Z-", 1)


def _is_finished(about: Mapping[str, Any]) -> bool:
    return str(about.get("index.blocks.write")) == "true"


def _is_old(is_files: bool, about: Mapping[str, Any], now: float) -> bool:
    """Whether an index that no kept generation names may go; files of pruned generations go at once."""
    age = now - int(about["index.creation_date"]) / 1000
    if not _is_finished(about):
        return age > ABANDONED
    return is_files or age > FORGOTTEN


def _pieces(folder: Path) -> Iterator[tuple[str, int, bytes]]:
    for path in files_below(folder):
        with path.open("rb") as file:
            number = 0
            while (data := file.read(PIECE)) or not number:
                yield path.relative_to(folder).as_posix(), number, data
                number += 1


def _rename(disk: Disk, folder: Path, target: Path) -> None:
    for path in files_below(folder):
        disk.sync_file(path)
    sync_folders(disk, folder)
    disk.rename(folder, target)
    disk.sync_folder(target.parent)
