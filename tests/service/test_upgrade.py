"""Data that another version wrote: an older one's is rebuilt from its own documents, a newer one's left alone."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.store_schema import SCHEMA_VERSION as STORE_VERSION
from index.generations import Generations
from index.manifest import MANIFEST, measure, read_manifest
from index.schema import SCHEMA_VERSION
from service.config import Settings
from service.settings_file import load_settings
from service.wiring import build_generation

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture
def own(tmp_path: Path, settings: Settings) -> Settings:
    """Settings over one page, built."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# 镜像\n\n镜像是只读的模板。\n", encoding="utf-8")
    file = tmp_path / "xunmai.toml"
    source = '[[sources]]\nname = "notes"\ntype = "directory"\npath = "notes"\noptional = true\n'
    file.write_text(f'{source}[vocabulary]\npath = "{settings.vocabulary.path}"\n', encoding="utf-8")
    own = load_settings(file, tmp_path / "data")
    build_generation(own)
    return own


def written_by(version: int, settings: Settings) -> str:
    """Lets the current generation be one that `version` wrote, whole in every byte; its id."""
    generations = Generations(settings.data)
    generation = generations.current_id()
    assert generation is not None
    manifest = read_manifest(generations.folder(generation))
    changed = dataclasses.replace(manifest, schema_version=version)
    (generations.folder(generation) / MANIFEST).write_bytes(changed.to_bytes())
    assert not generations.verify(generation)
    return generation


def with_a_store_of(version: int, settings: Settings) -> None:
    """Lets the store of the current generation be of another version, and the manifest tell so."""
    generations = Generations(settings.data)
    generation = generations.current_id()
    assert generation is not None
    folder = generations.folder(generation)
    with contextlib.closing(sqlite3.connect(folder / "store.sqlite")) as store:
        store.execute(f"PRAGMA user_version = {version}")
    manifest = read_manifest(folder)
    files = {**manifest.files, "store.sqlite": measure(folder / "store.sqlite")}
    (folder / MANIFEST).write_bytes(dataclasses.replace(manifest, files=files).to_bytes())
    assert not generations.verify(generation)


def command(settings: Settings, *arguments: str) -> list[str]:
    options = ("--config", str(settings.file), "--data", str(settings.data))
    return [sys.executable, "-m", "service.cli", *arguments, *options]


def serve(settings: Settings, port: int) -> subprocess.Popen[str]:
    arguments = command(settings, "serve", "--port", str(port))
    return subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE, text=True)


def stop(process: subprocess.Popen[str]) -> str:
    """Ends a service; what it said."""
    process.send_signal(signal.SIGTERM)
    return process.communicate(timeout=30)[1]


def kept_files(settings: Settings) -> dict[Path, bytes]:
    paths = [settings.data / "current", *(settings.data / "generations").rglob("*")]
    return {path: path.read_bytes() for path in paths if path.is_file()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(port: int, path: str) -> tuple[int, dict]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return 0, {}


def wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.1)


def test_older_data_is_rebuilt_from_its_own_documents_with_a_message(own: Settings) -> None:
    old, port = written_by(SCHEMA_VERSION - 1, own), free_port()
    (own.file.parent / "notes" / "a.md").unlink()
    process = serve(own, port)
    try:
        wait_for(lambda: answer(port, "/healthz")[0] == 200)
        status, said = answer(port, "/readyz")
        assert status == 200 or "another version of Xunmai wrote the data" in said["detail"]
        wait_for(lambda: answer(port, "/readyz")[0] == 200)
        found = answer(port, "/api/v1/search?q=%E9%95%9C%E5%83%8F")[1]
    finally:
        errors = stop(process)
    assert found["generation"] != old
    assert [hit["id"] for hit in found["hits"]] == ["notes:a.md#L1"]
    assert "旧版" in errors
    assert f"schema version {SCHEMA_VERSION - 1}" in errors
    assert "the data of an older version was rebuilt" in errors


def test_older_data_whose_documents_cannot_be_read_is_built_from_the_sources(own: Settings) -> None:
    with_a_store_of(STORE_VERSION - 1, own)
    old, port = written_by(SCHEMA_VERSION - 1, own), free_port()
    process = serve(own, port)
    try:
        wait_for(lambda: answer(port, "/readyz")[0] == 200)
        found = answer(port, "/api/v1/search?q=%E9%95%9C%E5%83%8F")[1]
    finally:
        errors = stop(process)
    assert found["generation"] != old
    assert [hit["id"] for hit in found["hits"]] == ["notes:a.md#L1"]
    assert "built anew from the sources" in errors


def test_newer_data_is_refused_at_once_and_left_alone(own: Settings) -> None:
    written_by(SCHEMA_VERSION + 1, own)
    before = kept_files(own)
    for arguments in (("serve", "--port", "0"), ("build",), ("search", "镜像")):
        done = subprocess.run(
            command(own, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 1, arguments
        assert "upgrade Xunmai" in done.stderr
        assert "Traceback" not in done.stderr
    assert kept_files(own) == before


def test_documents_that_cannot_be_read_are_said_with_what_helps(own: Settings) -> None:
    old = written_by(SCHEMA_VERSION - 1, own)
    store = Generations(own.data).folder(old) / "store.sqlite"
    store.write_bytes(store.read_bytes()[:-1])
    done = subprocess.run(command(own, "build", "--stored"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "store.sqlite" in done.stderr
    assert "xunmai build --full" in done.stderr
