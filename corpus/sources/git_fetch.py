"""Fetches the files of one commit of a git repository; runs as a process of its own, bounded and easy to stop.

Asked by one JSON object on standard input (`address`, `ref`, `folder`), it answers with JSON objects, one a line:
`{"contact": true}` once the server has answered, `{"done": n, "total": m}` on the way, at last `{"commit": sha}` or
`{"error": text}`. What the server sends is untrusted: memory, file sizes, counts and depth are bounded.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dulwich.client import GitClient, get_transport_and_path
from dulwich.object_store import peel_sha
from dulwich.objects import Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from corpus.readers.decoding import MAX_BYTES
from corpus.sources.git_files import BLOBS, FILES

MAX_HEAP = 1 << 30
"""Bytes that the process may hold, what is mapped of files left out."""

MAX_MEMORY = 4 << 30
MAX_FILE = 2 << 30
MAX_FILES = 200_000
MAX_DEPTH = 64

_COUNTS = re.compile(rb"\((\d+)/(\d+)\)")


def main() -> None:
    """Answers the request on standard input."""
    _bound()
    request = json.load(sys.stdin)
    try:
        commit = fetch(request["address"], request["ref"], Path(request["folder"]))
        _say({"commit": commit})
    except Exception as error:  # whatever a hostile or broken server causes is told in one line
        _say({"error": _reason(error)})


def fetch(address: str, ref: str, folder: Path) -> str:
    """Fetches the commit that `ref` (a branch, tag, full id, or empty for HEAD) names, writes `FILES` and `BLOBS` into
    `folder` and gives the commit's id. Nothing is checked out: no path of the tree reaches the disk."""
    client, path = get_transport_and_path(address, quiet=True)
    refs = {name: value for name, value in client.get_refs(path.encode()).refs.items() if value is not None}
    _say({"contact": True})
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        repository = Repo.init_bare(scratch)
        try:
            commit = _fetched(client, path, repository, refs, ref)
            listed = list(_listed(repository, commit))
            places = _kept(repository, folder, {blob for _, mode, blob in listed if stat.S_ISREG(mode)})
        finally:
            repository.close()
    rows = [(path, mode, blob.decode(), *places.get(blob, (-1, 0))) for path, mode, blob in listed]
    (folder / FILES).write_text(json.dumps(rows), encoding="ascii")
    return commit.id.decode()


def _fetched(client: GitClient, path: str, repository: Repo, refs: dict[Ref, ObjectID], ref: str) -> Commit:
    """The commit, fetched alone where the server gives it, else with the history of all branches."""
    wanted = _wanted(refs, ref)
    try:
        _get(client, path, repository, [wanted], depth=1)
    except Exception:
        if wanted in refs.values():
            raise
        _get(client, path, repository, sorted(set(refs.values())), depth=None)
    if wanted not in repository.object_store:
        raise LookupError(f"the repository has no commit {ref}")
    _, found = peel_sha(repository.object_store, wanted)
    if not isinstance(found, Commit):
        raise LookupError(f"{ref} is not a commit")
    return found


def _wanted(refs: dict[Ref, ObjectID], ref: str) -> ObjectID:
    if re.fullmatch(r"[0-9a-f]{40}", ref):
        return ObjectID(ref.encode())
    names = (f"refs/tags/{ref}", f"refs/heads/{ref}", ref) if ref else ("HEAD",)
    for name in names:
        if Ref(name.encode()) in refs:
            return refs[Ref(name.encode())]
    raise LookupError(f"the repository has no branch or tag {ref!r}")


def _get(client: GitClient, path: str, repository: Repo, wants: list[ObjectID], depth: int | None) -> None:
    def determine(refs: Any, depth: int | None = None) -> list[ObjectID]:
        return wants

    def progress(message: bytes) -> None:
        counts = _COUNTS.search(message)
        _say({"done": int(counts[1]), "total": int(counts[2])} if counts else {"done": 0, "total": 0})

    client.fetch(path.encode(), repository, determine_wants=determine, progress=progress, depth=depth)


def _listed(repository: Repo, commit: Commit) -> Iterator[tuple[str, int, ObjectID]]:
    """(path, mode, blob) of every file. Bounded, for a tree can name itself a thousand times over."""
    waiting: list[tuple[str, ObjectID, int]] = [("", commit.tree, 0)]
    count = 0
    while waiting:
        prefix, identity, depth = waiting.pop()
        tree = repository.object_store[identity]
        if not isinstance(tree, Tree) or depth > MAX_DEPTH:
            raise ValueError(f"folders nested deeper than {MAX_DEPTH}, or one that is none")
        for entry in tree.iteritems():
            count += 1
            if count > MAX_FILES or entry.sha is None:
                raise ValueError(f"more than {MAX_FILES} files and folders")
            path = prefix + (entry.path or b"").decode("utf-8", "surrogateescape")
            if stat.S_ISDIR(entry.mode or 0):
                waiting.append((f"{path}/", entry.sha, depth + 1))
            else:
                yield path, entry.mode or 0, entry.sha


def _kept(repository: Repo, folder: Path, wanted: set[ObjectID]) -> dict[ObjectID, tuple[int, int]]:
    """Writes each of the blobs once; gives where it begins (-1: too long to be read, not kept) and its size."""
    places = {}
    with open(folder / BLOBS, "wb") as blobs:
        for blob in sorted(wanted):
            data = repository.object_store.get_raw(blob)[1]
            kept = len(data) <= MAX_BYTES
            places[blob] = (blobs.tell() if kept else -1, len(data))
            if kept:
                blobs.write(data)
    return places


def _reason(error: BaseException) -> str:
    """The innermost cause, which is what an operator can act on, in one line."""
    if isinstance(error, MemoryError):
        return f"to unpack it takes more memory than is allowed ({MAX_HEAP >> 20} MB)"
    inner: BaseException | None = error
    for _ in range(10):
        deeper = getattr(inner, "reason", None)
        deeper = deeper if isinstance(deeper, BaseException) else inner and (inner.__cause__ or inner.__context__)
        if deeper is None:
            break
        inner = deeper
    said = " ".join(str(getattr(inner, "strerror", None) or inner).split())
    return f"{said or type(inner).__name__} ({type(error).__name__})"[:500]


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _bound() -> None:
    """Bounds memory and file sizes where the system can; half of the machine's memory at most is held."""
    try:
        import resource
    except ImportError:
        return
    held = min(MAX_HEAP, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2)
    limits = ((resource.RLIMIT_DATA, held), (resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_FSIZE, MAX_FILE))
    for kind, limit in limits:
        _, hard = resource.getrlimit(kind)
        bounded = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (bounded, hard))


if __name__ == "__main__":
    main()
