"""The cluster that the tests of the distributed engine share: one of ours, or the one that the environment names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.opensearch.cluster import Cluster
from tests.opensearch.server import Unavailable, java_home

if TYPE_CHECKING:
    from index.engines.opensearch_client import ClusterSettings
    from index.engines.opensearch_index import OpenSearchEngine

#: Without the extra `opensearch` there is nothing to test.
collect_ignore_glob = [] if find_spec("opensearchpy") else ["test_*.py"]

PREFIX = "xunmai-tests"
#: Names a cluster of the user's own, as comma-separated addresses; indexes that begin with `PREFIX` are removed there.
HOSTS = "TEST_OPENSEARCH_HOSTS"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is in this folder needs a cluster and takes its time."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.opensearch)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def nodes() -> Iterator[Cluster | None]:
    """Three nodes of ours, which may be killed; None where the environment names a cluster of the user's own."""
    if os.environ.get(HOSTS):
        yield None
        return
    try:
        java_home()
        cluster = Cluster(3)
    except Unavailable as error:
        pytest.skip(f"no OpenSearch here: {error}")
    with cluster:
        yield cluster


@pytest.fixture
def mortal(nodes: Cluster | None) -> Iterator[Cluster]:
    """Nodes that a test may kill; they are whole again afterwards."""
    if nodes is None:
        pytest.skip(f"nodes are killed only in a cluster of ours: unset {HOSTS}")
    yield nodes
    for node in nodes.nodes:
        if node.process is None or node.process.poll() is not None:
            node.start()
    nodes.wait(len(nodes.nodes), "yellow")


@pytest.fixture(scope="session")
def hosts(nodes: Cluster | None) -> tuple[str, ...]:
    """The addresses of a cluster."""
    return nodes.hosts if nodes else tuple(os.environ[HOSTS].split(","))


@pytest.fixture(scope="session")
def cluster_settings(hosts: tuple[str, ...]) -> Iterator[ClusterSettings]:
    """Settings for indexes that are removed at the end."""
    from index.engines.opensearch_client import Client, ClusterSettings

    settings = ClusterSettings(hosts, prefix=PREFIX, shards=2, replicas=0, timeout=30)
    yield settings
    client = Client(settings)
    client.call("DELETE", f"/{PREFIX}-*")
    client.close()


@pytest.fixture(scope="session")
def engine(cluster_settings: ClusterSettings) -> OpenSearchEngine:
    """The engine over the shared cluster."""
    from index.engines.opensearch_index import OpenSearchEngine

    return OpenSearchEngine(cluster_settings)
