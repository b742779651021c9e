"""Whatever of the writes of a build, a switch or a prune a power loss swallows: a whole generation is there."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from index.errors import IndexNotReady
from index.generations import Generations

MIXES = 6


def commit(generations: Generations, content: str) -> str:
    with generations.begin() as builder:
        (builder.folder / "store.sqlite").write_text(content)
        (builder.folder / "text" / "whoosh").mkdir(parents=True)
        (builder.folder / "text" / "current").write_text(content)
        (builder.folder / "text" / "whoosh" / "segment").write_text(content * 9)
        return builder.commit({"content": content})


class Story:
    """Generations on a simulated disk; after each operation every state that a crash could leave is looked at."""

    def __init__(self, simulated_disk: ModuleType, tmp_path: Path) -> None:
        self.simulated = simulated_disk
        self.disk = simulated_disk.SimulatedDisk(tmp_path / "data")
        self.disk.root.mkdir()
        self.crashed = tmp_path / "crashed"
        self.generations = Generations(self.disk.root, self.disk)
        self.chance = random.Random(20261124)
        self.states = 0
        self.allowed: set[str] = set()
        self.kept: set[str] = set()
        self.past: set[str] = set()

    def begin(self) -> None:
        """From here on what is done may be swallowed; before, all is on the disk."""
        self.disk.adopt()
        self.disk.after = self.look

    def look(self) -> None:
        """Every state after the operation just done must serve one of the allowed generations, whole."""
        for state in self.disk.states(self.chance, MIXES):
            self.states += 1
            self.simulated.lay_out(state, self.crashed)
            self._check(Generations(self.crashed, self.simulated.HastyDisk()))
            shutil.rmtree(self.crashed)

    def _check(self, found: Generations) -> None:
        where = f"after {self.disk.operations[-1]!r} ({len(self.disk.operations)} operations)"
        whole = self._whole(found, where)
        for kept in self.kept:
            assert not found.verify(kept), f"{kept} was lost {where}"
        made = commit(found, "next")
        assert found.whole().id == made, where
        assert not list((self.crashed / "generations").glob(".*")), f"leftovers {where}"
        being_made = whole not in self.past
        assert whole is None or being_made or whole in self.allowed, f"{whole} {where}"

    def _whole(self, found: Generations, where: str) -> str | None:
        try:
            whole = found.whole()
        except IndexNotReady:
            assert not self.allowed, f"nothing whole {where}"
            return None
        assert not whole.refused, f"{whole.refused} {where}"
        return whole.id

    def settled(self, current: str, kept: set[str]) -> None:
        """What has been acknowledged: `current` serves and `kept` are there in every state from now on."""
        self.past |= {current} | kept
        self.allowed, self.kept = {current}, kept
        self.look()


@pytest.fixture
def story(load: Callable[[str], ModuleType], tmp_path: Path) -> Story:
    return Story(load("simulated_disk"), tmp_path)


def test_a_crash_at_any_point_leaves_a_whole_generation_and_what_was_acknowledged(
    story: Story, figure: Callable[[str], None]
) -> None:
    story.begin()
    first = commit(story.generations, "first")
    story.settled(first, {first})
    second = commit(story.generations, "second")
    story.settled(second, {first, second})
    third = commit(story.generations, "third")
    story.settled(third, {first, second, third})
    story.allowed = {third, first}
    story.generations.activate(first)
    story.settled(first, {first, second, third})
    story.kept = {first, third}
    assert list(story.generations.prune(1)) == [second]
    story.settled(first, {first, third})
    figure(f"crash points replayed: {len(story.disk.operations)} operations, {story.states} states, 0 lost")


def test_the_model_itself_notices_a_missing_sync(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(story.disk), "sync_file", lambda self, path: None)
    story.begin()
    with pytest.raises(AssertionError):
        story.settled(commit(story.generations, "first"), set())
