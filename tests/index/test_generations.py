"""Generations: what is committed serves, what is damaged does not, and nobody builds beside another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import StoreDamaged
from index.errors import BuildInProgress, IncompatibleGeneration, IndexNotReady, NotFound
from index.generations import Generations
from index.manifest import read_manifest


def commit(generations: Generations, content: bytes = b"text") -> str:
    with generations.begin() as builder:
        (builder.folder / "store.sqlite").write_bytes(content * 100)
        (builder.folder / "text").mkdir()
        (builder.folder / "text" / "terms").write_bytes(b"")
        return builder.commit({"documents": 1})


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "data")


def test_a_committed_generation_is_current_and_whole(generations: Generations) -> None:
    assert generations.current_id() is None
    made = commit(generations)
    assert generations.current_id() == made
    assert generations.verify(made) == []
    whole = generations.whole()
    assert (whole.id, whole.refused) == (made, ())
    assert whole.manifest.details == {"documents": 1}
    assert sorted(whole.manifest.files) == ["store.sqlite", "text/terms"]


def test_reading_before_the_first_build_says_to_build(generations: Generations) -> None:
    assert list(generations.list()) == []
    with pytest.raises(IndexNotReady, match="xunmai build"):
        generations.whole()
    assert not generations.data.exists()


def test_a_build_that_fails_leaves_the_old_one_and_nothing_else(generations: Generations) -> None:
    made = commit(generations)

    def build_and_fail() -> None:
        with generations.begin() as builder:
            (builder.folder / "half").write_bytes(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        build_and_fail()
    assert generations.current_id() == made
    assert os.listdir(generations.data / "generations") == [made]
    assert commit(generations) != made


def test_a_second_builder_is_told_of_the_first(generations: Generations) -> None:
    with generations.begin():
        with pytest.raises(BuildInProgress, match=f"process {os.getpid()} since 2"):
            generations.begin()
        script = "from pathlib import Path; import sys; from index.generations import Generations\n"
        script += "Generations(Path(sys.argv[1])).begin()"
        other = subprocess.run(
            [sys.executable, "-c", script, generations.data], capture_output=True, text=True, check=False
        )
        assert "BuildInProgress" in other.stderr
    commit(generations)


def test_generations_are_ordered_by_their_making_even_within_a_second(generations: Generations) -> None:
    made = [commit(generations) for _ in range(5)]
    assert [each.id for each in generations.list()] == made[::-1]
    assert [each.current for each in generations.list()] == [True, False, False, False, False]


def test_activate_rolls_back_and_refuses_what_is_damaged_or_unknown(generations: Generations) -> None:
    first, second = commit(generations), commit(generations)
    generations.activate(first)
    assert generations.current_id() == first
    (generations.folder(second) / "store.sqlite").write_bytes(b"x")
    with pytest.raises(StoreDamaged, match="is damaged"):
        generations.activate(second)
    with pytest.raises(NotFound):
        generations.activate("../../etc")
    assert generations.current_id() == first


def test_prune_keeps_the_newest_the_current_and_those_in_use(generations: Generations) -> None:
    made = [commit(generations) for _ in range(6)]
    generations.activate(made[0])
    with generations.hold(made[1]):
        assert set(generations.prune(2)) == {made[2], made[3]}
    assert list(generations.prune(2)) == [made[1]]
    assert [each.id for each in generations.list()] == [made[5], made[4], made[0]]


def test_leftovers_of_killed_builds_and_prunes_are_swept_by_the_next_build(generations: Generations) -> None:
    commit(generations)
    root = generations.data / "generations"
    for name in (".building-0011", ".trash-20261124T081500Z-3f9c2a-00"):
        (root / name / "text").mkdir(parents=True)
        (root / name / "text" / "file").write_bytes(b"x")
    (generations.data / ".current.1.new").write_bytes(b"20")
    made = commit(generations)
    assert all(not name.startswith(".") for name in os.listdir(root))
    assert sorted(os.listdir(generations.data)) == ["build.lock", "current", "generations", "switch.lock"]
    assert generations.current_id() == made


@pytest.mark.parametrize("current", [b"", b"\xff\xfe", b"../../x\n", b"20000101T000000Z-000000\n"])
def test_a_damaged_pointer_falls_back_to_the_newest_whole_one(generations: Generations, current: bytes) -> None:
    commit(generations)
    made = commit(generations)
    (generations.data / "current").write_bytes(current)
    assert generations.current_id() is None
    assert generations.whole().id == made


def test_a_damaged_current_one_falls_back_to_the_one_before_it_with_the_reason(generations: Generations) -> None:
    first, second, third = (commit(generations) for _ in range(3))
    generations.activate(second)
    (generations.folder(second) / "text" / "terms").write_bytes(b"x")
    whole = generations.whole()
    assert whole.id == first
    assert whole.refused == ((second, "text/terms: 1 bytes where 0 were written"),)
    (generations.folder(first) / "manifest.json").unlink()
    assert generations.whole().id == third
    (generations.folder(third) / "extra").write_bytes(b"x")
    with pytest.raises(IndexNotReady, match="extra: not named in the manifest"):
        generations.whole()


def test_another_schema_version_is_refused_with_advice_and_never_read(generations: Generations) -> None:
    made = commit(generations)
    newer = Generations(generations.data, schema_version=generations.schema_version + 1)
    older = Generations(generations.data, schema_version=generations.schema_version - 1)
    with pytest.raises(IncompatibleGeneration, match="xunmai build"):
        newer.whole()
    with pytest.raises(IncompatibleGeneration, match="upgrade Xunmai"):
        older.whole()
    with pytest.raises(IncompatibleGeneration):
        older.activate(made)


def test_every_flipped_bit_and_every_cut_of_every_file_is_noticed(generations: Generations) -> None:
    made = commit(generations)
    folder = generations.folder(made)
    for path in (folder / "store.sqlite", folder / "manifest.json"):
        content = path.read_bytes()
        for position in range(len(content)):
            bit = 1 << position % 8
            path.write_bytes(content[:position] + bytes([content[position] ^ bit]) + content[position + 1 :])
            assert generations.verify(made), f"{path.name}: bit {bit} of byte {position}"
            path.write_bytes(content[:position])
            assert generations.verify(made), f"{path.name} cut at {position}"
        path.unlink()
        assert [damage.path for damage in generations.verify(made)] == [path.name]
        path.write_bytes(content)
    assert generations.verify(made) == []


def test_a_link_in_place_of_a_file_is_damage(generations: Generations, tmp_path: Path) -> None:
    made = commit(generations)
    path = generations.folder(made) / "store.sqlite"
    (tmp_path / "elsewhere").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    assert [damage.path for damage in generations.verify(made)] == ["store.sqlite"]


def test_a_manifest_that_names_a_path_outside_is_refused(generations: Generations) -> None:
    folder = generations.folder(commit(generations))
    manifest = read_manifest(folder)
    (entry, *_) = manifest.files.values()
    hostile = type(manifest)(
        manifest.id, manifest.sequence, manifest.created, manifest.schema_version, {"../x": entry}, {}
    )
    (folder / "manifest.json").write_bytes(hostile.to_bytes())
    with pytest.raises(StoreDamaged):
        read_manifest(folder)
