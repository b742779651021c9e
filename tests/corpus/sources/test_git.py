"""Git sources against real repositories: pinned refs, mirrors, silence, caches, hostile trees."""

from __future__ import annotations

import contextlib
import os
import pickle
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIApplication

import pytest
from dulwich.objects import Blob, Commit, Tag, Tree
from dulwich.repo import Repo
from dulwich.server import DictBackend
from dulwich.web import make_wsgi_chain

from corpus.errors import SourceUnavailable
from corpus.sources import SourceSpec, open_source
from corpus.sources.git import GitTree

LINK, FILE, FOLDER, SUBMODULE = 0o120000, 0o100644, 0o040000, 0o160000


def commit(repository: Repo, files: dict[bytes, bytes], modes: dict[bytes, int] | None = None) -> str:
    """Adds a commit on `master` whose root folder holds `files`, names taken as they are, however hostile."""
    tree = Tree()
    for name, content in files.items():
        blob = Blob.from_string(content)
        repository.object_store.add_object(blob)
        tree.add(name, (modes or {}).get(name, FILE), blob.id)
    return commit_tree(repository, tree)


def commit_tree(repository: Repo, tree: Tree) -> str:
    repository.object_store.add_object(tree)
    made = Commit()
    made.tree = tree.id
    made.author = made.committer = b"A <a@example.com>"
    made.author_time = made.commit_time = 1_600_000_000
    made.author_timezone = made.commit_timezone = 0
    made.message = b"m"
    heads = repository.refs.as_dict(b"refs/heads")
    made.parents = [heads[b"master"]] if b"master" in heads else []
    repository.object_store.add_object(made)
    repository.refs[b"refs/heads/master"] = made.id
    repository.refs.set_symbolic_ref(b"HEAD", b"refs/heads/master")
    return made.id.decode()


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repo]:
    folder = tmp_path / "origin"
    folder.mkdir()
    with Repo.init_bare(str(folder)) as made:
        yield made


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def forge(repository: Repo) -> WSGIApplication:
    """The repository as a forge serves it over HTTP; ids that no branch names are refused."""
    return make_wsgi_chain(DictBackend({b"/": repository, "/": repository}))


@pytest.fixture
def http(forge: WSGIApplication) -> Iterator[str]:
    with served(forge) as address:
        yield address


@pytest.fixture
def tired(forge: WSGIApplication) -> Iterator[str]:
    """A server that tells its branches and then falls silent."""

    def app(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            time.sleep(3)
        return forge(environ, start)

    with served(app) as address:
        yield address


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


Open = Callable[..., GitTree]


@pytest.fixture
def tree(tmp_path: Path) -> Open:
    def opened(*addresses: str, ref: str = "", patience: float = 18.0) -> GitTree:
        return GitTree(addresses, ref, tmp_path / "cache" / "book", patience)

    return opened


def test_a_branch_is_fetched_over_http_and_read(repository: Repo, http: str, tree: Open) -> None:
    head = commit(repository, {b"a.md": b"# A\n", "数据卷.md".encode(): b"# B\n"})
    opened = tree(http, ref="master")
    assert opened.sync() == []
    assert opened.ref() == head
    assert [file.path for file in opened.files()] == ["a.md", "数据卷.md"]
    assert opened.read("a.md") == b"# A\n"


def test_an_older_commit_pinned_by_its_id_is_found_where_the_server_serves_branches_only(
    repository: Repo, http: str, tree: Open
) -> None:
    old = commit(repository, {b"a.md": b"old"})
    commit(repository, {b"a.md": b"new"})
    opened = tree(http, ref=old)
    opened.sync()
    assert opened.ref() == old
    opened.files()
    assert opened.read("a.md") == b"old"


def test_a_pinned_commit_that_is_cached_needs_no_network(repository: Repo, tree: Open, silent: str) -> None:
    head = commit(repository, {b"a.md": b"x"})
    tree(repository.path, ref=head).sync()
    started = time.monotonic()
    assert tree(silent, ref=head).sync() == []
    assert time.monotonic() - started < 15


def test_a_branch_that_moved_is_fetched_anew_and_the_old_copy_stays_for_its_readers(
    repository: Repo, tree: Open
) -> None:
    commit(repository, {b"a.md": b"old"})
    before = tree(repository.path, ref="master")
    before.sync()
    before.files()
    head = commit(repository, {b"a.md": b"new"})
    after = tree(repository.path, ref="master")
    after.sync()
    after.files()
    assert after.ref() == head
    assert (before.read("a.md"), after.read("a.md")) == (b"old", b"new")


@pytest.mark.parametrize("ref", ["", "v1", "refs/heads/master"])
def test_head_tags_and_full_names_are_refs(repository: Repo, tree: Open, ref: str) -> None:
    head = commit(repository, {b"a.md": b"x"})
    tag = Tag()
    tag.name, tag.message, tag.tagger, tag.tag_time, tag.tag_timezone = b"v1", b"m", b"A <a@example.com>", 1, 0
    tag.object = (Commit, head.encode())
    repository.object_store.add_object(tag)
    repository.refs[b"refs/tags/v1"] = tag.id
    opened = tree(repository.path, ref=ref)
    assert opened.sync() == []
    assert opened.ref() == head


def test_progress_is_reported(repository: Repo, tree: Open) -> None:
    commit(repository, {b"a.md": b"x"})
    told: list[tuple[str, int, int]] = []
    tree(repository.path, ref="master").sync(lambda *progress: told.append(progress))
    assert told[0] == ("fetch", 0, 1)


def test_a_server_that_falls_silent_on_the_way_is_given_up(
    repository: Repo, tired: str, tree: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, {b"a.md": b"x"})
    monkeypatch.setattr("corpus.sources.git_process.SILENCE", 1.0)
    with pytest.raises(SourceUnavailable, match="no answer within 1 seconds"):
        tree(tired, ref="master").sync()


def test_many_may_fetch_at_a_time(repository: Repo, tree: Open) -> None:
    head = commit(repository, {b"a.md": b"x"})
    trees = [tree(repository.path, ref="master") for _ in range(3)]
    threads = [threading.Thread(target=each.sync) for each in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = tree(repository.path)
    assert opened.ref() == head
    assert [file.path for file in opened.files()] == ["a.md"]


def test_what_a_killed_fetch_left_behind_is_swept(repository: Repo, tree: Open, tmp_path: Path) -> None:
    commit(repository, {b"a.md": b"x"})
    left = tmp_path / "cache" / "book" / "incoming-dead"
    left.mkdir(parents=True)
    os.utime(left, (1, 1))
    tree(repository.path, ref="master").sync()
    assert not left.exists()


def test_mirrors_are_tried_in_turn(repository: Repo, http: str, tree: Open, tmp_path: Path) -> None:
    head = commit(repository, {b"a.md": b"x"})
    opened = tree(str(tmp_path / "nowhere"), http, ref="master")
    warnings = opened.sync()
    assert opened.ref() == head
    assert len(warnings) == 1
    assert "nowhere" in warnings[0]


def test_a_source_that_nobody_answers_for_is_given_up_in_time(silent: str, tree: Open) -> None:
    started = time.monotonic()
    with pytest.raises(SourceUnavailable, match="no answer within 1 seconds"):
        tree(silent, silent, ref="master", patience=2.0).sync()
    assert time.monotonic() - started < 15


def test_without_an_answer_the_cached_copy_serves_with_a_warning(repository: Repo, silent: str, tree: Open) -> None:
    head = commit(repository, {b"a.md": b"x"})
    tree(repository.path, ref="master").sync()
    opened = tree(silent, ref="master", patience=1.0)
    (warning,) = opened.sync()
    assert head[:12] in warning
    assert [file.path for file in opened.files()] == ["a.md"]


def test_a_failed_fetch_leaves_nothing_behind_and_the_old_copy_serving(
    repository: Repo, tree: Open, tmp_path: Path
) -> None:
    head = commit(repository, {b"a.md": b"x"})
    tree(repository.path, ref="master").sync()
    (warning,) = tree(repository.path, ref="no-such-branch").sync()
    assert "no branch or tag 'no-such-branch'" in warning
    assert tree(repository.path).ref() == head
    assert len(list((tmp_path / "cache" / "book").iterdir())) == 2


def test_a_damaged_cached_copy_is_fetched_again(repository: Repo, tree: Open, tmp_path: Path) -> None:
    head = commit(repository, {b"a.md": b"x" * 1000})
    tree(repository.path, ref=head).sync()
    (blobs,) = (tmp_path / "cache" / "book").glob("*/blobs")
    blobs.write_bytes(b"y" + blobs.read_bytes()[1:])
    damaged = tree(repository.path, ref="master")
    damaged.files()
    with pytest.raises(OSError, match="damaged"):
        damaged.read("a.md")
    opened = tree(repository.path, ref=head)
    assert opened.sync() == []
    opened.files()
    assert opened.read("a.md") == b"x" * 1000


def test_credentials_in_an_address_are_not_told(tree: Open) -> None:
    with pytest.raises(SourceUnavailable) as raised:
        tree("https://user:geheim@127.0.0.1:1/x.git", patience=3.0).sync()
    assert "geheim" not in str(raised.value)


def test_what_cannot_be_had_is_said_with_where_why_and_what_helps(tmp_path: Path) -> None:
    spec = SourceSpec("book", "git", "plain", repository="http://127.0.0.1:1/x.git", ref="main")
    with pytest.raises(SourceUnavailable, match=r"source book: .*xunmai sync"):
        open_source(spec, tmp_path).files()
    with pytest.raises(SourceUnavailable) as raised:
        open_source(spec, tmp_path).sync()
    said = str(raised.value)
    for part in ("source book", "http://127.0.0.1:1/x.git", "refused", "第一次取回失败", "HTTPS_PROXY", "mirrors"):
        assert part in said
    assert "\n" not in said


def test_hostile_paths_are_refused_one_by_one_with_their_reason(repository: Repo, tmp_path: Path) -> None:
    evil = Blob.from_string(b"# evil\n")
    good = Blob.from_string(b"# good\n")
    repository.object_store.add_objects([(evil, None), (good, None)])
    inner = Tree()
    inner.add(b"config.md", FILE, evil.id)
    repository.object_store.add_object(inner)
    root = Tree()
    for name in (b"..", b".git", b"/abs"):
        root.add(name, FOLDER, inner.id)
    for name in (b"a\nb.md", b"bad\xff.md", b"README.md", b"readme.md", b"-rf.md", b"back\\slash.md"):
        root.add(name, FILE, good.id if name in (b"README.md", b"-rf.md") else evil.id)
    root.add(b"link.md", LINK, evil.id)
    root.add(b"module.md", SUBMODULE, b"1" * 40)
    commit_tree(repository, root)
    source = open_source(
        SourceSpec("hostile", "git", "plain", repository=repository.path, ref="master"), tmp_path / "cache"
    )
    source.sync()
    assert [file.path for file in source.files()] == ["-rf.md", "README.md"]
    told = {problem.path: problem.message for problem in source.problems}
    assert set(told) == {
        "../config.md",
        ".git/config.md",
        "/abs/config.md",
        "a\\nb.md",
        "bad\\udcff.md",
        "readme.md",
        "back\\slash.md",
        "link.md",
        "module.md",
    }
    assert "symbolic link" in told["link.md"]
    assert "only in case" in told["readme.md"]


def test_a_tree_that_repeats_itself_without_end_is_refused(repository: Repo, tree: Open) -> None:
    blob = Blob.from_string(b"x")
    repository.object_store.add_object(blob)
    level = Tree()
    for number in range(20):
        level.add(b"%d.md" % number, FILE, blob.id)
    for _ in range(10):
        repository.object_store.add_object(level)
        above = Tree()
        for number in range(20):
            above.add(b"%d" % number, FOLDER, level.id)
        level = above
    commit_tree(repository, level)
    with pytest.raises(SourceUnavailable, match="more than 200000 files"):
        tree(repository.path, ref="master").sync()


def test_an_unpickled_source_reads_on_without_listing_again(repository: Repo, tmp_path: Path) -> None:
    commit(repository, {b"a.md": b"# A\n\ntext\n"})
    spec = SourceSpec("book", "git", "plain", repository=repository.path, ref="master")
    source = open_source(spec, tmp_path / "cache")
    source.sync()
    source.files()
    source.document("a.md")
    copy = pickle.loads(pickle.dumps(source))
    assert copy.document("a.md") == source.document("a.md")
    assert copy.source.ref == source.source.ref
