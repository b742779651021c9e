"""What readers searched for and did not find, and what the vocabulary might say so that they do."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.analysis.fold import visible_text
from index.errors import AmbiguousLabel, NotFound
from index.graph.explore import GraphExplorer

log = logging.getLogger(__name__)

#: The message under which a search without a hit stands in the log, where queries may stand there at all.
MESSAGE = "search without a hit"


@dataclass(frozen=True, slots=True)
class Gap:
    """A query that found nothing `count` times.

    `known` is the concept that it names already: then texts are missing, not labels. `nearest` are the ids of the
    concepts whose labels come close: the query may be another label of one of them.
    """

    query: str
    count: int
    known: str = ""
    nearest: tuple[str, ...] = ()


def note(q: str) -> None:
    """Writes a search without a hit to the log."""
    log.info(MESSAGE, extra={"q": q})


def count_gaps(lines: Iterable[str]) -> Counter[str]:
    """How often each query found nothing, by the lines of the log; queries that differ in width or case are one."""
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for q in _queries(lines):
        key = visible_text(q)
        if key:
            counts[spelled.setdefault(key, q.strip())] += 1
    return counts


def find_gaps(counts: Counter[str], explorer: GraphExplorer, least: int = 1) -> list[Gap]:
    """The gaps that occurred `least` times, most frequent first."""
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return [_gap(q, count, explorer) for q, count in rows if count >= least]


def _gap(q: str, count: int, explorer: GraphExplorer) -> Gap:
    try:
        return Gap(q, count, known=explorer.resolve(q).id)
    except AmbiguousLabel as error:
        return Gap(q, count, known=error.candidates[0])
    except NotFound as error:
        return Gap(q, count, nearest=tuple(explorer.resolve(label).id for label in error.nearest))


def _queries(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if MESSAGE not in line:
            continue
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and entry.get("message") == MESSAGE and isinstance(entry.get("q"), str):
            yield entry["q"]
