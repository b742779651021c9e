"""Rebuilds while requests come at a steady rate: none fails, none is answered from two generations, nothing leaks."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
#: `REBUILDS=50 pytest tests/reliability/test_rebuilds_under_load.py` is the long run, which `make reliability` does.
REBUILDS = int(os.environ.get("REBUILDS", "5"))
#: Questions a second, and after how many rebuilds memory is first measured: by then all that is kept has been filled.
RATE, FIRST = 200, min(8, max(1, REBUILDS // 2))
TOKEN = "a-token-for-tests"
PAGES = 12
pytestmark = pytest.mark.slow

REVISION = re.compile(r"修订(\d{4})")
#: Every kind of answer: from the text index, the graph, the store, the completions, the counts.
TARGETS = tuple(
    urllib.parse.quote(target, safe="/?&=")
    for target in (
        *(f"/api/v1/search?q={q}&limit={limit}" for q in ("镜像", "容器 依赖", "仓库", "rongqi") for limit in (5, 10)),
        *(f"/api/v1/search?q=怎么删除镜像&group=page&facets=source,tag&offset={offset}" for offset in range(4)),
        "/api/v1/concepts/image",
        "/api/v1/concepts/容器/related",
        "/api/v1/concepts/path?from=容器&to=镜像",
        "/api/v1/suggest?q=修订",
        "/?q=镜像",
    )
)


def write_revision(notes: Path, number: int) -> None:
    """Half of the pages anew, under new names and with the number in every sentence; the other half stays."""
    for page in notes.glob("修订*.md"):
        page.unlink()
    for page in range(PAGES):
        mark = f"修订{number:04}"
        text = (
            f"# 镜像 {mark} 第 {page} 篇\n\n镜像是{mark}里的只读模板。\n\n## 容器 {mark}\n\n容器依赖镜像，见{mark}。\n"
        )
        (notes / f"{mark}-{page}.md").write_text(text, encoding="utf-8")
        (notes / f"常在-{page}.md").write_text(f"# 仓库 {page}\n\n仓库保存镜像。\n", encoding="utf-8")


@dataclass
class Service:
    """`xunmai serve` in a process of its own over a folder of pages, and the ways to build anew."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    revisions: dict[str, int] = field(default_factory=dict)

    @property
    def options(self) -> tuple[str, ...]:
        return "--config", str(self.folder / "xunmai.toml"), "--data", str(self.folder / "data")

    def start(self) -> None:
        command = [sys.executable, "-m", "service.cli", "serve", "--port", str(self.port), *self.options]
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stderr=log)

    def rebuild(self, number: int) -> str:
        """Builds revision `number`, by the command and over HTTP in turn; the id of the new generation."""
        write_revision(self.folder / "notes", number)
        generation = self._over_http() if number % 2 else self._by_command()
        self.revisions[generation] = number
        return generation

    def serving(self) -> str:
        try:
            return str(self.json("/readyz").get("generation", ""))
        except OSError:
            return ""

    def json(self, target: str, **options: object) -> dict[str, object]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{target}", **options)  # type: ignore[arg-type] # mixed values
        with urllib.request.urlopen(request, timeout=30) as response:
            answer: dict[str, object] = json.loads(response.read())
        return answer

    def megabytes(self) -> float:
        """What the processes that answer hold in memory, once it no longer falls."""
        assert self.process is not None
        readings = []
        for _ in range(10):
            workers = psutil.Process(self.process.pid).children()
            readings.append(sum(worker.memory_info().rss for worker in workers) / 1e6)
            time.sleep(0.1)
        return min(readings)

    def _by_command(self) -> str:
        command = [sys.executable, "-m", "service.cli", "build", "--json", *self.options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return str(json.loads(done.stdout)["generation"])

    def _over_http(self) -> str:
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        job = self.json("/api/v1/admin/rebuild", method="POST", headers=bearer)
        while job["state"] == "running":
            time.sleep(0.1)
            job = self.json(str(job["url"]), headers=bearer)
        assert job["state"] == "done", job
        return str(job["report"]["generation"])  # type: ignore[index]  # a report, as it is done


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    (tmp_path / "notes").mkdir()
    (tmp_path / "xunmai.toml").write_text(
        '[[sources]]\nname = "notes"\ntype = "directory"\npath = "notes"\n'
        f'[vocabulary]\npath = "{ROOT / "corpus" / "vocabulary" / "docker.toml"}"\n'
        f'[server]\nrate_limit = ""\nadmin_rate_limit = ""\nadmin_token = "{TOKEN}"\ncache_megabytes = 1\n',
        encoding="utf-8",
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        service = Service(tmp_path, probe.getsockname()[1])
    write_revision(tmp_path / "notes", 0)
    service.revisions[service._by_command()] = 0
    service.start()
    wait_for(lambda: bool(service.serving()))
    yield service
    assert service.process is not None
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(30) == 0


def wait_for(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.05)


@dataclass
class Judge:
    """Notes which generation each answer names and which revisions its text is of; compared when all builds ended."""

    seen: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, answer: object) -> str:
        target, status, body = answer.target, answer.status, answer.body.decode()  # type: ignore[attr-defined] # set there
        if status != 200:
            return f"{target}: {status} {body:.300}"
        if target.startswith("/?"):  # a page names no generation, but must be of one
            return "" if len(set(REVISION.findall(body))) == 1 else f"{target}: revisions {set(REVISION.findall(body))}"
        generation = str(json.loads(body)["generation"])
        with self._lock:
            self.seen.setdefault((generation, target), set()).update(REVISION.findall(body))
        return ""

    def mixed(self, revisions: dict[str, int]) -> list[str]:
        """The answers that hold anything of another revision than the one their generation was built from."""
        return [
            f"{target}: {generation} is revision {revisions.get(generation)}, its answer holds {sorted(found)}"
            for (generation, target), found in self.seen.items()
            if found - {f"{revisions.get(generation, -1):04}"}
        ]


def test_no_request_fails_and_none_is_answered_from_two_generations(
    service: Service, load: Callable[[str], ModuleType], figure: Callable[[str], None]
) -> None:
    judge, before = Judge(), 0.0
    with load("steady_load").SteadyLoad(service.port, TARGETS, RATE, judge) as asking:
        for number in range(1, REBUILDS + 1):
            generation = service.rebuild(number)
            wait_for(lambda wanted=generation: service.serving() == wanted)  # type: ignore[misc]  # bound in the loop
            if number == FIRST:
                before = service.megabytes()
        after = service.megabytes()
    served = {generation for generation, _ in judge.seen}
    figure(
        f"rebuilds under load: {REBUILDS}, {len(asking.seconds)} requests at {asking.reached:.0f}/s, "
        f"{len(asking.failures)} failed, {len(judge.mixed(service.revisions))} of mixed generations; "
        f"p50 {asking.percentile(0.5) * 1000:.0f} ms, p99 {asking.percentile(0.99) * 1000:.0f} ms, "
        f"longest {max(asking.seconds) * 1000:.0f} ms; memory {before:.0f} → {after:.0f} MB"
    )
    assert asking.failures == []
    assert judge.mixed(service.revisions) == []
    assert served == set(service.revisions)
    assert sum(bool(found) for found in judge.seen.values()) > len(judge.seen) / 2, "answers must hold what is compared"
    assert after <= before * 1.05 + 4
