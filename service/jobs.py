"""Builds in a process of their own, one at a time; what became of each is kept as a file, for every worker to read."""

from __future__ import annotations

import os
import re
import secrets
import subprocess  # starts this very program
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import orjson

from index import locks
from index.durable import telling
from index.errors import BuildInProgress, NotFound
from service.timing import timer

#: Records of jobs that are kept; the oldest go first.
KEPT = 50
_ID = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{8}")
#: A build that takes longer is stopped, so that it cannot keep the next from starting.
LONGEST_SECONDS = 6 * 3600

#: What is said of a build that left no word.
ENDED = "the build was ended from outside"

Outcome = Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """A build: `report` is what it printed when `done`, `error` why it `failed`; times are UTC in ISO form."""

    id: str
    state: Outcome
    started: str
    process: int
    finished: str = ""
    report: dict[str, Any] | None = None
    error: str = ""


class Jobs:
    """Starts builds and remembers them below `data`; several processes may use one folder."""

    def __init__(self, data: Path, command: Sequence[str], on_end: Callable[[str, float], None]) -> None:
        self._data = data
        self._folder = data / "jobs"
        self._command = tuple(command)
        self._on_end = on_end

    def start(self, *, full: bool = False) -> Job:
        """Starts a build in the background; `BuildInProgress` where one runs already, whoever started it, and
        `DataFolderUnusable` where no record of it can be kept."""
        with telling(self._data):
            return self._start(full)

    def _start(self, full: bool) -> Job:
        self._folder.mkdir(parents=True, exist_ok=True)
        with locks.exclusive(self._data / "jobs.lock"):
            running = next((job for job in self._all() if job.state == "running" and _is_alive(job.process)), None)
            if running or locks.is_in_use(self._data / "build.lock"):
                raise BuildInProgress(f"another build is running{f' (job {running.id})' if running else ''}")
            process = subprocess.Popen(  # noqa: S603  # our own command, no text of a client in it
                [*self._command, *(["--full"] if full else [])],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            job = Job(_new_id(), "running", _now(), process.pid)
            try:
                self._write(job)
            except OSError:
                process.kill()
                process.communicate()
                raise
        threading.Thread(target=self._follow, args=(job, process), name=f"job-{job.id}", daemon=True).start()
        return job

    def find(self, job_id: str) -> Job:
        """A job by its id; one whose process has gone without a word has failed."""
        if not _ID.fullmatch(job_id):
            raise NotFound(f"no job {job_id!r}")
        job = self._read(self._folder / f"{job_id}.json")
        if job is None:
            raise NotFound(f"no job {job_id!r}")
        if job.state == "running" and not _is_alive(job.process):
            job = self._last_word(job)
        return job

    def _last_word(self, job: Job) -> Job:
        """What became of a job whose process has gone: its record may be written a moment later."""
        for _ in range(20):
            found = self._read(self._folder / f"{job.id}.json") or job
            if found.state != "running":
                return found
            time.sleep(0.05)
        return replace(job, state="failed", error=ENDED)

    def _follow(self, job: Job, process: subprocess.Popen[bytes]) -> None:
        elapsed = timer()
        try:
            output, errors = process.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
        if process.returncode == 0:
            ended = replace(job, state="done", finished=_now(), report=_report(output))
        else:
            ended = replace(job, state="failed", finished=_now(), error=_last_line(errors))
        self._write(ended)
        self._on_end(ended.state, elapsed())
        self._forget_oldest()

    def _all(self) -> list[Job]:
        found = (self._read(path) for path in sorted(self._folder.glob("*.json"), reverse=True))
        return [job for job in found if job is not None]

    def _read(self, path: Path) -> Job | None:
        try:
            return Job(**orjson.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def _write(self, job: Job) -> None:
        unfinished = self._folder / f".{job.id}"
        unfinished.write_bytes(orjson.dumps(asdict(job)))
        unfinished.replace(self._folder / f"{job.id}.json")

    def _forget_oldest(self) -> None:
        for path in sorted(self._folder.glob("*.json"), reverse=True)[KEPT:]:
            path.unlink(missing_ok=True)


def build_command(config: Path, data: Path) -> tuple[str, ...]:
    """The command that builds with the same settings as this process."""
    return sys.executable, "-m", "service.cli", "build", "--json", "--config", str(config), "--data", str(data)


def run_build(command: Sequence[str]) -> str:
    """Runs a build to its end; why it failed, empty where it did not."""
    # our own command; no text of a client in it
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603 - see above
    return _last_line(done.stderr) if done.returncode else ""


def _last_line(errors: bytes) -> str:
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ENDED


def _report(output: bytes) -> dict[str, Any] | None:
    try:
        report = orjson.loads(output)
    except ValueError:
        return None
    return report if isinstance(report, dict) else None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _new_id() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
