"""Fuzzes each target with atheris for a while: `python -m tests.fuzz [--seconds N] [TARGET…]`.

Prints executions and crashes of each; what crashed stays in a file that is named. Exit status 1 where anything did.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

_EXECUTIONS = re.compile(r"stat::number_of_executed_units:\s+(\d+)")
#: Libraries whose branches guide the fuzzing beside our own.
GUIDED = ("corpus", "index", "service", "markdown_it")


def fuzz(target: str, seconds: int, crashes: Path) -> bool:
    """Runs one target in a process of its own; whether nothing crashed."""
    from tests.fuzz.targets import seeds

    with tempfile.TemporaryDirectory() as found:
        for number, seed in enumerate(seeds(target)):
            (Path(found) / f"seed{number}").write_bytes(seed)
        options = [
            f"-max_total_time={seconds}",
            "-timeout=10",
            "-rss_limit_mb=4096",
            "-max_len=4096",
            "-print_final_stats=1",
            f"-artifact_prefix={crashes}/{target}-",
        ]
        command = [sys.executable, "-m", "tests.fuzz", "--run", target, "--", *options, found]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    executions = _EXECUTIONS.search(done.stderr)
    print(f"{target:14} executions {executions[1] if executions else '?':>8}  crashes {int(done.returncode != 0)}")
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-1500:])
    return done.returncode == 0


def run(target: str, options: list[str]) -> None:
    """Gives one target to atheris; does not return."""
    import atheris

    with atheris.instrument_imports(include=list(GUIDED)):  # what is imported before is not guided
        from tests.fuzz.targets import TARGETS

        check = TARGETS[target]()
    atheris.Setup([sys.argv[0], *options], check)
    atheris.Fuzz()


def main() -> int:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--crashes", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*")
    given = parser.parse_args()
    if given.run:
        run(given.run, given.targets)
    from tests.fuzz.targets import TARGETS

    given.crashes.mkdir(parents=True, exist_ok=True)
    outcomes = [fuzz(target, given.seconds, given.crashes) for target in given.targets or TARGETS]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
