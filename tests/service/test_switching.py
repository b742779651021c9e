"""Switching again and again, with real generations and requests meanwhile: nothing fails, nothing is left behind."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from service.app import create_app
from service.config import Settings
from service.library import Library
from service.wiring import build_generation, open_generations, open_library

#: `SWITCHES=500 pytest tests/service/test_switching.py` is the long run.
SWITCHES = int(os.environ.get("SWITCHES", "16"))
FIRST = 8
pytestmark = pytest.mark.slow


@pytest.fixture
def two(settings: Settings, tmp_path: Path) -> tuple[Settings, Library, list[str]]:
    """Two generations of the same notes, and the library over them."""
    own = settings.model_copy(update={"data": tmp_path}).read_from(settings.file)
    ids = [build_generation(own, full=True).generation for _ in range(2)]
    return own, open_library(own), ids


def switch(settings: Settings, library: Library, generation: str) -> None:
    open_generations(settings).activate(generation)
    end = time.monotonic() + 60
    while library.state().generation != generation:
        assert time.monotonic() < end, library.state()
        time.sleep(0.01)


def settled(measure: Callable[[], float]) -> float:
    """The least of some readings, so that what is just on its way out does not count."""
    readings = []
    for _ in range(5):
        gc.collect()
        readings.append(measure())
        time.sleep(0.05)
    return min(readings)


def test_memory_files_and_threads_are_what_they_were(two: tuple[Settings, Library, list[str]]) -> None:
    settings, library, ids = two
    client, process = create_app(settings, library).test_client(), psutil.Process()
    stop, failures, seen = threading.Event(), list[object](), set[str]()

    def ask() -> None:
        own = client.application.test_client()
        number = 0
        while not stop.is_set():
            number += 1
            response = own.get(f"/api/v1/search?q=镜像&offset={number % 50}")
            answer = response.get_json()
            if response.status_code != 200 or answer["generation"] not in response.headers["ETag"]:
                failures.append(answer)
            seen.add(answer.get("generation"))
            time.sleep(0.005)

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    before: tuple[float, int, int] | None = None
    for number in range(SWITCHES):
        switch(settings, library, ids[number % 2])
        if number == FIRST - 1:
            before = settled(lambda: process.memory_info().rss), process.num_fds(), process.num_threads()
    after = settled(lambda: process.memory_info().rss), process.num_fds(), process.num_threads()
    stop.set()
    for asker in askers:
        asker.join()
    library.close()
    assert failures == []
    assert seen == set(ids)
    assert before is not None
    megabytes = f"memory {before[0] / 1e6:.1f} → {after[0] / 1e6:.1f} MB"
    print(f"{SWITCHES} switches: {megabytes}, files {before[1]} → {after[1]}, threads {before[2]} → {after[2]}")
    assert after[0] <= before[0] * 1.05 + 4e6
    assert after[1] <= before[1] + 4
    assert after[2] <= before[2] + 2
