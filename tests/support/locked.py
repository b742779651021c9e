"""Reads the lock files: which packages, in which version, with which hashes, Xunmai is delivered with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True)
class Locked:
    """A locked package; `kind` is the package URL's type, `licence` what its metadata says, or empty."""

    kind: str
    name: str
    version: str
    licence: str
    hashes: tuple[str, ...] = ()

    @property
    def purl(self) -> str:
        """The package URL."""
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"


def python_packages(requirements: Path) -> Iterator[Locked]:
    """The packages of a requirements file with hashes; licences of those that are installed."""
    for entry in re.split(r"\n(?=[A-Za-z0-9])", requirements.read_text()):
        if found := _PIN.match(entry.lstrip()):
            yield Locked("pypi", found[1].lower(), found[2], _licence(found[1]), tuple(_HASH.findall(entry)))


def web_packages(lock: Path) -> Iterator[Locked]:
    """The packages that `npm ci --omit=dev` installs, from package-lock.json, without builds for other machines."""
    for path, entry in json.loads(lock.read_text())["packages"].items():
        if path and not entry.get("dev") and not entry.get("optional"):
            licence = entry.get("license") or _node_licence(lock.parent / path / "package.json")
            yield Locked("npm", path.rpartition("node_modules/")[2], entry["version"], licence)


def _licence(name: str) -> str:
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return ""
    fields = about.json
    told = str(fields.get("license_expression") or "")
    classified = [text.removeprefix(_CLASSIFIER) for text in fields.get("classifier", ()) if _CLASSIFIER in text]
    free = str(fields.get("license") or "").strip().split("\n")[0]
    return told or "; ".join(classified) or (free if len(free) < 60 else "")


def _node_licence(about: Path) -> str:
    return str(json.loads(about.read_text()).get("license", "")) if about.is_file() else ""
