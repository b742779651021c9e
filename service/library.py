"""The opened generation that answers requests: lent to one request at a time, switched while requests run."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corpus.errors import XunmaiError
from index.errors import AmbiguousLabel, IncompatibleGeneration, IndexNotReady, NotFound
from index.generations import Generations, Whole

if TYPE_CHECKING:
    from corpus.store import DocumentStore
    from index.graph.explore import GraphExplorer
    from index.graph.mentions import Mention, MentionFinder
    from index.graph.store import ConceptGraph
    from index.manifest import Manifest
    from index.ports import TextIndex
    from index.search import Searcher
    from index.suggest import Suggester

log = logging.getLogger(__name__)

#: Seconds between two looks at the name of the current generation, and between two tries after a failure.
LOOK_EVERY = 0.2
RETRY_AFTER = 5.0


@dataclass(frozen=True, slots=True)
class Opened:
    """A generation opened for reading: text index, graph and store of one and the same build.

    `addresses` keeps the addresses of sections that were asked for (see `service.api.places`), `panels` the cards
    beside search results as JSON (see `service.api.concepts`).
    """

    generation: str
    manifest: Manifest
    store: DocumentStore
    index: TextIndex
    graph: ConceptGraph
    explorer: GraphExplorer
    searcher: Searcher
    suggester: Suggester
    finder: MentionFinder
    close: Callable[[], None]
    addresses: dict[str, str] = field(default_factory=dict)
    panels: dict[str, bytes] = field(default_factory=dict)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The concepts that a text names, with where."""
        return self.finder.find(text)

    def concept_id(self, name: str) -> str | None:
        """The id of the concept with that id or label; None where there is none, or where there are several."""
        try:
            return self.explorer.resolve(name).id
        except (NotFound, AmbiguousLabel):
            return None


@dataclass(frozen=True, slots=True)
class State:
    """What the library knows of itself.

    `reason` says why nothing is open or nothing newer could be opened, `created` when the open generation was built
    (UTC, ISO), `refused` which generations were passed by, and why; `incompatible`: that reason is another version.
    """

    generation: str | None
    reason: str = ""
    created: str = ""
    refused: tuple[tuple[str, str], ...] = ()
    incompatible: bool = False


@dataclass(slots=True)
class _Loan:
    opened: Opened
    readers: int = 0
    retired: bool = False


@dataclass
class Library:
    """Lends the newest whole generation of a data folder; takes up a new one without a failed request.

    A request keeps the generation it began with; an old one is closed when its last request has ended.
    """

    generations: Generations
    opener: Callable[[Whole], Opened]
    look_every: float = LOOK_EVERY
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _loan: _Loan | None = None
    _state: State = field(default_factory=lambda: State(None, "still opening"))
    _seen: tuple[int, int] | None = None
    _look_at: float = 0.0
    _switching: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    @contextmanager
    def lease(self) -> Iterator[Opened]:
        """The opened generation while the context lasts; `IndexNotReady` with the reason where there is none."""
        self._look()
        with self._lock:
            loan = self._loan
            if loan is None:
                raise IndexNotReady(self._state.reason)
            loan.readers += 1
        try:
            yield loan.opened
        finally:
            with self._lock:
                loan.readers -= 1
                last = loan.retired and loan.readers == 0
            if last:
                loan.opened.close()

    def state(self) -> State:
        """What is open now and why not something newer."""
        self._look()
        return self._state

    def open(self) -> State:
        """Opens the newest whole generation now, in this thread; where there is none, the state says why."""
        self._seen = self._current_stamp()
        self._switch()
        return self._state

    def follow(self) -> None:
        """Looks for another generation in the background until the library is closed, whether requests come or not."""
        threading.Thread(target=self._keep_looking, name="follow-generations", daemon=True).start()

    @property
    def closed(self) -> bool:
        """Whether the library lends nothing any more."""
        return self._closed

    def close(self) -> None:
        """Closes what is open as soon as its last request has ended; the library lends nothing any more."""
        with self._lock:
            self._closed = True
        self._replace(None, State(None, "the service is shutting down"))

    def _keep_looking(self) -> None:
        while not self._closed:
            time.sleep(self.look_every)
            self._look()

    def _look(self) -> None:
        """Starts a switch in the background when another generation became current since the last look."""
        now = time.monotonic()
        with self._lock:
            if now < self._look_at or self._closed:
                return
            self._look_at = now + self.look_every
        stamp = self._current_stamp()
        if stamp != self._seen and not self._switching.locked():
            self._seen = stamp
            threading.Thread(target=self._switch, name="switch-generation", daemon=True).start()

    def _current_stamp(self) -> tuple[int, int] | None:
        try:
            status = (self.generations.data / "current").stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino

    def _switch(self) -> None:
        with self._switching:
            try:
                whole = self.generations.whole()
                for generation_id, reason in whole.refused:
                    log.error("generation refused", extra={"refused": generation_id, "reason": reason})
                if self._loan is not None and self._loan.opened.generation == whole.id:
                    self._state = State(whole.id, "", whole.manifest.created, whole.refused)
                    return
                opened = self.opener(whole)
                _keep_out_of_collections()
            except Exception as error:  # whatever it is, what is open keeps serving
                self._keep(error)
                return
            self._replace(opened, State(opened.generation, "", whole.manifest.created, whole.refused))
            log.info("generation opened", extra={"generation": opened.generation})

    def _keep(self, error: Exception) -> None:
        """What was open stays open; the next look but one tries again."""
        unforeseen = None if isinstance(error, XunmaiError | OSError) else error
        log.error("no new generation could be opened", extra={"reason": str(error)}, exc_info=unforeseen)
        self._state = replace(self._state, reason=str(error), incompatible=isinstance(error, IncompatibleGeneration))
        self._seen, self._look_at = None, time.monotonic() + RETRY_AFTER

    def _replace(self, opened: Opened | None, state: State) -> None:
        with self._lock:
            if self._closed and opened is not None:
                unused, old = opened, None
            else:
                unused, old, self._loan = None, self._loan, _Loan(opened) if opened else None
                self._state = state
            if old is not None:
                old.retired = True
            idle = old is not None and old.readers == 0
        if old is not None and idle:
            old.opened.close()
        if unused is not None:
            unused.close()


def _keep_out_of_collections() -> None:
    """Takes what lives for long out of the garbage collector's sight, which else walks all of it now and then and holds
    up whoever asks just then, for a fifth of a second. A closed generation needs no collector: it holds no cycle.
    """
    gc.collect()
    gc.freeze()
