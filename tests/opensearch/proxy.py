"""A cable that can be cut: forwards TCP connections on loopback, and can refuse and drop them for a while."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Cable:
    """Listens on a port of its own for what is meant for `port`."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self._ends: set[socket.socket] = set()
        self._whole = True
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        """Where to connect to."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def cut(self) -> None:
        """Drops all connections and lets no new one through."""
        self._whole = False
        for end in list(self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Lets connections through again."""
        self._whole = True

    def _serve(self) -> None:
        while True:
            try:
                incoming, _ = self._server.accept()
            except OSError:
                return
            if not self._whole:
                incoming.close()
                continue
            try:
                outgoing = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                incoming.close()
                continue
            outgoing.settimeout(None)
            self._ends |= {incoming, outgoing}
            for source, target in ((incoming, outgoing), (outgoing, incoming)):
                threading.Thread(target=self._forward, args=(source, target), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            self._ends.discard(end)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        self._server.close()
