"""MiniSearch from npm, timed inside Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.peers import Row
from tests.benchmarks.queries import Asked
from tests.benchmarks.timing import Times, summary

_SCRIPT = Path(__file__).with_suffix(".mjs")
_PACKAGE = "minisearch@7"


@dataclass(frozen=True, slots=True)
class MiniSearch:
    """A folder with the package, and the sections."""

    folder: Path
    rows: Sequence[Row]

    @classmethod
    def start(cls, rows: Sequence[Row], folder: Path) -> MiniSearch | None:
        """None where there is no npm, or no network to get the package from."""
        npm = shutil.which("npm")
        if npm is None:
            return None
        folder.mkdir(parents=True)
        asked = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), _PACKAGE]
        if subprocess.run(asked, check=False, capture_output=True).returncode:
            return None
        shutil.copy(_SCRIPT, folder / _SCRIPT.name)
        return cls(folder, rows)

    def times(self, asked: Sequence[Asked]) -> Times:
        """Wall time, since Node counts no other."""
        data = self.folder / "data.json"
        sections = [asdict(row) for row in self.rows]
        data.write_text(json.dumps({"rows": sections, "queries": [" ".join(query.terms) for query in asked]}))
        command = ["node", str(self.folder / _SCRIPT.name), str(data)]
        done = subprocess.run(command, check=True, capture_output=True, cwd=self.folder)
        return summary(json.loads(done.stdout))
