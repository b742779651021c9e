"""A short, fixed run of every fuzzing target; `make fuzz` is the long one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("markdown", "analyzer", "query", "vocabulary", "configuration", "manifest", "backup", "plain_data")


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_nothing_that_is_fuzzed_raises_what_it_must_not(target: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is not built for this Python")
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--seconds", "5", "--crashes", str(tmp_path), target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "executions" in done.stdout
