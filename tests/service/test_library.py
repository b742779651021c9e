"""The library switches while requests run: nothing fails, nothing is mixed, the old one is closed in the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from corpus.errors import StoreDamaged
from index.errors import IndexNotReady
from index.generations import Generations, Whole
from index.manifest import Manifest
from service.library import Library, Opened


@dataclass
class FakeGenerations:
    """Stands for `Generations`: `current` names a generation, `broken` ones are refused."""

    data: Path
    broken: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)

    def make_current(self, name: str) -> None:
        self.kept.append(name)
        unfinished = self.data / "new"
        unfinished.write_text(name)
        unfinished.replace(self.data / "current")

    def whole(self) -> Whole:
        refused = []
        for name in reversed(self.kept):
            if name not in self.broken:
                manifest = Manifest(name, 1, "2026-01-01T00:00:00Z", 1, {})
                return Whole(name, self.data / name, manifest, tuple(refused))
            refused.append((name, "altered"))
        raise IndexNotReady("nothing was built yet")


@dataclass
class Shelf:
    """Opens fake generations and notes which were closed."""

    closed: list[str] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)
    failure: Exception = field(default_factory=lambda: StoreDamaged("cannot be opened"))

    def __call__(self, whole: Whole) -> Opened:
        if whole.id in self.failing:
            raise self.failure
        nothing = cast("None", None)
        parts = dict.fromkeys(("store", "index", "graph", "explorer", "searcher", "suggester", "finder"), nothing)
        return Opened(generation=whole.id, manifest=whole.manifest, close=lambda: self.closed.append(whole.id), **parts)  # type: ignore[arg-type]  # a fake


@pytest.fixture
def generations(tmp_path: Path) -> FakeGenerations:
    return FakeGenerations(tmp_path)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def library(generations: FakeGenerations, shelf: Shelf) -> Library:
    return Library(cast(Generations, generations), shelf, look_every=0.0)


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end, "did not come about within 5 s"
        time.sleep(0.005)


def lent(library: Library) -> str:
    with library.lease() as opened:
        return opened.generation


def test_nothing_built_is_said_and_taken_up_as_soon_as_it_is_built(
    library: Library, generations: FakeGenerations
) -> None:
    library.open()
    with pytest.raises(IndexNotReady, match="nothing was built"), library.lease():
        pass
    generations.make_current("a")
    library._look_at = 0.0
    eventually(lambda: library.state().generation == "a")
    assert lent(library) == "a"


def test_a_new_generation_is_taken_up_and_the_old_one_closed_after_its_last_request(
    library: Library, generations: FakeGenerations, shelf: Shelf
) -> None:
    generations.make_current("a")
    library.open()
    with library.lease() as first:
        generations.make_current("b")
        eventually(lambda: lent(library) == "b")
        assert first.generation == "a"
        assert shelf.closed == []
    assert shelf.closed == ["a"]


def test_a_library_that_follows_switches_without_being_asked(generations: FakeGenerations, shelf: Shelf) -> None:
    library = Library(cast(Generations, generations), shelf, look_every=0.01)
    generations.make_current("a")
    library.open()
    library.follow()
    generations.make_current("b")
    eventually(lambda: shelf.closed == ["a"])
    assert lent(library) == "b"
    library.close()


def test_going_back_is_a_switch_too(library: Library, generations: FakeGenerations, shelf: Shelf) -> None:
    generations.make_current("a")
    library.open()
    generations.make_current("b")
    eventually(lambda: lent(library) == "b")
    generations.make_current("a")
    eventually(lambda: lent(library) == "a")
    assert shelf.closed == ["a", "b"]


def test_a_damaged_generation_is_passed_by_and_the_state_tells(library: Library, generations: FakeGenerations) -> None:
    generations.make_current("a")
    generations.make_current("b")
    generations.broken.add("b")
    state = library.open()
    assert state.generation == "a"
    assert state.refused == (("b", "altered"),)
    assert lent(library) == "a"


@pytest.mark.parametrize("failure", [StoreDamaged("a file is not what was written"), ValueError("a defect")])
def test_what_cannot_be_opened_leaves_the_old_one_serving(
    library: Library, generations: FakeGenerations, shelf: Shelf, failure: Exception
) -> None:
    generations.make_current("a")
    library.open()
    shelf.failure = failure
    shelf.failing.add("b")
    generations.make_current("b")
    eventually(lambda: library.state().reason != "")
    assert lent(library) == "a"
    assert shelf.closed == []
    shelf.failing.clear()
    library._look_at = 0.0
    eventually(lambda: lent(library) == "b")
    assert library.state().reason == ""


def test_under_load_each_request_keeps_one_generation_and_all_old_ones_are_closed(
    library: Library, generations: FakeGenerations, shelf: Shelf
) -> None:
    generations.make_current("g0")
    library.open()
    stop, failures = threading.Event(), list[object]()

    def ask() -> None:
        while not stop.is_set():
            try:
                with library.lease() as opened:
                    before = opened.generation
                    time.sleep(0.0005)
                    if opened.generation != before or before in shelf.closed:
                        failures.append(before)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for number in range(1, 40):
        generations.make_current(f"g{number}")
        eventually(lambda number=number: library.state().generation == f"g{number}")  # type: ignore[misc]  # bound early
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(shelf.closed) == 39
    assert len(set(shelf.closed)) == 39


def test_a_closed_library_lends_nothing_and_closes_what_was_open(
    library: Library, generations: FakeGenerations, shelf: Shelf
) -> None:
    generations.make_current("a")
    library.open()
    library.close()
    assert shelf.closed == ["a"]
    with pytest.raises(IndexNotReady), library.lease():
        pass


def test_opened_is_immutable(shelf: Shelf, generations: FakeGenerations) -> None:
    generations.make_current("a")
    opened = shelf(generations.whole())
    assert replace(opened, generation="b").generation == "b"
    with pytest.raises(AttributeError):
        opened.generation = "b"  # type: ignore[misc]  # the point of the test
