"""Gets the official minimal OpenSearch server with Maven, once, into a folder outside the tree; finds a Java for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

VERSION = "2.19.3"
ARTIFACT = "org.opensearch.distribution.integ-test-zip:opensearch"
#: The Java versions that 2.19 runs on: newer ones have no security manager.
JAVA_VERSIONS = range(11, 24)


class Unavailable(Exception):
    """There is no server to be had here; the message says what is missing."""


def cache_folder() -> Path:
    """Where servers are kept: `TEST_OPENSEARCH_CACHE`, else a folder that any user of this machine can read."""
    given = os.environ.get("TEST_OPENSEARCH_CACHE")
    return Path(given) if given else Path("/var/tmp/xunmai-opensearch")  # nodes run as another user


def server_home() -> Path:
    """The unpacked server; fetched first if need be. Raises `Unavailable` without Maven or a network."""
    home = cache_folder() / f"opensearch-{VERSION}"
    if home.is_dir():
        return home
    if not shutil.which("mvn"):
        raise Unavailable(f"no OpenSearch in {home} and no Maven (mvn) to fetch it")
    cache_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_folder()) as folder:
        command = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}:{VERSION}:zip"]
        try:
            subprocess.run([*command, f"-DoutputDirectory={folder}"], check=True, capture_output=True, timeout=300)
        except (subprocess.SubprocessError, OSError) as error:
            raise Unavailable(f"Maven could not fetch {ARTIFACT}:{VERSION}: {error}") from error
        _unpack(next(Path(folder).glob("*.zip")), Path(folder) / "unpacked")
        (Path(folder) / "unpacked" / home.name).rename(home)
    return home


def _unpack(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
        for entry in packed.infolist():
            mode = entry.external_attr >> 16
            os.chmod(folder / entry.filename, (mode | 0o444 | (0o111 if entry.is_dir() else 0)) or 0o755)


def java_home() -> Path:
    """The home of a Java that the server runs on; raises `Unavailable` where there is none."""
    for home in _java_homes():
        java = home / "bin" / "java"
        if java.is_file():
            told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
            found = re.search(r'version "(\d+)', told)
            if found and int(found[1]) in JAVA_VERSIONS:
                return home
    raise Unavailable(f"no Java {JAVA_VERSIONS.start} to {JAVA_VERSIONS.stop - 1}; on Debian: openjdk-17-jre-headless")


def _java_homes() -> Iterator[Path]:
    for name in ("OPENSEARCH_JAVA_HOME", "JAVA_HOME"):
        if os.environ.get(name):
            yield Path(os.environ[name])
    if java := shutil.which("java"):
        yield Path(java).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"))
