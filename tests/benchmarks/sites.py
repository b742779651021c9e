"""Whole sites to measure: sources in a folder, their configuration, built and served by the commands people use."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks.texts import SHARED

ROOT = Path(__file__).resolve().parents[2]
_VOCABULARY = ROOT / "corpus" / "vocabulary" / "docker.toml"
_SEED = 7
_FENCE = re.compile(r"\s*(```|~~~)")
_KEPT = re.compile(r"\s*(#|[-*+] |\d+\. |!|\||>|$)")


@dataclass(frozen=True, slots=True)
class Site:
    """A configuration file, the folder that its one source is in, and its data folder."""

    configuration: Path
    source: Path
    data: Path

    def run(self, *arguments: str) -> str:
        """Runs a command of Xunmai to its end and returns what it printed."""
        done = subprocess.run(
            self._command(*arguments), cwd=ROOT, env=self._environment(), check=True, capture_output=True, text=True
        )
        return done.stdout

    @contextmanager
    def served(self, workers: int = 1) -> Iterator[Served]:
        """Serves the site while the context lasts, ready when it begins."""
        port = free_port()
        command = self._command("serve", "--port", str(port), "--workers", str(workers))
        with subprocess.Popen(command, cwd=ROOT, env=self._environment(), stderr=subprocess.DEVNULL) as process:
            try:
                started = time.perf_counter()
                served = Served(process.pid, f"http://127.0.0.1:{port}", 0.0)
                served.wait("/readyz")
                yield Served(process.pid, served.address, time.perf_counter() - started)
            finally:
                process.terminate()

    def generation(self) -> Path:
        """The folder of the generation that serves."""
        return self.data / "generations" / (self.data / "current").read_text().strip()

    def size(self) -> int:
        """The bytes of the source's Markdown."""
        return sum(path.stat().st_size for path in self.source.rglob("*.md"))

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "service.cli", *arguments, "--config", str(self.configuration)]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "XUNMAI_DATA": str(self.data), "XUNMAI_SERVER__RATE_LIMIT": ""}


@dataclass(frozen=True, slots=True)
class Served:
    """A service under way: its process, its address, and the seconds until it was ready."""

    process: int
    address: str
    seconds: float

    def get(self, path: str) -> bytes:
        """The body of an answer."""
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return bytes(answer.read())

    def total(self, query: str) -> int:
        """How many sections a query finds."""
        return int(json.loads(self.get(f"/api/v1/search?q={quote(query)}"))["total"])

    def wait(self, path: str, seconds: float = 60.0) -> None:
        """Returns when `path` is answered with success."""
        until = time.monotonic() + seconds
        while True:
            try:
                self.get(path)
                return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tutorial(folder: Path, factor: int = 1) -> Site:
    """The tutorial, and `factor - 1` copies whose lines of prose are drawn anew from all of them under a seed."""
    source = folder / f"tutorial-x{factor}"
    if not source.is_dir():
        shutil.copytree(SHARED / "docker_practice", source)
        _write_copies(source, factor)
    return _site(folder, source, "gitbook", _VOCABULARY)


def pingcap(folder: Path) -> Site | None:
    """The large real corpus, unpacked; None where it is not there."""
    archive, source = SHARED / "pingcap_docs-cn.tar.xz", folder / "pingcap"
    if not archive.is_file():
        return None
    if not source.is_dir():
        with tarfile.open(archive) as opened:
            opened.extractall(source, filter="data")
    return _site(folder, source, "plain", None)


def _site(folder: Path, source: Path, layout: str, vocabulary: Path | None) -> Site:
    configuration = folder / f"{source.name}.toml"
    lines = ["[[sources]]", 'name = "docs"', 'type = "directory"', f'path = "{source}"', f'layout = "{layout}"']
    lines += [f'[vocabulary]\npath = "{vocabulary}"'] if vocabulary else []
    configuration.write_text("\n".join(lines))
    return Site(configuration, source, folder / f"{source.name}-data")


def _write_copies(source: Path, factor: int) -> None:
    files = sorted(source.rglob("*.md"))
    texts = {path: path.read_text(errors="replace").splitlines() for path in files}
    pool = [line for lines in texts.values() for line in _without_code(lines) if not _KEPT.match(line)]
    draw = random.Random(_SEED)
    for copy in range(1, factor):
        shuffled = iter(draw.sample(pool, len(pool)))
        for path, lines in texts.items():
            target = source / f"copy{copy}" / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            drawn = (line if _KEPT.match(line) else next(shuffled) for line in _without_code(lines))
            target.write_text("\n".join(drawn))


def _without_code(lines: list[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        if _FENCE.match(line):
            inside = not inside
        elif not inside:
            yield line
