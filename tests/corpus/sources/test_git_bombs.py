"""Packs made to exhaust whoever unpacks them, against the process that fetches: bounded, and told in one line."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import struct
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication

import psutil
import pytest

from corpus.errors import SourceUnavailable
from corpus.sources import SourceSpec, open_source
from corpus.sources.git_fetch import MAX_HEAP
from index.build import build
from index.engines.whoosh_index import WhooshIndex
from index.generations import Generations

COMMIT, TREE, BLOB, REFERENCE_DELTA = 1, 2, 3, 7
#: What the fetching process may need besides what the server sends, in bytes.
OWN_MEMORY = 200 << 20
PIECE = 1 << 22
pytestmark = pytest.mark.slow

#: An object of a pack: its kind, the size that its head says, its content as it is sent.
Object = tuple[int, int, Iterable[bytes]]
#: The commit that a server's branch names, and the pack that it sends.
Bomb = tuple[bytes, Callable[[], Iterable[bytes]]]


def zeros(size: int) -> Iterator[bytes]:
    """`size` zero bytes (a multiple of `PIECE`), deflated to a thousandth by one piece that repeats itself."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    squeeze.compress(bytes(PIECE)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    piece = squeeze.compress(bytes(PIECE)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    yield b"\x78\xda"
    yield from itertools.repeat(piece, size // PIECE)
    yield b"\x03\x00" + struct.pack(">HH", size % 65521, 1)


def plain(kind: int, content: bytes) -> Object:
    return kind, len(content), [zlib.compress(content)]


def named(kind: bytes, content: bytes) -> bytes:
    return hashlib.sha1(b"%b %d\0%b" % (kind, len(content), content)).digest()


def head(kind: int, size: int) -> bytes:
    """The head of an object in a pack: kind and size, seven bits a byte."""
    first, size = kind << 4 | size & 15, size >> 4
    written = bytearray()
    while size:
        written.append(first | 0x80)
        first, size = size & 0x7F, size >> 7
    return bytes([*written, first])


def pack(objects: Iterable[Object], count: int) -> Iterator[bytes]:
    digest = hashlib.sha1()
    written = (itertools.chain([head(kind, size)], content) for kind, size, content in objects)
    for piece in itertools.chain([b"PACK" + struct.pack(">LL", 2, count)], itertools.chain.from_iterable(written)):
        digest.update(piece)
        yield piece
    yield digest.digest()


def a_commit(blob: bytes) -> tuple[bytes, list[Object]]:
    """A commit of one file `a.md` with that blob: its id, and commit and tree as objects."""
    tree = b"100644 a.md\0" + blob
    text = b"tree %b\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nm\n" % named(b"tree", tree).hex().encode()
    return named(b"commit", text), [plain(COMMIT, text), plain(TREE, tree)]


def line(text: bytes) -> bytes:
    return b"%04x%b" % (len(text) + 4, text)


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def forge(commit: bytes, answer: Callable[[], Iterable[bytes]]) -> WSGIApplication:
    """A server of one branch that sends what `answer` gives as the pack."""

    def app(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET":
            start("200 OK", [("Content-Type", "application/x-git-upload-pack-advertisement")])
            refs = line(b"%b HEAD\0shallow agent=x\n" % commit.hex().encode())
            refs += line(b"%b refs/heads/main\n" % commit.hex().encode())
            return [line(b"# service=git-upload-pack\n") + b"0000" + refs + b"0000"]
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start("200 OK", [("Content-Type", "application/x-git-upload-pack-result")])
        shallow = line(b"shallow %b" % commit.hex().encode()) + b"0000"
        return itertools.chain([shallow + line(b"NAK\n")], answer())

    return app


@contextlib.contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, server_class=_Threaded, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def watched() -> Iterator[list[int]]:
    """The most memory that the processes of this one held, in bytes, sampled while the context lasts."""
    most, stop = [0], threading.Event()

    def look() -> None:
        while not stop.wait(0.02):
            for child in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    most[0] = max(most[0], child.memory_info().rss)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield most
    finally:
        stop.set()
        looking.join()


def enormous_blob() -> Bomb:
    """8 GiB out of 8 MiB."""
    commit, objects = a_commit(b"\1" * 20)
    return commit, lambda: pack([*objects, (BLOB, 8 << 30, zeros(8 << 30))], 3)


def blob_that_lies() -> Bomb:
    """Its head says 10 bytes."""
    commit, objects = a_commit(b"\1" * 20)
    return commit, lambda: pack([*objects, (BLOB, 10, zeros(8 << 30))], 3)


def delta_that_grows() -> Bomb:
    """A megabyte, copied four thousand times by a delta of some kilobytes."""
    base, copies = bytes(1 << 20), 4096
    copy = b"\xc0\x10"  # from the beginning, 0x100000 bytes
    delta = size_bytes(len(base)) + size_bytes(len(base) * copies) + copy * copies
    commit, objects = a_commit(b"\1" * 20)
    reference = named(b"blob", base)
    grown = (REFERENCE_DELTA, len(delta), [reference, zlib.compress(delta)])
    return commit, lambda: pack([*objects, plain(BLOB, base), grown], 4)


def size_bytes(size: int) -> bytes:
    written = bytearray()
    while size > 0x7F:
        written.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*written, size])


def pack_without_end() -> Bomb:
    """Says that four thousand million objects follow, and sends the same few for ever."""
    commit, objects = a_commit(b"\1" * 20)
    return commit, lambda: pack(itertools.cycle([objects[1]]), 0xFFFFFFFF)


def sync(bomb: Bomb, folder: Path) -> tuple[str, int]:
    """What syncing a source with that bomb says, and the most memory that it took."""
    with served(forge(*bomb)) as address, watched() as most:
        source = open_source(SourceSpec("book", "git", "plain", repository=address, ref="main"), folder)
        with pytest.raises(SourceUnavailable) as raised:
            source.sync()
    return str(raised.value), most[0]


@pytest.mark.parametrize(
    ("bomb", "said"),
    [
        (enormous_blob(), "more memory than is allowed"),
        (blob_that_lies(), "exceeds expected size"),
        (delta_that_grows(), "more memory than is allowed"),
    ],
    ids=["blob", "lie", "delta"],
)
def test_a_bomb_costs_bounded_memory_and_one_line(bomb: Bomb, said: str, tmp_path: Path) -> None:
    told, most = sync(bomb, tmp_path)
    assert said in told
    assert "\n" not in told
    assert most < MAX_HEAP + OWN_MEMORY
    assert list((tmp_path / "book").iterdir()) == []


def test_a_pack_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.sources.git_process.LONGEST", 5.0)
    told, most = sync(pack_without_end(), tmp_path)
    assert "not done within 5 seconds" in told
    assert most < MAX_HEAP + OWN_MEMORY
    assert list((tmp_path / "book").iterdir()) == []


def test_other_sources_are_served_beside_a_bomb(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# 镜像\n", encoding="utf-8")
    with served(forge(*delta_that_grows())) as address:
        sources = [
            SourceSpec("notes", "directory", "plain", path=str(tmp_path / "notes")),
            SourceSpec("book", "git", "plain", repository=address, ref="main", optional=True),
        ]
        with pytest.raises(SourceUnavailable):
            open_source(sources[1], tmp_path / "data" / "sources").sync()
        report = build(sources, Generations(tmp_path / "data"), engine=WhooshIndex)
    assert report.documents == 1
    assert set(report.left_out) == {"book"}
