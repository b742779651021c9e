"""The built scripts and styles: their hashed names from the build's manifest, and how browsers may keep them."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Response, send_from_directory

log = logging.getLogger(__name__)

DIST = Path(__file__).resolve().parent.parent / "web" / "dist"
_FOREVER = "public, max-age=31536000, immutable"
_ASK_SOON = "public, max-age=300, must-revalidate"


@dataclass(frozen=True, slots=True)
class Assets:
    """The files in `folder`; `names` maps what a template asks for (`site.css`) to the file that holds it."""

    folder: Path
    names: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path = DIST) -> Assets:
        """What the last `npm run build` made; without it the pages still work, bare of style and script."""
        try:
            names = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except OSError:
            log.warning("the web assets are not built: run `make web`", extra={"folder": str(folder)})
            names = {}
        return cls(folder, names)

    @property
    def version(self) -> str:
        """Changes whenever a file that the pages name changes."""
        return hashlib.sha256(json.dumps(self.names, sort_keys=True).encode()).hexdigest()[:12]

    def send(self, path: str) -> Response:
        """One file, for pages of every origin; a name with a hash may be kept for ever. 404 where there is none."""
        response = send_from_directory(self.folder, path, conditional=True, etag=True)
        response.headers["Cache-Control"] = _FOREVER if path.startswith("assets/") else _ASK_SOON
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
