"""Real OpenSearch nodes on loopback, a process each: started, killed and stopped by process id.

`python -m tests.opensearch.cluster --nodes 3` starts some, prints their addresses, and stops them on Ctrl-C.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.opensearch.server import Unavailable, java_home, server_home

HEAP = "384m"
#: Seconds that nodes may take to find each other, and that one may take to end.
START, STOP = 300, 20
_CONFIGURATION = """\
cluster.name: xunmai-tests
node.name: node-{number}
path.data: {folder}/data
path.logs: {folder}/logs
http.host: 127.0.0.1
transport.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
discovery.seed_hosts: [{seeds}]
cluster.initial_cluster_manager_nodes: [{names}]
cluster.routing.allocation.disk.threshold_enabled: false
cluster.max_shards_per_node: 5000
indices.query.bool.max_clause_count: 4096
action.auto_create_index: false
"""


class Node:
    """One server process with its folder."""

    def __init__(self, number: int, folder: Path, http: int, transport: int) -> None:
        self.number, self.folder, self.http, self.transport = number, folder, http, transport
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Its HTTP address."""
        return f"http://127.0.0.1:{self.http}"

    def start(self) -> None:
        """Starts the process; it joins the others when it is up."""
        environment = {
            "PATH": os.environ["PATH"],
            "JAVA_HOME": str(java_home()),
            "OPENSEARCH_JAVA_HOME": str(java_home()),
            "OPENSEARCH_PATH_CONF": str(self.folder / "config"),
            "OPENSEARCH_TMPDIR": str(self.folder / "tmp"),
        }
        root = os.geteuid() == 0  # the server refuses to run as root
        with (self.folder / "out").open("ab") as out:
            self.process = subprocess.Popen(
                [server_home() / "bin" / "opensearch"],
                env=environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                user="nobody" if root else None,
                group="nogroup" if root else None,
                extra_groups=[] if root else None,
            )

    def end(self, number: signal.Signals) -> None:
        """Sends the process a signal and waits until it is gone."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(STOP)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(STOP)


class Cluster:
    """Nodes that know each other; a context that starts them all and leaves nothing behind.

    `quick` nodes start with less work and answer more slowly.
    """

    def __init__(self, count: int, heap: str = HEAP, quick: bool = True) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="xunmai-opensearch-"))
        ports = free_ports(2 * count)
        self.nodes = [Node(i, self._folder / f"node-{i}", ports[2 * i], ports[2 * i + 1]) for i in range(count)]
        for node in self.nodes:
            self._prepare(node, [f"-Xms{heap}", f"-Xmx{heap}", *(["-XX:TieredStopAtLevel=1"] if quick else [])])

    @property
    def hosts(self) -> tuple[str, ...]:
        """The addresses of all nodes."""
        return tuple(node.address for node in self.nodes)

    def _prepare(self, node: Node, options: list[str]) -> None:
        for name in ("config", "data", "logs", "tmp"):
            (node.folder / name).mkdir(parents=True)
        shutil.copy(server_home() / "config" / "log4j2.properties", node.folder / "config")
        seeds = ", ".join(f'"127.0.0.1:{other.transport}"' for other in self.nodes)
        names = ", ".join(f"node-{other.number}" for other in self.nodes)
        (node.folder / "config" / "opensearch.yml").write_text(
            _CONFIGURATION.format(
                number=node.number,
                folder=node.folder,
                http=node.http,
                transport=node.transport,
                seeds=seeds,
                names=names,
            )
        )
        fixed = ["-XX:+UseSerialGC", "-Djava.security.manager=allow"]
        (node.folder / "config" / "jvm.options").write_text("\n".join([*options, *fixed]) + "\n")
        if os.geteuid() == 0:
            self._folder.chmod(0o755)
            for path in [node.folder, *node.folder.rglob("*")]:
                shutil.chown(path, "nobody", "nogroup")

    def start(self) -> None:
        """Starts every node and waits until all have joined; raises `Unavailable` with the end of the log if not."""
        for node in self.nodes:
            node.start()
        self.wait(len(self.nodes))

    def wait(self, nodes: int, status: str = "green") -> None:
        """Waits until that many nodes are in the cluster and its shards are as `status` says."""
        until = time.monotonic() + START
        while time.monotonic() < until:
            for node in self.nodes:
                if node.process and node.process.poll() is None:
                    told = _health(node, nodes, status)
                    if told.get("number_of_nodes") == nodes and not told.get("timed_out", True):
                        return
            time.sleep(0.3)
        raise Unavailable("the nodes did not come up: " + "; ".join(_tail(node) for node in self.nodes))

    def stop(self) -> None:
        """Stops what still runs, and removes the folders."""
        for node in self.nodes:
            if node.process and node.process.poll() is None:
                node.process.terminate()
        for node in self.nodes:
            node.end(signal.SIGKILL)
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody listened on a moment ago."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _health(node: Node, nodes: int, status: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", node.http, timeout=5)
    try:
        connection.request("GET", f"/_cluster/health?wait_for_nodes={nodes}&wait_for_status={status}&timeout=2s")
        answer = json.loads(connection.getresponse().read())
        return answer if isinstance(answer, dict) else {}
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()


def _tail(node: Node) -> str:
    lines = (node.folder / "out").read_text(errors="replace").splitlines() if (node.folder / "out").exists() else []
    return f"node-{node.number}: {' | '.join(lines[-5:])}"


def main() -> None:
    """Starts nodes and keeps them until a signal comes."""
    parser = argparse.ArgumentParser(description="Starts OpenSearch nodes on loopback.")
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--heap", default=HEAP)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Cluster(arguments.nodes, arguments.heap) as cluster:
        print(",".join(cluster.hosts), flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("stopping", flush=True)


if __name__ == "__main__":
    main()
