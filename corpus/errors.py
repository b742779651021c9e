"""The errors of reading, each named for who can act.

XunmaiError
├── ConfigurationError      the operator: a key, a file, a value is wrong           exit 2
├── SourceUnavailable       the operator or the network: a source cannot be had     exit 2
└── StoreDamaged            the operator: a stored file is not what was written     exit 1
"""

from __future__ import annotations


class XunmaiError(Exception):
    """The root of all errors that Xunmai raises on purpose; `str()` of it is one line fit for people."""

    exit_status = 1


class ConfigurationError(XunmaiError):
    """A setting, vocabulary or curation file is wrong; the message names file, line or key, and what was expected."""

    exit_status = 2


class SourceUnavailable(XunmaiError):
    """A source could not be reached and nothing is cached; the message names it and what was tried."""

    exit_status = 2


class StoreDamaged(XunmaiError):
    """A document store or generation file is missing, truncated or altered; the message names the file."""
