"""Backup of a generation: one zip archive of plain data, from which `index.restore` makes a generation again.

    backup.json        what it is: format, generation, details of the build, sources; size and SHA-256 of the others
    documents.jsonl    a document a line, in reading order, with its sections and lines
    problems.jsonl     a problem a line
    graph/graph.json   the concept graph

No database file and nothing pickled goes in, so that nothing in it can do more than be read.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import StoreDamaged
from corpus.store import DocumentStore
from index.assembly import GRAPH, STORE
from index.durable import Disk, telling
from index.generations import Generations, Whole
from index.graph.store import ConceptGraph
from index.manifest import FileEntry
from index.plain_data import to_plain

FORMAT = 1
ABOUT, DOCUMENTS, PROBLEMS = "backup.json", "documents.jsonl", "problems.jsonl"
CONCEPTS = "graph/graph.json"


def backup(generations: Generations, archive: Path, generation_id: str | None = None) -> str:
    """Writes a generation (the one that serves, unless another is named) to `archive`; returns its id.

    The file is there whole or, where anything goes wrong, as it was before. Raises `StoreDamaged` where the
    generation is not whole, `NotFound`, `DataFolderUnusable`.
    """
    chosen = generation_id or generations.whole().id
    fresh = archive.with_name(f".{archive.name}.{os.getpid()}.new")
    with telling(archive, "write the backup elsewhere"), generations.hold(chosen):
        if damages := generations.verify(chosen):
            raise StoreDamaged(f"generation {chosen} is damaged: {damages[0]}")
        try:
            _write(fresh, generations.kept(chosen))
            disk = Disk()
            disk.sync_file(fresh)
            disk.rename(fresh, archive)
            disk.sync_folder(archive.absolute().parent)
        finally:
            fresh.unlink(missing_ok=True)
    return chosen


def _write(path: Path, kept: Whole) -> None:
    members = dict[str, list[int | str]]()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, DocumentStore(kept.folder / STORE) as store:
        sources = [to_plain(source) for source in store.sources()]
        contents: list[tuple[str, Iterable[bytes]]] = [
            (DOCUMENTS, _lines(store.documents())),
            (PROBLEMS, _lines(store.problems())),
            (CONCEPTS, (ConceptGraph.load(kept.folder / GRAPH).to_json(),)),
        ]
        for name, pieces in contents:
            entry = _add(archive, name, pieces)
            members[name] = [entry.size, entry.sha256]
        about = {
            "format": FORMAT,
            "generation": kept.id,
            "created": kept.manifest.created,
            "schema_version": kept.manifest.schema_version,
            "details": kept.manifest.details,
            "sources": sources,
            "members": members,
        }
        _add(archive, ABOUT, (json.dumps(about, ensure_ascii=False, indent=1).encode(),))


def _lines(values: Iterable[object]) -> Iterator[bytes]:
    for value in values:
        yield json.dumps(to_plain(value), separators=(",", ":")).encode() + b"\n"


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> FileEntry:
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(name)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
    with archive.open(info, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    return FileEntry(size, digest.hexdigest())
