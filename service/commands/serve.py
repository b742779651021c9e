"""xunmai serve: the HTTP service."""

from __future__ import annotations

import logging
import socket
import threading

import click

from corpus.errors import ConfigurationError
from index.errors import IncompatibleGeneration, IndexNotReady
from service import renewal, watch
from service.commands.options import with_settings
from service.commands.output import warn
from service.config import ServerSettings, Settings
from service.request_log import configure
from service.server import serve
from service.wiring import open_generations

#: What is said of data that an older version wrote.
OLDER = (
    "数据由旧版寻脉写成，正用其中的文档重建，完成前请求得到 503 · the data is of an older version; "
    "rebuilding it from its own documents, requests are answered with 503 until then"
)


@click.command("serve")
@click.option("--host", help="The address to listen at (default: server.host).")
@click.option("--port", type=click.IntRange(0, 65535), help="The port (default: server.port).")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer (default: server.workers).")
@click.option("--threads", type=click.IntRange(1, 64), help="Threads in each process (default: server.threads).")
@click.option("--watch", "watching", is_flag=True, help="Build anew when a file of a source changes.")
@with_settings
def command(
    settings: Settings, host: str | None, port: int | None, workers: int | None, threads: int | None, watching: bool
) -> None:
    """Serve the search page, the widget and the API until interrupted.

    A generation that is built meanwhile is taken up without a restart. Data of an older version is rebuilt from its
    own documents first, data of a newer one refused.
    """
    given = {"host": host or None, "port": port, "workers": workers, "threads": threads}
    changed = settings.server.model_copy(update={name: value for name, value in given.items() if value is not None})
    configure(level=logging.INFO)
    address, port = _address(changed)
    resolved = changed.model_copy(update={"host": address, "port": port})
    settings = settings.model_copy(update={"server": resolved})
    _check_data(settings)
    stop = threading.Event()
    if watching:
        watch.start(settings, stop)
    shown = "127.0.0.1" if changed.host in ("0.0.0.0", "::") else changed.host  # noqa: S104 - compared, not bound
    click.echo(f"寻脉 · http://{f'[{shown}]' if ':' in shown else shown}:{port}/", err=True)
    try:
        serve(settings)
    finally:
        stop.set()


def _address(server: ServerSettings) -> tuple[str, int]:
    """The address of the host by number, as the server wants it, and the port, of 0 one that is free; says at once what
    the server would only say in a trace."""
    host, port = server.host, server.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            address, bound = probe.getsockname()[:2]
            return str(address), int(bound)
        except (OSError, OverflowError, TypeError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ConfigurationError(
                f"server.host, server.port: cannot listen at {host}:{port}: {reason}; choose another "
                "with --port or XUNMAI_SERVER__PORT"
            ) from error


def _check_data(settings: Settings) -> None:
    """Says what stands against answering; data of an older version is rebuilt, of a newer one raises."""
    if "*" in settings.server.cors_origins:
        warn('server.cors_origins holds "*": every site may read the API')
    try:
        open_generations(settings).whole()
    except IncompatibleGeneration as error:
        if error.newer:
            raise
        warn(f"{OLDER}: {error}")
        renewal.start(settings)
    except IndexNotReady as error:
        warn(f"{error}; until then requests are answered with 503")
