"""A backup gives back what it was made of; an archive made by somebody else gives nothing but an error."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import StoreDamaged
from corpus.sources import SourceSpec
from corpus.store import DocumentStore
from index.archive import Limits
from index.backup import backup
from index.build import build
from index.engines.whoosh_index import WhooshIndex
from index.errors import DataFolderUnusable
from index.generations import Generations
from index.graph.concept_graph import FILE
from index.restore import restore

VOCABULARY = """
[kinds]
object = "对象"
[concepts.image]
kind = "object"
pref_label = { zh = "镜像", en = "image" }
[concepts.container]
kind = "object"
pref_label = { zh = "容器", en = "container" }
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Generations:
    folder = tmp_path_factory.mktemp("built")
    notes = folder / "notes"
    notes.mkdir()
    (notes / "a.md").write_text(
        "# 镜像\n\n容器是镜像的运行实例。\n\n```bash\ndocker run **nginx**\n```\n\n- **数据卷**\n"
    )
    (notes / "b.md").write_bytes(b"# \xe5\xae\xb9\n\nbad \xff\xfe bytes [x](gone.md)\n")
    (folder / "vocabulary.toml").write_text(VOCABULARY)
    generations = Generations(folder / "data")
    specs = [SourceSpec("notes", "directory", "plain", path=str(notes), url="https://notes.example/")]
    build(specs, generations, engine=WhooshIndex, vocabulary=folder / "vocabulary.toml")
    return generations


@pytest.fixture(scope="module")
def archive(built: Generations, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "backup.zip"
    assert backup(built, path) == built.current_id()
    return path


def contents(generations: Generations) -> Mapping[str, Any]:
    folder = generations.whole().folder
    index = WhooshIndex.open(folder / "text")
    with DocumentStore(folder / "store.sqlite") as store:
        return {
            "documents": list(store.documents()),
            "problems": store.problems(),
            "sources": store.sources(),
            "checksums": dict(index.document_checksums()),
            "terms": dict(index.vocabulary()),
            "graph": (folder / "graph" / FILE).read_bytes(),
        }


def test_what_is_restored_is_what_was_backed_up(built: Generations, archive: Path, tmp_path: Path) -> None:
    restored = Generations(tmp_path / "data")
    report = restore(restored, archive, engine=WhooshIndex)
    assert (report.documents, report.generation) == (2, restored.current_id())
    assert contents(restored) == contents(built)
    details = restored.whole().manifest.details
    assert details["restored_from"] == built.current_id()
    assert details["corpus_sha256"] == built.whole().manifest.details["corpus_sha256"]


def test_a_place_that_cannot_be_written_is_named_with_what_helps(built: Generations, tmp_path: Path) -> None:
    with pytest.raises(DataFolderUnusable, match="write the backup elsewhere") as raised:
        backup(built, tmp_path / "nowhere" / "a.zip")
    assert "--data" not in str(raised.value)


def test_the_archive_holds_plain_data_and_nothing_else(archive: Path) -> None:
    with zipfile.ZipFile(archive) as file:
        names = sorted(file.namelist())
        assert names == ["backup.json", "documents.jsonl", "graph/graph.json", "problems.jsonl"]
        for name in names:
            for line in file.read(name).splitlines() if name.endswith("l") else [file.read(name)]:
                json.loads(line)


def test_a_backup_replaces_the_older_file_whole_or_not_at_all(built: Generations, tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    path.write_bytes(b"older")
    damaged = Generations(tmp_path / "data")
    with damaged.begin() as builder:
        (builder.folder / "store.sqlite").write_bytes(b"no database")
        damaged_id = builder.commit({})
    with pytest.raises(StoreDamaged):
        backup(damaged, path, damaged_id)
    assert path.read_bytes() == b"older"
    assert [file.name for file in tmp_path.glob("*.zip*")] == ["backup.zip"]
    backup(built, path)
    assert zipfile.is_zipfile(path)


Change = Callable[[dict[str, bytes]], dict[str, bytes]]


def repacked(archive: Path, change: Change) -> bytes:
    """The archive with its members changed and the new sizes and digests promised."""
    import hashlib

    with zipfile.ZipFile(archive) as file:
        members = {name: file.read(name) for name in file.namelist()}
    members = change(members)
    about = json.loads(members["backup.json"])
    about["members"] = {
        name: [len(data), hashlib.sha256(data).hexdigest()] for name, data in members.items() if name != "backup.json"
    }
    members["backup.json"] = json.dumps(about).encode()
    return zipped(members)


def zipped(members: Mapping[str, bytes], mode: int = stat.S_IFREG | 0o644) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr, info.compress_type = mode << 16, zipfile.ZIP_DEFLATED
            file.writestr(info, data)
    return target.getvalue()


def with_document(**changes: Any) -> Change:
    def change(members: dict[str, bytes]) -> dict[str, bytes]:
        first, *others = members["documents.jsonl"].splitlines(keepends=True)
        document = {**json.loads(first), **changes}
        return {**members, "documents.jsonl": b"".join([json.dumps(document).encode() + b"\n", *others])}

    return change


HOSTILE: Mapping[str, tuple[Change, str]] = {
    "a path that leaves the folder": (lambda m: {**m, "../../etc/passwd": b"x"}, "does not belong"),
    "an absolute path": (lambda m: {**m, "/etc/passwd": b"x"}, "does not belong"),
    "a path with a backslash": (lambda m: {**m, "graph\\..\\x.json": b"x"}, "does not belong"),
    "a pickled file": (lambda m: {**m, "text/index.pickle": b"x"}, "does not belong"),
    "many members": (lambda m: {**m, **{f"graph/a{n}.json": b"{}" for n in range(20)}}, "more than 16 members"),
    "a bomb": (lambda m: {**m, "documents.jsonl": b" " * 9_000_000}, "200 times"),
    "a graph that is none": (lambda m: {**m, "graph/graph.json": b"[" * 100_000}, "concept graph"),
    "no graph": (lambda m: {k: v for k, v in m.items() if "graph" not in k}, "concept graph"),
    "no documents": (lambda m: {k: v for k, v in m.items() if "doc" not in k}, "is missing"),
    "a deeply nested line": (lambda m: {**m, "documents.jsonl": b"[" * 100_000 + b"\n"}, "not JSON"),
    "a line without an end": (lambda m: {**m, "documents.jsonl": b"{}"}, "within a line"),
    "a long line": (lambda m: {**m, "problems.jsonl": bytes(range(32, 64)) * 4000}, "more than 100000 bytes"),
    "a document twice": (lambda m: {**m, "documents.jsonl": m["documents.jsonl"] * 2}, "twice"),
    "a number for a title": (with_document(title=7), "int where str"),
    "an unknown field": (with_document(other=""), "other"),
    "an id of another source": (with_document(id="x:y"), "does not name"),
    "a day that is none": (with_document(date="2026-02-31"), "day"),
    "sections as text": (with_document(sections="x"), "list"),
    "about as a list": (lambda m: {**m, "backup.json": b'{"format": "1"}'}, "not what a backup has"),
    "a newer format": (lambda m: {**m, "backup.json": b'{"format": 2}'}, "format 2"),
    "no sources": (lambda m: {**m, "backup.json": b'{"format": 1}'}, "sources"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_archive_is_refused_and_leaves_no_trace(case: str, archive: Path, tmp_path: Path) -> None:
    change, reason = HOSTILE[case]
    hostile = tmp_path / "hostile.zip"
    hostile.write_bytes(repacked(archive, change))
    refused(hostile, tmp_path, reason)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFDIR, stat.S_IFSOCK])
def test_a_link_a_device_or_a_folder_as_a_member_is_refused(kind: int, archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as file:
        members = {name: file.read(name) for name in file.namelist()}
    hostile = tmp_path / "hostile.zip"
    hostile.write_bytes(zipped(members, kind | 0o644))
    refused(hostile, tmp_path, "a link, a device or a folder")


def test_a_member_that_was_altered_is_refused(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as file:
        members = {name: file.read(name) for name in file.namelist()}
    hostile = tmp_path / "hostile.zip"
    hostile.write_bytes(zipped({**members, "problems.jsonl": b""}))
    refused(hostile, tmp_path, "not what was written")


def refused(hostile: Path, tmp_path: Path, reason: str) -> None:
    generations = Generations(tmp_path / "data")
    with pytest.raises(StoreDamaged, match=reason):
        restore(generations, hostile, engine=WhooshIndex, limits=Limits(line=100_000))
    assert generations.current_id() is None
    assert not list((tmp_path / "data").glob("generations/*"))
    assert {file.name for file in tmp_path.iterdir()} <= {"data", "hostile.zip"}


def test_members_that_begin_before_the_archive_are_refused(archive: Path, tmp_path: Path) -> None:
    whole = bytearray(archive.read_bytes())
    whole[-4] ^= 1  # the directory of the members, 64 KB behind where it is
    (tmp_path / "hostile.zip").write_bytes(whole)
    refused(tmp_path / "hostile.zip", tmp_path, "begins before")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_archive_with_any_byte_changed_or_cut_is_restored_right_or_refused(
    data: st.DataObject, built: Generations, archive: Path, tmp_path: Path
) -> None:
    whole = archive.read_bytes()
    position = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        altered = whole[:position]
    else:
        altered = whole[:position] + bytes([whole[position] ^ data.draw(st.integers(1, 255))]) + whole[position + 1 :]
    path = tmp_path / "altered.zip"
    path.write_bytes(altered)
    generations = Generations(tmp_path / "data")
    before = generations.current_id()
    try:
        restore(generations, path, engine=WhooshIndex)
    except StoreDamaged:
        assert generations.current_id() == before
    else:
        assert contents(generations) == contents(built)
