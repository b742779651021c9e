"""The service as it runs: a real server, real sockets, a build while requests come in."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.config import Settings

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow
START_SECONDS = 60
#: Where it says that it serves; of port 0, at a free one.
_ADDRESS = re.compile(r"http://127\.0\.0\.1:([1-9]\d*)/")


@dataclass
class Running:
    """A server in a process of its own, and the data folder and sources that it serves."""

    port: int
    process: subprocess.Popen[bytes]
    options: tuple[str, ...]
    notes: Path

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.body = response.read()  # type: ignore[attr-defined]  # read before the connection goes
        connection.close()
        return response

    def json(self, path: str) -> dict:
        return json.loads(self.get(path).body)  # type: ignore[attr-defined]  # see get

    def build(self) -> str:
        command = [sys.executable, "-m", "service.cli", "build", "--json", *self.options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        return json.loads(done.stdout)["generation"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def running(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    notes = folder / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("# 镜像\n\n镜像是只读的模板。\n", encoding="utf-8")
    config = folder / "xunmai.toml"
    config.write_text(
        f'[[sources]]\nname = "notes"\ntype = "directory"\npath = "{notes}"\n'
        f'[vocabulary]\npath = "{settings.vocabulary.path}"\n[server]\nrate_limit = ""\n',
        encoding="utf-8",
    )
    options = ("--config", str(config), "--data", str(folder / "data"))
    command = [sys.executable, "-m", "service.cli", "serve", "--port", "0", "--watch", *options]
    environment, told = {**os.environ, "PYTHONPATH": str(ROOT)}, folder / "stderr"
    with told.open("wb") as stderr:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stderr)
    eventually(lambda: _ADDRESS.search(told.read_text()))
    server = Running(int(_ADDRESS.findall(told.read_text())[0]), process, options, notes)
    eventually(lambda: server.get("/healthz").status == 200)
    yield server
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def eventually(holds: object, seconds: float = START_SECONDS) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            if holds():  # type: ignore[operator]  # a condition
                return
        except OSError:
            pass
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.05)


def test_it_says_it_is_not_ready_until_something_is_built_and_then_answers(running: Running) -> None:
    assert running.get("/readyz").status == 503
    running.build()
    eventually(lambda: running.get("/readyz").status == 200)
    assert running.json("/api/v1/search?q=%E9%95%9C%E5%83%8F")["total"] > 0


def test_labels_in_paths_come_through_the_server_as_they_are(running: Running) -> None:
    assert running.json("/api/v1/concepts/%E9%8F%A1%E5%83%8F")["id"] == "image"
    assert running.get("/api/v1/concepts/%ff%fe").status == 404
    assert running.get("/api/v1/sections/notes:a.md%23L1").status == 200


def test_answers_have_a_length_and_are_compressed(running: Running) -> None:
    plain = running.get("/api/v1/stats")
    assert int(plain.headers["Content-Length"]) == len(plain.body)  # type: ignore[attr-defined]  # see get
    assert running.get("/openapi.json", **{"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"


def test_a_changed_file_is_served_without_a_restart_and_without_a_failed_request(running: Running) -> None:
    stop, statuses, generations = threading.Event(), set[int](), set[str]()

    def ask() -> None:
        while not stop.is_set():
            response = running.get("/api/v1/search?q=docker")
            statuses.add(response.status)
            answer = json.loads(response.body)  # type: ignore[attr-defined]  # see get
            generations.add(answer["generation"])
            assert answer["generation"] in response.headers["ETag"]

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    (running.notes / "b.md").write_text("# 罕见词汇测试\n\n数据卷可以共享。\n", encoding="utf-8")
    eventually(lambda: running.json("/api/v1/search?q=%E7%BD%95%E8%A7%81%E8%AF%8D%E6%B1%87")["total"] > 0)
    stop.set()
    for thread in threads:
        thread.join()
    assert statuses == {200}
    assert len(generations) == 2


def test_clients_that_never_finish_their_head_do_not_occupy_the_service(running: Running) -> None:
    idle = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(300)]
    for connection in idle:
        connection.sendall(b"GET /api/v1/search HTTP/1.1\r\nHost: x\r\n")
    began = time.monotonic()
    assert running.get("/healthz").status == 200
    assert time.monotonic() - began < 15
    for connection in idle:
        connection.close()


def test_a_client_that_says_nothing_is_let_go(running: Running) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=30) as connection:
        assert connection.recv(100) == b""


def test_a_head_too_long_is_refused(running: Running) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 100_000 + b"\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 431")


@pytest.mark.parametrize(("version", "status"), [("1.0", b"200"), ("1.1", b"400")])
def test_only_http_1_1_has_to_name_a_host(running: Running, version: str, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(f"GET /healthz HTTP/{version}\r\n\r\n".encode())
        assert connection.recv(1000).split()[1] == status


def test_http_2_whose_connections_nothing_bounds_is_not_spoken(running: Running) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
        received = connection.recv(1000)
    assert received.startswith(b"HTTP/1.1 400") or received == b""


def test_a_port_in_use_is_said_at_once(running: Running) -> None:
    command = [sys.executable, "-m", "service.cli", "serve", "--port", str(running.port), *running.options]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 2
    assert "server.port" in result.stderr
    assert "Traceback" not in result.stderr


def test_several_workers_count_together_at_a_host_by_its_name(running: Running) -> None:
    port = free_port()
    given = ("--host", "localhost", "--port", str(port), "--workers", "2")
    command = [sys.executable, "-m", "service.cli", "serve", *given, *running.options]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    other = Running(port, process, running.options, running.notes)
    try:
        eventually(lambda: other.get("/readyz").status == 200)
        for number in range(20):
            assert other.get(f"/api/v1/search?q={number}").status == 200
        page = other.get("/metrics").body.decode()  # type: ignore[attr-defined]  # see get
        assert "xunmai_searches_total 20.0" in page
        assert "xunmai_ready 1.0" in page
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
