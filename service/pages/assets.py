"""The built scripts and styles: their hashed names from the build's manifest, and how browsers may keep them."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Response, send_from_directory

log = logging.getLogger(__name__)

DIST = Path(__file__).resolve().parent.parent / "web" / "dist"
_FOREVER = "public, max-age=31536000, immutable"
_ASK_SOON = "public, max-age=300, must-revalidate"


@dataclass
class Assets:
    """The files in `folder`, as the last `npm run build` made them; without one the pages work, bare of style."""

    folder: Path = DIST
    _read: tuple[int, Mapping[str, str]] = field(default=(-1, {}), repr=False)

    @property
    def names(self) -> Mapping[str, str]:
        """What a template asks for (`site.css`) → the file that holds it; read anew when the build ran again."""
        manifest = self.folder / "manifest.json"
        try:
            changed = manifest.stat().st_mtime_ns
            if changed != self._read[0]:
                self._read = (changed, json.loads(manifest.read_text(encoding="utf-8")))
        except OSError:
            if self._read[0]:
                log.warning("the web assets are not built: run `make web`", extra={"folder": str(self.folder)})
            self._read = (0, {})
        return self._read[1]

    @property
    def version(self) -> str:
        """Changes whenever a file that the pages name changes."""
        return hashlib.sha256(json.dumps(self.names, sort_keys=True).encode()).hexdigest()[:12]

    def widget(self) -> Response:
        """The script that sites include, which browsers ask for again after a while."""
        return _shared(send_from_directory(self.folder, "widget.js", conditional=True), _ASK_SOON)

    def file(self, name: str) -> Response:
        """A file with a hash in its name; 404 where there is none."""
        return _shared(send_from_directory(self.folder / "assets", name, conditional=True), _FOREVER)


def _shared(response: Response, keep: str) -> Response:
    """For pages of every origin, and how long browsers may keep it."""
    response.headers["Cache-Control"] = keep
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
