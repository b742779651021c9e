"""Requests a second over HTTP: one worker asked by wrk over 32 connections, beside an endpoint with ready bytes."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from urllib.parse import quote

from service.server import THREADS
from tests.benchmarks import requests, sites
from tests.benchmarks.report import Row

_CONNECTIONS, _SECONDS, _ROUNDS, _PATHS = 32, 4, 5, 40_000
_READY = """
import sys
from pathlib import Path
from flask import Flask, Response
from granian.constants import Interfaces
from granian.server import Server
body = Path(sys.argv[2]).read_bytes()
def load():
    app = Flask("ready")
    app.add_url_rule("/ready", "ready", lambda: Response(body, content_type="application/json"))
    return app
Server("ready", port=int(sys.argv[1]), interface=Interfaces.WSGI, blocking_threads=int(sys.argv[3])).serve(
    target_loader=load, wrap_loader=False
)
"""
_SCRIPT = """
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local at = tonumber(os.getenv("START"))
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


def measure(folder: Path) -> Iterator[Row]:
    """Two rows, or one that says that wrk is missing."""
    if shutil.which("wrk") is None:
        yield Row("HTTP: share of the rate of ready bytes", "×1", "not measured", "", "", "wrk is not installed")
        return
    site = sites.tutorial(folder)
    site.run("build")
    words = sorted({word for text in requests.forty() for word in text.replace('"', "").split()})
    paths = [f"/api/v1/search?q={quote(f'{a} {b} {c}')}" for a, b, c in product(words, repeat=3) if a != b != c]
    (folder / "paths").write_text("\n".join(paths[:: max(1, len(paths) // _PATHS)]))
    (folder / "script.lua").write_text(_SCRIPT)
    with site.served() as served:
        one = f"/api/v1/search?q={quote(requests.forty()[0])}"
        (folder / "body").write_bytes(served.get(one))
        with _ready(folder) as ready:
            rates = [_round(folder, served.address, one, ready, turn) for turn in range(_ROUNDS)]
    plain, kept, distinct = (statistics.median(each) for each in zip(*rates, strict=True))
    shares = [[each / plain for each in others] for plain, *others in rates]
    of_kept, of_distinct = (statistics.median(share) for share in zip(*shares, strict=True))
    parts = f"{{:.0f}} / {plain:.0f} requests a second"
    yield Row("HTTP, kept answers: share of the rate of ready bytes", "×1", f"{of_kept:.2f}", "≥ 0.6", "≥ 0.8",
              parts.format(kept))  # fmt: skip
    yield Row("HTTP, distinct queries: share of the rate of ready bytes", "×1", f"{of_distinct:.3f}", "≥ 0.05",
              "≥ 0.10", parts.format(distinct))  # fmt: skip


def _round(folder: Path, address: str, one: str, ready: str, turn: int) -> tuple[float, float, float]:
    plain, kept = _rate(f"{ready}/ready"), _rate(address + one)
    return plain, kept, _rate(address, folder, turn)


def _rate(address: str, folder: Path | None = None, turn: int = 0) -> float:
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{_SECONDS}s", address]
    environment = {}
    if folder:
        command[1:1] = ["-s", str(folder / "script.lua")]
        environment = {"PATHS": str(folder / "paths"), "START": str(turn * _PATHS // _ROUNDS)}
    done = subprocess.run(command, env=environment or None, check=True, capture_output=True, text=True)
    found = re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)
    if found is None or "Non-2xx" in done.stdout:
        raise RuntimeError(f"wrk says of {address}: {done.stdout}")
    return float(found[1])


@contextmanager
def _ready(folder: Path) -> Iterator[str]:
    port = sites.free_port()
    command = [sys.executable, "-c", _READY, str(port), str(folder / "body"), str(THREADS["whoosh"])]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            served = sites.Served(process.pid, f"http://127.0.0.1:{port}", 0.0)
            served.wait("/ready")
            time.sleep(0.2)
            yield served.address
        finally:
            process.terminate()
