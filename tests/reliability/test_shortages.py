"""A full disk, a read-only one, no more open files, a second builder: the old generation serves, and it is said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from corpus.sources import SourceSpec
from index.build import build
from index.engines.whoosh_index import WhooshIndex
from index.generations import Generations

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
pytestmark = pytest.mark.slow


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for number in range(8):
        (folder / f"page{number}.md").write_text(
            f"# 第 {number} 篇\n\n容器是镜像的运行实例。{'数据卷与网络。' * 200}\n"
        )
    return folder


def build_here(notes: Path, data: Path) -> str:
    specs = [SourceSpec("notes", "directory", "plain", path=str(notes))]
    return build(specs, Generations(data), engine=WhooshIndex, processes=1, full=True).generation


def command(notes: Path, data: Path, *several: Mapping[str, int]) -> list[str]:
    script = Path(__file__).with_name("limited.py")
    return [sys.executable, str(script), str(notes), str(data), json.dumps(several)]


def run_limited(notes: Path, data: Path, *several: Mapping[str, int]) -> list[tuple[str, str]]:
    """For each set of limits what reading said (`serves ID` or the error) and what building said (`made ID`…)."""
    done = subprocess.run(command(notes, data, *several), env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_a_disk_that_fills_at_any_point_leaves_the_old_generation_and_no_leftovers(
    notes: Path, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    data = tmp_path / "data"
    first = build_here(notes, data)
    largest = max(path.stat().st_size for path in (data / "generations" / first).rglob("*") if path.is_file())
    sizes = [*(2**power for power in range(15)), *range(20_000, largest, max(5_000, largest // 40))]
    for serves, told in run_limited(notes, data, *({"RLIMIT_FSIZE": size} for size in sizes)):
        assert serves == f"serves {first}"
        assert told.startswith("DataFolderUnusable "), told
    assert [path.name for path in (data / "generations").iterdir()] == [first]
    assert Generations(data).whole().id == first
    assert build_here(notes, data) == Generations(data).whole().id
    figure(f"full disk, file size limited at {len(sizes)} points: each refused, nothing lost")


def test_a_table_of_open_files_that_is_full_is_no_damage(notes: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = build_here(notes, data)
    refused = 0
    for serves, told in run_limited(notes, data, *({"RLIMIT_NOFILE": files} for files in range(3, 40, 3))):
        assert serves.startswith(("serves ", "DataFolderUnusable ")), serves
        assert told.startswith(("made ", "DataFolderUnusable ")) or "Too many open files" in told, told
        refused += not told.startswith("made ")
    assert refused
    generations = Generations(data)
    assert not generations.whole().refused
    assert not any(generations.verify(each.id) for each in generations.list())
    assert generations.kept(first)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder whose parents every user may enter, unlike those of `tmp_path`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give the folder to one user and build as another")
def test_a_folder_that_cannot_be_written_serves_and_says_why_nothing_is_built(notes: Path, open_folder: Path) -> None:
    data = open_folder / "data"
    first = build_here(notes, data)
    shutil.copytree(notes, open_folder / "notes")
    ((serves, told),) = run_limited(open_folder / "notes", data, {"user": NOBODY})
    assert serves == f"serves {first}"
    assert told.startswith("DataFolderUnusable "), told
    assert "Permission denied" in told


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give the folder to one user and build as another")
def test_a_source_that_cannot_be_read_is_named(notes: Path, tmp_path: Path) -> None:
    first = build_here(notes, tmp_path / "data")
    notes.chmod(0o700)
    ((_, told),) = run_limited(notes, tmp_path / "data", {"user": NOBODY})
    assert told.startswith("SourceUnavailable source notes: the folder ") or "Permission denied" in told, told
    assert Generations(tmp_path / "data").whole().id == first


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system in memory of two megabytes; only where this machine lets us mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_small_disk_takes_builds_until_it_is_full_and_goes_on_after_pruning(
    notes: Path, small_disk: Path, figure: Callable[[str], None]
) -> None:
    data = small_disk / "data"
    told = [build for _, build in run_limited(notes, data, *({} for _ in range(40)))]
    made = [each.removeprefix("made ") for each in told if each.startswith("made ")]
    assert 1 <= len(made) < len(told)
    assert all(each.startswith("DataFolderUnusable ") for each in told[len(made) :]), told
    generations = Generations(data)
    assert generations.whole().id == made[-1]
    assert {each.id for each in generations.list()} >= set(made)
    generations.prune(1)
    assert build_here(notes, data) == generations.whole().id
    figure(f"a disk of 2 MB took {len(made)} generations, refused the next, went on after pruning")


def test_a_read_only_disk_serves_and_says_why_nothing_is_built(notes: Path, small_disk: Path) -> None:
    data = small_disk / "data"
    first = build_here(notes, data)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    ((serves, told),) = run_limited(notes, data, {})
    assert serves == f"serves {first}"
    assert told.startswith("DataFolderUnusable "), told
    assert "Read-only file system" in told
    generations = Generations(data)
    with generations.hold(first):
        WhooshIndex.open(generations.folder(first) / "text").close()


def test_of_two_builders_one_builds_and_the_other_is_told(notes: Path, tmp_path: Path) -> None:
    arguments = command(notes, tmp_path / "data", {}, {})
    both = [subprocess.Popen(arguments, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [json.loads(line)[1] for process in both for line in process.communicate()[0].splitlines()]
    made = {each.removeprefix("made ") for each in told if each.startswith("made ")}
    refused = [each for each in told if each.startswith("BuildInProgress ")]
    assert len(told) == len(made) + len(refused) == 4
    generations = Generations(tmp_path / "data")
    assert {each.id for each in generations.list()} == made
    assert generations.whole().id in made
