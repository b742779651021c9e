"""What Prometheus reads: how long routes take, what was found, how old the generation is."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from service.library import Library

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Seconds; most searches take a few milliseconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
BUILD_BUCKETS = (1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0)


class Metrics:
    """The meters of one application; several worker processes share theirs through `PROMETHEUS_MULTIPROC_DIR`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "xunmai_request_seconds",
            "Time to answer, by route and status",
            ("route", "method", "status"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.searches = Counter("xunmai_searches", "Searches that were answered", registry=self.registry)
        self.empty = Counter("xunmai_searches_without_hit", "Searches that found nothing", registry=self.registry)
        cache = Counter("xunmai_answer_cache", "Answers by whether they were kept", ("result",), registry=self.registry)
        self.cached, self.made = cache.labels("hit"), cache.labels("miss")
        self.limited = Counter("xunmai_rate_limited", "Requests answered with 429", registry=self.registry)
        self.builds = Histogram(
            "xunmai_build_seconds", "Time of builds", ("outcome",), buckets=BUILD_BUCKETS, registry=self.registry
        )
        self.age = Gauge(
            "xunmai_generation_age_seconds",
            "Age of the generation that serves",
            registry=self.registry,
            multiprocess_mode="mostrecent",
        )
        self.ready = Gauge(
            "xunmai_ready", "1 while a generation is open", registry=self.registry, multiprocess_mode="mostrecent"
        )

    def count_search(self, hits: int) -> None:
        """Counts a search that was answered."""
        self.searches.inc()
        if hits == 0:
            self.empty.inc()

    def count_cache(self, hit: bool) -> None:
        """Counts an answer by whether its bytes were kept from before."""
        (self.cached if hit else self.made).inc()

    def page(self, library: Library) -> bytes:
        """All meters in the text format."""
        state = library.state()
        self.ready.set(1 if state.generation else 0)
        if state.created:
            self.age.set(max(0.0, time.time() - datetime.fromisoformat(state.created).timestamp()))
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]  # the library leaves it untyped
        return generate_latest(shared)
