"""Prints the path of a Chromium for the browser tests, installing Debian's where that is allowed; else says what to do.

Looked for in this order: TEST_BROWSER, a Chromium or Chrome on PATH, the one of Playwright, Debian's package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = """make test: no browser was found for the tests that need one.
Do one of these: install Chromium so that `chromium` is on PATH (Debian: apt-get install chromium);
run `.venv/bin/playwright install chromium`; or set TEST_BROWSER to the path of a Chromium or Chrome.
The other tests run with `make test ARGS='-m "not browser"'` and TEST_BROWSER=none."""


def given() -> str | None:
    """What TEST_BROWSER says; `none` stands for a wish to do without."""
    return os.environ.get("TEST_BROWSER") or None


def on_path() -> str | None:
    """The first browser of NAMES that is installed."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def of_playwright() -> str | None:
    """The browser that `playwright install chromium` fetched."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def of_debian() -> str | None:
    """Debian's package, installed now; only as root, and only where apt-get is."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = ["chromium", "fonts-noto-cjk"]
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *arguments], env=environment, stdout=sys.stderr, check=False)
        if done.returncode:
            return None
    return on_path()


WAYS: tuple[Callable[[], str | None], ...] = (given, on_path, of_playwright, of_debian)


def main() -> int:
    """Exit status 0 with the path on standard output, or 1 with advice on standard error."""
    for way in WAYS:
        if found := way():
            print(found)
            return 0
    print(MISSING, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
