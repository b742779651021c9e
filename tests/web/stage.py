"""The stage of the browser tests: a real service in a process of its own, and a site of another origin."""

from __future__ import annotations

import http.server
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 90
HOSTILE_LABEL = "恶意概念"
HOSTILE = '<img src=x onerror=\\"window.pwned=1\\">'

CONFIGURATION = """
[site]
name = "测试站"

[[sources]]
name = "notes"
type = "directory"
path = "{root}/corpus/notes"
layout = "jekyll"

[[sources]]
name = "traps"
type = "directory"
path = "{root}/tests/web/traps"
layout = "plain"

[vocabulary]
path = "vocabulary.toml"

[server]
port = {port}
rate_limit = ""
cors_origins = ["{origin}"]
"""

#: A concept whose English label is markup, appended to the vocabulary that ships.
HOSTILE_CONCEPT = f"""
[concepts.hostile]
kind = "object"
pref_label = {{ zh = "{HOSTILE_LABEL}", en = "{HOSTILE}" }}
"""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Service:
    """The service under test: its address, and how to pause and end it."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Ends the process."""
        self.process.terminate()
        self.process.wait(timeout=20)


def start_service(folder: Path, origin: str) -> Service:
    """Builds a generation of the notes and the traps in `folder`, and serves it; `origin` may embed the widget."""
    port = free_port()
    vocabulary = (ROOT / "corpus" / "vocabulary" / "docker.toml").read_text(encoding="utf-8")
    (folder / "vocabulary.toml").write_text(vocabulary + HOSTILE_CONCEPT, encoding="utf-8")
    configuration = folder / "xunmai.toml"
    configuration.write_text(CONFIGURATION.format(root=ROOT, port=port, origin=origin), encoding="utf-8")
    command = [sys.executable, "-c", "import sys; from service.cli import main; sys.exit(main())"]
    options = ["--config", str(configuration), "--data", str(folder / "data")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XUNMAI_")}
    environment["PYTHONPATH"] = str(ROOT)
    subprocess.run([*command, "build", *options], check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen([*command, "serve", *options], cwd=folder, env=environment, stdout=log, stderr=log)
    service = Service(f"http://127.0.0.1:{port}", process)
    _wait_until_ready(service, folder / "serve.log")
    return service


def _wait_until_ready(service: Service, log: Path) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end and service.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{service.url}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the service did not start:\n{log.read_text(encoding='utf-8')}")


@dataclass(frozen=True)
class Answer:
    """What the site answers under one path."""

    body: str
    media_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class Site:
    """A site on another origin, `http://localhost:…`, whose pages the tests write; `asked` holds what was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        pages, asked = self.pages, self.asked

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                answer = pages.get(
                    self.path.partition("?")[0], Answer("<!doctype html><title>到了</title><h1>到了</h1>")
                )
                body = answer.body.encode()
                self.send_response(200)
                for name, value in {"Content-Type": answer.media_type, **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:
                """Says nothing: the tests speak."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def put(self, path: str, body: str, headers: Mapping[str, str] | None = None) -> str:
        """Publishes a page; gives its address."""
        self.pages[path] = Answer(body, headers=headers or {})
        return self.url + path

    def close(self) -> None:
        """Stops answering."""
        self._server.shutdown()
        self._server.server_close()


def page_with_widget(service: str, attributes: str = "", head: str = "", body: str = "") -> str:
    """A plain page that embeds the widget as the manual says."""
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>站点</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}'
        f'<script type="module" src="{service}/widget.js"></script></head>'
        f'<body><main><h1>站点</h1><p><button id="before">之前</button></p>'
        f"<xunmai-search {attributes}></xunmai-search>"
        f'<p><input id="other" aria-label="别的字段"></p>{body}</main></body></html>'
    )
