"""kill -9 at any moment of building, switching and pruning loses nothing, and nobody who reads notices."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from index.generations import Generations

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261124
#: `KILLS=220 pytest tests/reliability/test_kills.py` is the long run, which `make reliability` does.
KILLS = int(os.environ.get("KILLS", "20"))
pytestmark = pytest.mark.slow


def run_kills(folder: Path, tried: int, seed: int) -> dict[str, object]:
    script = Path(__file__).with_name("kills.py")
    done = subprocess.run(
        [sys.executable, script, folder, str(tried), str(seed)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outcome: dict[str, object] = json.loads(done.stdout)
    return outcome


def test_kills_lose_nothing_and_readers_are_always_answered(tmp_path: Path, figure: Callable[[str], None]) -> None:
    outcome = run_kills(tmp_path / "killed", KILLS, SEED)
    figure(
        f"kills survived: {outcome['hit']} of {outcome['hit']} ({KILLS} tried); {outcome['answers']} answers meanwhile"
    )
    assert outcome["lost"] == []
    assert outcome["failures"] == []
    assert isinstance(outcome["hit"], int)
    assert outcome["hit"] > KILLS * 0.8, "most kills must hit a process at work, or nothing is shown"
    assert outcome["answers"]


BUILD_IN_PROCESSES = """
import sys
from pathlib import Path
from corpus.sources import SourceSpec
from index.build import build
from index.engines.whoosh_index import WhooshIndex
from index.generations import Generations

def tell(*told):
    print(*told, flush=True)
    if told[:2] == ("writing", 0):
        sys.stdin.read()

if __name__ == "__main__":
    notes, data = map(Path, sys.argv[1:])
    specs = [SourceSpec("notes", "directory", "plain", path=str(notes))]
    build(specs, Generations(data), engine=WhooshIndex, processes=2, progress=tell)
"""


@pytest.fixture
def many_notes(tmp_path: Path) -> Path:
    notes = tmp_path / "notes"
    notes.mkdir()
    for number in range(400):
        (notes / f"page{number:03}.md").write_text(f"# 第 {number} 篇\n\n" + "容器是镜像的运行实例。" * 200)
    return notes


@pytest.fixture
def building(many_notes: Path, tmp_path: Path) -> subprocess.Popen[str]:
    """A build in two processes that has read its first document; before it writes it waits for the end of its input."""
    script = tmp_path / "build.py"
    script.write_text(BUILD_IN_PROCESSES)
    running = subprocess.Popen(
        [sys.executable, script, many_notes, tmp_path / "data"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline().startswith("reading 1")
    return running


def test_workers_end_when_the_building_process_is_killed(building: subprocess.Popen[str], tmp_path: Path) -> None:
    workers = psutil.Process(building.pid).children(recursive=True)
    assert len(workers) >= 2
    building.send_signal(signal.SIGKILL)
    building.communicate()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive
    assert not (tmp_path / "data" / "current").exists()


def test_a_build_of_which_a_worker_is_killed_says_so_and_changes_nothing(
    building: subprocess.Popen[str], tmp_path: Path
) -> None:
    workers = psutil.Process(building.pid).children(recursive=True)
    assert len(workers) == 2
    workers[-1].kill()
    started = time.monotonic()
    _, errors = building.communicate()
    assert "BuildFailed" in errors
    assert "ended early" in errors
    assert time.monotonic() - started < 30
    assert not (tmp_path / "data" / "current").exists()
    assert not list((tmp_path / "data" / "generations").iterdir())


def test_what_builds_the_graph_ends_with_the_builder_and_the_next_build_starts_anew(
    building: subprocess.Popen[str], many_notes: Path, tmp_path: Path
) -> None:
    assert building.stdout is not None
    while not building.stdout.readline().startswith("writing 0"):
        assert building.poll() is None
    beside = psutil.Process(building.pid).children(recursive=True)
    assert beside
    building.send_signal(signal.SIGKILL)
    building.communicate()
    script = tmp_path / "build.py"
    subprocess.run(
        [sys.executable, script, many_notes, tmp_path / "data"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    _, alive = psutil.wait_procs(beside, timeout=20)
    assert not alive
    assert len(list((tmp_path / "data" / "generations").iterdir())) == 1
    assert Generations(tmp_path / "data").whole().refused == ()
