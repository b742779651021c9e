"""A client that asks at a steady rate, whatever the server does: late answers do not slow the questions down.

Connections are kept and used again, as a browser's or a proxy's are. Times count from when a question was due, so that
waiting for a busy server is not left out (no coordinated omission).
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

#: Seconds that an answer may take before it counts as failed.
PATIENCE = 30.0
#: Seconds after which an idle connection is not used again: less than after which the server closes it, so that no
#: question meets a connection that is just being closed, and none has to be asked twice.
IDLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection that was used and is idle since that moment."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for an address: the status, and the body as it was sent."""

    target: str
    status: int
    body: bytes


@dataclass
class SteadyLoad:
    """Asks `targets` in turn of a server on this machine, `rate` times a second, until the context ends.

    Each answer is handed to `judge`, which says what is wrong with it (empty: nothing). `failures` are those, with what
    was refused, cut off or late; `seconds` are the times of all answers.
    """

    port: int
    targets: Sequence[str]
    rate: int
    judge: Callable[[Answer], str]
    failures: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0
    _idle: list[Connection] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> SteadyLoad:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._ask_until_stopped()))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        assert self._thread is not None
        self._thread.join()

    @property
    def reached(self) -> float:
        """Answers a second over the whole time."""
        return len(self.seconds) / max(self.ended - self.began, 1e-9)

    def percentile(self, share: float) -> float:
        """The time within which that share of the answers came, in seconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    async def _ask_until_stopped(self) -> None:
        self.began = time.monotonic()
        running: set[asyncio.Task[None]] = set()
        for number, target in enumerate(itertools.cycle(self.targets)):
            due = self.began + number / self.rate
            if (early := due - time.monotonic()) > 0:
                await asyncio.sleep(early)
            if self._stop.is_set():
                break
            task = asyncio.create_task(self._ask(target, due))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.gather(*running)
        self.ended = time.monotonic()
        for connection in self._idle:
            connection.writer.close()

    async def _ask(self, target: str, due: float) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._exchange(target)
            wrong = self.judge(answer)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            wrong = f"{target}: {type(error).__name__} {error}"
        self.seconds.append(time.monotonic() - due)
        if wrong:
            self.failures.append(wrong)

    async def _exchange(self, target: str) -> Answer:
        connection = await self._connection()
        reader, writer = connection.reader, connection.writer
        try:
            writer.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(headers["content-length"]))
        except BaseException:
            writer.close()
            raise
        self._idle.append(Connection(reader, writer, time.monotonic()))
        return Answer(target, int(status.split()[1]), body)

    async def _connection(self) -> Connection:
        """The connection used last, if the server may be relied on to keep it still; else a new one."""
        while self._idle:
            connection = self._idle.pop()
            if time.monotonic() - connection.since < IDLE_SECONDS:
                return connection
            connection.writer.close()
        return Connection(*await asyncio.open_connection("127.0.0.1", self.port))
