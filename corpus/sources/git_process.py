"""Runs `corpus.sources.git_fetch` as a process of its own and gives it up when the server is silent."""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from corpus.sources.trees import Report

SILENCE = 20.0
"""Seconds without a sign of progress after which a fetch is given up."""

LONGEST = 900.0
"""Seconds that one fetch may take in all."""


class FetchFailed(Exception):
    """An address could not be fetched; the message says why."""


def without_credentials(address: str) -> str:
    """The address fit for a message: without user name and password."""
    return re.sub(r"(?<=://)[^/@]*@", "", address)


def run_fetch(address: str, ref: str, folder: Path, contact: float, report: Report | None = None) -> str:
    """Fetches `ref` of `address` into the empty `folder`; gives the commit. Raises `FetchFailed` where the server does
    not answer within `contact` seconds, is silent for `SILENCE` seconds, or has not what was asked for."""
    if address.startswith("-"):
        raise FetchFailed("an address cannot begin with '-'")
    root = str(Path(__file__).resolve().parent.parent.parent)
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        [sys.executable, "-m", "corpus.sources.git_fetch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path, "GIT_TERMINAL_PROMPT": "0"},
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        json.dump({"address": address, "ref": ref, "folder": str(folder)}, process.stdin)
        process.stdin.close()
        return _followed(process.stdout, contact, report).lower()
    except BrokenPipeError:
        raise FetchFailed("the fetching process could not start") from None
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _followed(output: IO[str], contact: float, report: Report | None) -> str:
    """The commit that the process names at last."""
    answers: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(output, answers), daemon=True).start()
    end = time.monotonic() + LONGEST
    patience = contact
    while time.monotonic() < end:
        try:
            answer = answers.get(timeout=patience)
        except queue.Empty:
            raise FetchFailed(f"no answer within {patience:.0f} seconds") from None
        if "commit" in answer:
            return str(answer["commit"])
        if "error" in answer:
            raise FetchFailed(answer["error"])
        patience = SILENCE
        if report and answer.get("total"):
            report("fetch", answer["done"], answer["total"])
    raise FetchFailed(f"not done within {LONGEST:.0f} seconds")


def _listen(output: IO[str], answers: queue.Queue[dict[str, Any]]) -> None:
    try:
        for line in output:
            answers.put(json.loads(line))
    except ValueError:
        pass  # the pipe was closed, or the process was stopped within a line
    answers.put({"error": "the fetching process ended before it was done"})
