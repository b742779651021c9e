"""Reads and builds under limits: run as a program with a notes folder, a data folder and a JSON list of limits.

For each set of limits a process is forked, so that nothing is imported anew. Each prints a JSON pair: what reading said
(`serves ID` or the error), what building said (`made ID` or the error).
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from corpus.errors import XunmaiError
from corpus.sources import SourceSpec
from index.build import build
from index.engines.whoosh_index import WhooshIndex
from index.generations import Generations


def told(action: Callable[[], str]) -> str:
    """What the action returns, or the error that it is meant to raise."""
    try:
        return action()
    except XunmaiError as error:
        return f"{type(error).__name__} {error}"


def read_and_build(notes: Path, data: Path) -> tuple[str, str]:
    """What both say."""
    generations = Generations(data)
    specs = [SourceSpec("notes", "directory", "plain", path=str(notes))]

    def serve() -> str:
        whole = generations.whole()
        with generations.hold(whole.id):
            return f"serves {whole.id}"

    def make() -> str:
        return f"made {build(specs, generations, engine=WhooshIndex, full=True, processes=1).generation}"

    return told(serve), told(make)


def run_under(limits: Mapping[str, int], notes: Path, data: Path) -> None:
    """Forks a process with the limits (of the module `resource`, and `user`) and waits for it."""
    child = os.fork()
    if child:
        if status := os.waitpid(child, 0)[1]:
            raise SystemExit(f"under {dict(limits)} the process ended with status {status}")
        return
    status = 1
    try:
        for name, value in limits.items():
            if name == "user":
                os.setuid(value)
            else:
                resource.setrlimit(getattr(resource, name), (value, value))
        answer = json.dumps(read_and_build(notes, data))
        os.write(1, f"{answer}\n".encode())
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def main(notes: str, data: str, several: str) -> None:
    """Prints one line for each set of limits."""
    with tempfile.TemporaryDirectory() as folder:  # what is loaded at first use is loaded before any limit holds
        read_and_build(Path(notes), Path(folder))
        read_and_build(Path(notes), Path(folder))
    for limits in json.loads(several):
        run_under(limits, Path(notes), Path(data))


if __name__ == "__main__":
    main(*sys.argv[1:])
