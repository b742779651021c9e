"""Asks pip-audit and npm audit for known weaknesses of what is delivered; says so where the network does not allow."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence

SECONDS = 60
PIP_AUDIT = (sys.executable, "-m", "pip_audit", "-r", "requirements.txt", "--require-hashes", "--disable-pip")
COMMANDS: Sequence[tuple[str, Sequence[str], Sequence[str]]] = (
    ("pip-audit", (*PIP_AUDIT, "--progress-spinner", "off", "--timeout", "10"), ("Found ", "vulnerabilit")),
    ("npm audit", ("npm", "audit", "--omit=dev", "--audit-level=moderate"), ("Severity:", "vulnerabilit")),
)


def audit(name: str, command: Sequence[str], signs: Sequence[str]) -> bool:
    """Whether nothing was found, or nobody could be asked; `signs` all stand in a report that found something."""
    if not shutil.which(command[0]):
        print(f"{name}: left out, {command[0]} is not installed")
        return True
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        print(f"{name}: left out, no answer within {SECONDS} seconds")
        return True
    told = done.stdout + done.stderr
    if done.returncode == 0:
        print(f"{name}: nothing known")
        return True
    if all(sign in told for sign in signs):
        print(told)
        return False
    reason = next((line for line in told.splitlines() if "error" in line.lower()), "no answer")
    print(f"{name}: left out, the network does not allow it ({reason.strip()[:160]})")
    return True


def main() -> int:
    """Exit status 1 where a weakness is known."""
    outcomes = [audit(*command) for command in COMMANDS]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
