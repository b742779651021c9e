"""What happens when nodes, builders and cables go: searches go on, the alias stays, errors say who can act."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from index.engines.opensearch_client import Client, ClusterSettings
from index.engines.opensearch_generations import SharedGenerations
from index.engines.opensearch_index import OpenSearchEngine, named
from index.errors import EngineUnavailable, IndexNotReady
from index.generations import Generations
from index.model import Query
from index.ports import AnalyzedDocument
from index.query.ast import Everything, Or, Substring, Term
from tests.index.engines.contract import CONTAINERS, IMAGES, document, section
from tests.opensearch.cluster import Cluster
from tests.opensearch.proxy import Cable

LOAD_SECONDS, KILL_AFTER, THREADS = 12.0, 3.0, 2
ROOT = Path(__file__).resolve().parents[2]


def some_documents(count: int) -> list[AnalyzedDocument]:
    """Documents of two sections each."""
    return [
        document(
            section(f"many:{i}.md#L1", f"镜像 {i}", f"镜像 第{i} 节 docker"),
            section(f"many:{i}.md#L9", "容器", f"容器 {i}"),
        )
        for i in range(count)
    ]


def test_searches_go_on_when_a_node_is_killed(
    mortal: Cluster, cluster_settings: ClusterSettings, tmp_path: Path
) -> None:
    index = OpenSearchEngine(replace(cluster_settings, replicas=1)).create(tmp_path)
    with index.writer() as writer:
        for each in some_documents(100):
            writer.put(each)
    until, answered, failed = time.monotonic() + LOAD_SECONDS, [0] * THREADS, list[str]()

    def ask(number: int) -> None:
        while time.monotonic() < until:
            node = Or((Term("镜像"), Term("容器"), Substring(f"第{answered[number]}")))
            try:
                assert index.search(Query(node)).total == 200
            except EngineUnavailable as error:
                failed.append(str(error))
            answered[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    time.sleep(KILL_AFTER)
    mortal.nodes[1].end(signal.SIGKILL)
    for thread in threads:
        thread.join()
    assert failed == []
    assert min(answered) > 3


_BUILDER = """
import sys
from pathlib import Path
from index.engines.opensearch_client import ClusterSettings
from index.engines.opensearch_index import OpenSearchEngine
import index.engines.opensearch_bulk as writing
from tests.opensearch.test_opensearch_failures import some_documents
writing.BULK = 20_000
settings = ClusterSettings(tuple(sys.argv[1].split(",")), prefix="xunmai-tests", replicas=0, timeout=30)
index = OpenSearchEngine(settings).open(Path(sys.argv[2]))
with index.writer() as writer:
    for number, each in enumerate(some_documents(100_000)):
        writer.put(each)
        if number == 200:
            print("loading", flush=True)
"""


def test_a_killed_builder_leaves_what_serves_and_its_rest_is_swept(
    engine: OpenSearchEngine, cluster_settings: ClusterSettings, tmp_path: Path
) -> None:
    index = engine.create(tmp_path / "text")
    with index.writer() as writer:
        writer.put(IMAGES)
    before = named(tmp_path / "text")
    command = [
        sys.executable,
        "-c",
        textwrap.dedent(_BUILDER),
        ",".join(cluster_settings.hosts),
        str(tmp_path / "text"),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as builder:
        assert builder.stdout
        assert builder.stdout.readline() == b"loading\n"
        builder.kill()
    assert named(tmp_path / "text") == before
    assert engine.open(tmp_path / "text").search(Query(Everything())).total == 2
    shared = SharedGenerations(Client(cluster_settings), Generations(tmp_path / "data"))
    assert before not in shared.prune(1)
    removed = shared.prune(1, time.time() + 100_000)
    assert len(removed) >= 2


def test_a_cut_cable_is_told_and_mended_without_a_restart(cluster_settings: ClusterSettings, tmp_path: Path) -> None:
    port = int(cluster_settings.hosts[0].rpartition(":")[2])
    with Cable(port) as cable:
        settings = replace(cluster_settings, hosts=(cable.address,), timeout=1.5)
        index = OpenSearchEngine(replace(settings, timeout=30)).create(tmp_path)
        with index.writer() as writer:
            writer.put(IMAGES)
        index = OpenSearchEngine(settings).open(tmp_path)
        assert index.search(Query(Term("镜像"))).total == 2
        cable.cut()
        with pytest.raises(EngineUnavailable, match="whoever runs the cluster"):
            index.search(Query(Term("层")))
        cable.mend()
        assert index.search(Query(Term("层"))).total == 1


def test_a_wrong_address_is_told(tmp_path: Path) -> None:
    settings = ClusterSettings(("http://127.0.0.1:9",), timeout=0.5)
    with pytest.raises(EngineUnavailable, match=r"engine\.hosts is wrong"):
        OpenSearchEngine(settings).create(tmp_path)
    with pytest.raises(ConfigurationError, match=r"engine\.hosts: expected"):
        OpenSearchEngine(ClusterSettings(())).create(tmp_path)


def test_a_lost_index_is_not_ready(engine: OpenSearchEngine, cluster_settings: ClusterSettings, tmp_path: Path) -> None:
    engine.create(tmp_path)
    Client(cluster_settings).call("DELETE", f"/{named(tmp_path)}")
    with pytest.raises(IndexNotReady, match="xunmai build"):
        engine.open(tmp_path)


def test_a_full_disk_of_the_cluster_is_told_and_leaves_what_serves(
    engine: OpenSearchEngine, cluster_settings: ClusterSettings, tmp_path: Path
) -> None:
    index = engine.create(tmp_path)
    with index.writer() as writer:
        writer.put(CONTAINERS)
    client, path = Client(cluster_settings), "/_cluster/settings"
    with pytest.raises(EngineUnavailable, match="free disk space"), index.writer() as writer:  # noqa: PT012 # it stops
        client.call("PUT", f"/{cluster_settings.prefix}-*/_settings", {"index.blocks.read_only_allow_delete": True})
        writer.put(IMAGES)
    client.call("PUT", f"/{cluster_settings.prefix}-*/_settings", {"index.blocks.read_only_allow_delete": None})
    client.call("PUT", path, {"transient": {"cluster.blocks.read_only": True}})
    try:
        with pytest.raises(EngineUnavailable, match="free disk space"), index.writer():
            pass
    finally:
        client.call("PUT", path, {"transient": {"cluster.blocks.read_only": None}})
    assert index.search(Query(Everything())).total == 2


def test_a_red_cluster_is_told_and_recovers(mortal: Cluster, cluster_settings: ClusterSettings, tmp_path: Path) -> None:
    engine = OpenSearchEngine(replace(cluster_settings, shards=3, replicas=0))
    index = engine.create(tmp_path)
    with index.writer() as writer:
        writer.put(IMAGES)
    index = OpenSearchEngine(replace(cluster_settings, timeout=3)).open(tmp_path)
    mortal.nodes[2].end(signal.SIGKILL)
    with pytest.raises(EngineUnavailable, match="its health"):
        index.search(Query(Everything()))
    mortal.nodes[2].start()
    mortal.wait(3, "yellow")
    assert index.search(Query(Everything())).total == 2
