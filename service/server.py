"""Runs the application under Granian: one process that accepts, workers that answer, each with its threads."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from service.config import Settings
from service.request_log import JsonFormatter, configure

log = logging.getLogger(__name__)

#: Milliseconds that a client has for its request's head; what it may hold in bytes; seconds to end on a signal.
HEAD_TIMEOUT_MS = 5_000
LONGEST_HEAD = 32_768
STOP_SECONDS = 10
#: Connections that a worker holds at a time, slow and idle ones included, as far as open files allow.
MOST_CONNECTIONS = 16_384
#: Threads of a worker by the engine. Those that compute take the interpreter from each other: with four, a kept answer
#: costs twice the processor time that it costs with two. Those that wait for a cluster do not.
THREADS = {"whoosh": 2, "opensearch": 8}
#: Open files that are left for all else.
OTHER_FILES = 256
#: Seconds after which an idle thread ends, the longest that the server allows; each keeps a connection to the store.
THREAD_IDLE_SECONDS = 600

#: New objects before garbage is looked for: an answer makes hundreds that go with it, and hardly any that refer to each
#: other; at the interpreter's own 700 a twentieth of a search went into looking.
GARBAGE_AFTER = 50_000

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def serve(settings: Settings) -> None:
    """Serves until a signal ends it."""
    server = settings.server
    with _SharedMetrics(server.workers):
        _load_shared(settings)
        Server(
            "service.app",
            address=server.host,
            port=server.port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,  # bounds on heads and idle connections hold for it alone
            workers=server.workers,
            blocking_threads=server.threads or THREADS[settings.engine.type],
            blocking_threads_idle_timeout=THREAD_IDLE_SECONDS,
            backlog=4096,
            backpressure=_most_connections(),
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_TIMEOUT_MS, max_buffer_size=LONGEST_HEAD),
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_SECONDS,
            log_level=LogLevels.warning,
            log_dictconfig=_logging(),
        ).serve(target_loader=partial(load_worker, settings), wrap_loader=False)


def _load_shared(settings: Settings) -> None:
    """Loads code and dictionaries before workers are forked, which then share them; they stay out of collections, so
    that no page is copied for the collector's sake.

    Imported here and not before: how meters count is decided when their library is imported.
    """
    importlib.import_module("service.app")
    importlib.import_module("service.wiring").load_engine(settings)
    importlib.import_module("service.opening").load_dictionaries()
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)


def load_worker(settings: Settings) -> WsgiApp:
    """The application of one worker, with its generation open and its dictionaries loaded.

    Imported here and not before: how meters count is decided when their library is imported.
    """
    from service.app import create_app

    configure()
    return whole_bodies(create_app(settings))


def whole_bodies(app: WsgiApp) -> WsgiApp:
    """Hands each body over at once, so that the server sends it with its length and a slow reader holds no thread.

    Probes that speak HTTP/1.0 need not name a host; the server tells of an empty one, which would be refused.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("HTTP_HOST") == "" and environ.get("SERVER_PROTOCOL") == "HTTP/1":
            del environ["HTTP_HOST"]
        body = app(environ, start_response)
        try:
            return [b"".join(body)]
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()

    return answer


def _most_connections() -> int:
    """As many as the system lets this process have; raises the soft limit of open files to the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return max(128, min(MOST_CONNECTIONS, hard - OTHER_FILES if hard != resource.RLIM_INFINITY else MOST_CONNECTIONS))


def _logging() -> dict[str, Any]:
    """The server's own messages in the form of ours."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "json"}},
        "loggers": {"_granian": {"handlers": ["errors"], "level": "WARNING", "propagate": False}},
    }


class _SharedMetrics:
    """A folder through which several workers count together, for as long as the context lasts."""

    def __init__(self, workers: int) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="xunmai-metrics-")) if workers > 1 else None

    def __enter__(self) -> None:
        if self._folder:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self._folder)

    def __exit__(self, *_: object) -> None:
        if self._folder:
            os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
            shutil.rmtree(self._folder, ignore_errors=True)
