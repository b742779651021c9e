"""Prints a CycloneDX 1.6 bill of materials of the locked packages. Arguments: the two lock files."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from locked import Locked, python_packages, web_packages  # the folder is no package


def component(package: Locked) -> dict[str, Any]:
    """One package as CycloneDX has it."""
    return {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        **({"licenses": [{"license": {"name": package.licence}}]} if package.licence else {}),
        **(
            {"externalReferences": [{"type": "distribution", "url": package.purl, "hashes": hashes}]}
            if (hashes := [{"alg": "SHA-256", "content": each} for each in package.hashes])
            else {}
        ),
    }


def main(requirements: str, lock: str) -> None:
    """Writes to standard output."""
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    packages = [*python_packages(Path(requirements)), *web_packages(Path(lock))]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": project["name"], "version": project["version"]}},
        "components": [component(package) for package in sorted(packages, key=lambda each: each.purl)],
    }
    json.dump(bill, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main(*sys.argv[1:])
