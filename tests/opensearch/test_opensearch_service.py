"""Machines that share a cluster: what one builds all serve, also after a roll back and over a broken cable."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ConfigurationError
from index.engines.opensearch_client import Client, ClusterSettings
from index.model import SearchRequest
from service.app import create_app
from service.config import Settings
from service.settings_file import load_settings
from service.wiring import (
    build_generation,
    build_part,
    open_generations,
    open_library,
    opened_generation,
    shared_generations,
)
from tests.opensearch.cluster import Cluster
from tests.opensearch.proxy import Cable

PREFIX = "xunmai-tests-service"
#: Seconds within which what is built serves everywhere, on a busy machine.
SOON = 30.0
LOAD_SECONDS, KILL_AFTER = 15.0, 4.0


def settings_of(folder: Path, host: str, data: str, copies: int = 0) -> Settings:
    """Settings of a machine that reaches the cluster at `host` and has a data folder of its own."""
    file = folder / f"{data}.toml"
    hosts = ", ".join(f'"{address}"' for address in host.split(","))
    file.write_text(
        f"""
[[sources]]
name = "notes"
type = "directory"
path = "{folder / "notes"}"

[engine]
type = "opensearch"
hosts = [{hosts}]
prefix = "{PREFIX}"
replicas = {copies}
timeout = {2 if copies == 0 else 20}

[server]
rate_limit = ""
"""
    )
    return load_settings(file, folder / data)


def until(asked: Callable[[], object], wanted: object) -> None:
    """Waits until `asked` gives `wanted`."""
    end = time.monotonic() + SOON
    while (found := asked()) != wanted:
        assert time.monotonic() < end, f"{found!r}, not {wanted!r}"
        time.sleep(0.3)


def test_a_machine_that_starts_with_nothing_serves_what_another_built(
    cluster_settings: ClusterSettings, tmp_path: Path
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# 镜像\n\n镜像是只读的模板。\n\n## 分层\n\n镜像由层构成。\n")
    host = cluster_settings.hosts[0]
    builder = settings_of(tmp_path, host, "builder")
    try:
        first = build_generation(builder).generation
        with Cable(int(host.rpartition(":")[2])) as cable:
            library = open_library(settings_of(tmp_path, cable.address, "replica"))
            try:
                client = create_app(builder, library).test_client()
                _serves_and_recovers(client, cable)
                (tmp_path / "notes" / "b.md").write_text("# 容器\n\n容器由镜像创建。\n")
                second = build_generation(builder).generation
                until(lambda: library.state().generation, second)
                assert _total(client, '"容器由镜像创建"') == 1
                shared = shared_generations(builder)
                assert shared
                open_generations(builder).activate(first)
                shared.publish(first)
                until(lambda: library.state().generation, first)
                assert _total(client, "source:notes 容器 -镜像") == 0
                assert shared.prune(1) == []
                shared.publish(second)
                assert len(shared.prune(1, time.time() + 100_000)) == 2
            finally:
                library.close()
    finally:
        Client(cluster_settings).call("DELETE", f"/{PREFIX}*")


def test_a_killed_node_fails_no_request(mortal: Cluster, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    for number in range(40):
        (tmp_path / "notes" / f"{number}.md").write_text(f"# 第{number}页\n\n镜像是只读的模板，第 {number} 个。\n")
    machine = settings_of(tmp_path, ",".join(mortal.hosts), "machine", copies=1)
    try:
        build_generation(machine)
        library = open_library(machine)
        try:
            app = create_app(machine, library)
            end, answers = time.monotonic() + LOAD_SECONDS, list[tuple[object, str]]()

            def ask(thread: int) -> None:
                client, number = app.test_client(), 0
                while time.monotonic() < end:
                    q = f"第{(number + 20 * thread) % 40}页 {number}"
                    answer = client.get("/api/v1/search", query_string={"q": q})
                    answers.append((answer.status_code, answer.get_data(as_text=True)[:200]))
                    number += 1

            threads = [threading.Thread(target=ask, args=(thread,)) for thread in range(2)]
            for thread in threads:
                thread.start()
            time.sleep(KILL_AFTER)
            before = len(answers)
            mortal.nodes[1].end(signal.SIGKILL)
            for thread in threads:
                thread.join()
        finally:
            library.close()
    finally:
        Client(ClusterSettings(mortal.hosts, timeout=30)).call("DELETE", f"/{PREFIX}*")
    assert [answer for answer in answers if answer[0] != 200] == []
    assert len(answers) > before > 0


def _total(client: Any, q: str) -> object:
    answer = client.get("/api/v1/search", query_string={"q": q})
    return answer.json["total"] if answer.status_code == 200 else answer.status_code


def _serves_and_recovers(client: Any, cable: Cable) -> None:
    assert client.get("/readyz").status_code == 200
    assert _total(client, "镜像") == 2
    cable.cut()
    refused = client.get("/api/v1/search", query_string={"q": "镜像由层构成"})
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    cable.mend()
    until(lambda: client.get("/readyz").status_code, 200)
    assert _total(client, "镜像由层构成") == 2


def test_builders_share_the_work_and_the_join_takes_it_over(
    cluster_settings: ClusterSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes").mkdir()
    for number in range(6):
        text = f"# 第{number}页\n\n镜像是只读的模板，第 {number} 个。\n"
        (tmp_path / "notes" / f"{number}.md").write_text(text)
    host = cluster_settings.hosts[0]
    try:
        left = [build_part(settings_of(tmp_path, host, f"part{part}"), part, 3) for part in (1, 2, 3)]
        assert sum(left) == 6

        def again(*_: object) -> None:
            raise AssertionError("this was done by another builder")

        monkeypatch.setattr("index.analysis.sections.analyze_document", again)
        joined = settings_of(tmp_path, host, "joined")
        assert build_generation(joined).sections == 6
        with opened_generation(joined) as opened:
            assert opened.searcher.search(SearchRequest("第3页")).hits[0].path == "3.md"
    finally:
        Client(cluster_settings).call("DELETE", f"/{PREFIX}*")


def test_credentials_in_a_file_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "xunmai.toml"
    file.write_text('[engine]\ntype = "opensearch"\nhosts = ["http://127.0.0.1:9"]\npassword = "secret"\n')
    with pytest.raises(ConfigurationError, match="XUNMAI_ENGINE__PASSWORD"):
        load_settings(file)
