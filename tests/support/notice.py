"""Prints NOTICE: the packages that Xunmai is delivered with, and their licences. Arguments: the two lock files."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from locked import Locked, python_packages, web_packages  # the folder is no package

HEAD = """Xunmai
Copyright the Xunmai contributors

Xunmai is licensed under the Apache License, Version 2.0 (see LICENSE).

It is delivered with, or installs, the packages below, each under its own licence, as its metadata names it.
`make notice` writes this file from the lock files; the licence texts come with the packages.
"""
#: Licences that the metadata of a package does not name, found in the package itself.
FOUND_IN_THE_PACKAGE = {"jieba": "MIT", "whoosh": "BSD-2-Clause"}
#: Packages of other platforms, which are not installed here.
OTHER_PLATFORMS = {"brotlicffi": "MIT", "cffi": "MIT-0", "colorama": "BSD-3-Clause", "pycparser": "BSD-3-Clause"}


def row(package: Locked) -> str:
    """One line of the list; a package whose licence nobody knows stops the making of NOTICE."""
    known = FOUND_IN_THE_PACKAGE | OTHER_PLATFORMS
    licence = known.get(package.name) or package.licence
    if not licence:
        raise SystemExit(f"notice: no licence is known of {package.name} {package.version}; look it up and add it")
    return f"  {package.name:28} {package.version:14} {licence}"


def main(requirements: str, lock: str) -> None:
    """Writes to standard output."""
    print(HEAD)
    print("Python packages\n")
    print("\n".join(map(row, sorted(python_packages(Path(requirements)), key=lambda package: package.name))))
    print("\nPackages in the scripts of the pages, and those that build them\n")
    print("\n".join(map(row, sorted(web_packages(Path(lock)), key=lambda package: package.name))))


if __name__ == "__main__":
    main(*sys.argv[1:])
