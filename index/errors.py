"""The errors of indexing and search; the tree continues corpus.errors.

XunmaiError
├── QueryError            the caller: a parameter cannot be used                  HTTP 400
├── NotFound              the caller: no such section, concept or generation      HTTP 404
├── AmbiguousLabel        the caller: a label names several concepts              HTTP 409
├── IndexNotReady         the operator: no generation is open                     HTTP 503
├── EngineUnavailable     the operator: a remote engine does not answer           HTTP 503
├── BuildInProgress       the caller: another build holds the lock                HTTP 409
├── IncompatibleGeneration  the operator: written by another version of Xunmai    HTTP 503
├── BuildFailed           the operator: a build could not be finished              HTTP 503
└── DataFolderUnusable    the operator: the data folder cannot be read or written HTTP 503
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.errors import XunmaiError


class QueryError(XunmaiError):
    """A value in a query cannot be used; `parameter` names it."""

    def __init__(self, message: str, parameter: str = "q") -> None:
        super().__init__(message)
        self.parameter = parameter


class NotFound(XunmaiError):
    """Nothing has that id or label; `nearest` holds labels or ids that come close, best first."""

    def __init__(self, message: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.nearest = tuple(nearest)


class AmbiguousLabel(XunmaiError):
    """A label belongs to several concepts; `candidates` holds their ids."""

    def __init__(self, message: str, candidates: Sequence[str]) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class IndexNotReady(XunmaiError):
    """No generation is open: nothing was built yet, or none of the kept ones is whole."""


class EngineUnavailable(XunmaiError):
    """A remote engine did not answer in time or refused; the message says which host and who can act."""


class BuildInProgress(XunmaiError):
    """Another process or request is building; the message says since when if it is known."""


class IncompatibleGeneration(IndexNotReady):
    """A generation was written by another version of Xunmai, a `newer` or an older one; says what to do about it."""

    def __init__(self, message: str, newer: bool) -> None:
        super().__init__(message)
        self.newer = newer


class DataFolderUnusable(XunmaiError):
    """The data folder cannot be read or written: full, read-only, no right to it, or too many open files."""


class BuildFailed(XunmaiError):
    """A build could not be finished; the generation before it still serves."""
