"""The SQLite file under the document store: opening, versions, connections, errors in our own words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.errors import StoreDamaged

APPLICATION_ID = 0x586E6D31


class StoreFile:
    """The file at `path` with the tables of `schema`; `writable` makes it where it is missing.

    A read-only file is opened as immutable, so that no journal and no lock is ever made; it serves many threads at a
    time. Raises `StoreDamaged` where the file is missing, of another version than `version` or not what was written;
    what SQLite raises where it cannot be written (disk full, read-only) passes through.
    """

    def __init__(self, path: Path, writable: bool, schema: str, version: int) -> None:
        self.path = path
        self.writable = writable
        self._connections: list[sqlite3.Connection] = []
        self._free: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False
        try:
            self._check(schema, version)
        except BaseException:
            self.close(commit=False)
            raise

    def connection(self) -> sqlite3.Connection:
        """The connection through which the one thread that uses a writable file changes it."""
        with self._lent() as connection:
            return connection

    def rows(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows that `statement` gives."""
        try:
            with self._lent() as connection:
                return connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreDamaged(f"{self.path}: cannot be read ({error})") from error

    def close(self, commit: bool) -> None:
        """Frees the file; `commit` makes the changes so far lasting, else they are undone. Twice is no error."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            try:
                for connection in self._connections:
                    if commit:
                        connection.commit()
            finally:
                for connection in self._connections:
                    connection.close()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else uses meanwhile; there are as many as were ever used at a time."""
        with self._lock:
            if self._closed:
                raise StoreDamaged(f"{self.path}: the store is closed")
            if not self._free:
                self._connections.append(self._opened())
                self._free.append(self._connections[-1])
            connection = self._free.pop()
        try:
            yield connection
        finally:
            self._free.append(connection)

    def _opened(self) -> sqlite3.Connection:
        if not self.writable and not self.path.is_file():
            raise StoreDamaged(f"{self.path}: there is no such document store")
        mode = "rwc" if self.writable else "ro&immutable=1"
        address = f"file:{quote(str(self.path.absolute()))}?mode={mode}"
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    def _check(self, schema: str, version: int) -> None:
        """Makes the tables of a new file; refuses a file of another kind or version."""
        try:
            connection = self.connection()
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            kind = connection.execute("PRAGMA application_id").fetchone()[0]
            if self.writable and not found and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                connection.executescript(
                    f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version};"
                    f"PRAGMA synchronous = FULL; BEGIN; {schema} COMMIT;"
                )
                return
        except sqlite3.DatabaseError as error:
            if self.writable and isinstance(error, sqlite3.OperationalError):
                raise  # the disk's fault, not the file's
            raise StoreDamaged(f"{self.path}: is not a document store ({error})") from error
        if kind != APPLICATION_ID or found != version:
            age = "a newer" if kind == APPLICATION_ID and found > version else "another"
            raise StoreDamaged(f"{self.path}: was written by {age} version ({found}, this one reads {version})")
