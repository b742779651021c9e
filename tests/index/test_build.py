"""Builds: what comes out is the same however it was made, and what fails changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ConfigurationError, SourceUnavailable, StoreDamaged
from corpus.sources import SourceSpec
from corpus.store import DocumentStore
from index.build import BuildReport, build, rebuild
from index.engines.memory import MemoryIndex
from index.engines.whoosh_index import WhooshIndex
from index.errors import IncompatibleGeneration
from index.generations import Generations
from index.graph.store import ConceptGraph

VOCABULARY = """
[kinds]
object = "对象"

[concepts.image]
kind = "object"
pref_label = { zh = "镜像", en = "image" }

[concepts.container]
kind = "object"
pref_label = { zh = "容器", en = "container" }
"""

Build = Callable[..., BuildReport]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for number in range(6):
        use = f"## 用法\n\n`docker run image{number}` 启动容器。\n"
        text = f"# 第 {number} 篇\n\n容器是镜像的运行实例。镜像是容器的基础。\n\n{use}"
        (folder / f"page{number}.md").write_text(text)
    (folder / "page0.md").write_text("# 首页\n\n见[第一篇](page1.md)和[别处](nowhere.md)。\n")
    (tmp_path / "vocabulary.toml").write_text(VOCABULARY)
    return folder


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "data")


@pytest.fixture
def run(notes: Path, generations: Generations, tmp_path: Path) -> Build:
    def run(**options: Any) -> BuildReport:
        specs = options.pop("specs", [SourceSpec("notes", "directory", "plain", path=str(notes))])
        options = {"engine": WhooshIndex, "vocabulary": tmp_path / "vocabulary.toml", **options}
        return build(specs, options.pop("generations", generations), **options)

    return run


def contents(generations: Generations) -> Mapping[str, Any]:
    """All that a reader can see of the generation that serves."""
    folder = generations.whole().folder
    index = WhooshIndex.open(folder / "text")
    with DocumentStore(folder / "store.sqlite") as store:
        seen = {
            "documents": list(store.documents()),
            "problems": store.problems(),
            "sources": store.sources(),
            "checksums": dict(index.document_checksums()),
            "terms": dict(index.vocabulary()),
            "graph": json.loads(ConceptGraph.load(folder / "graph").to_json()),
        }
    index.close()
    return seen


def test_a_build_reads_every_document_and_notes_what_is_wrong(run: Build, generations: Generations) -> None:
    report = run()
    assert (report.changed, report.documents, report.read, report.reused) == (True, 6, 6, 0)
    assert report.generation == generations.current_id()
    assert report.relations >= 1
    assert [str(problem) for problem in report.problems if "nowhere.md" in str(problem)]
    details = generations.whole().manifest.details
    assert (details["documents"], details["sections"]) == (report.documents, report.sections)


def test_a_second_build_of_the_same_makes_nothing(run: Build, generations: Generations) -> None:
    first = run()
    again = run()
    assert (again.changed, again.generation, again.read, again.reused) == (False, first.generation, 0, 6)
    assert again.problems == first.problems
    assert len(generations.list()) == 1


def test_a_changed_an_added_and_a_removed_file_give_what_a_full_build_gives(
    run: Build, generations: Generations, notes: Path
) -> None:
    run()
    (notes / "page3.md").write_text("# 改了\n\n数据卷独立于容器。\n")
    (notes / "page9.md").write_text("# 新的\n\n镜像仓库。\n")
    (notes / "page1.md").unlink()
    report = run()
    assert (report.removed, report.documents) == (1, 6)
    assert report.reused > 0
    partly = contents(generations)
    assert any("page1.md" in str(problem) for problem in partly["problems"]), "a link went dead with its file"
    assert run(full=True).read == 6
    assert contents(generations) == partly


def test_several_processes_give_what_one_gives(run: Build, generations: Generations, notes: Path) -> None:
    for number in range(70):
        (notes / f"more{number:02}.md").write_text(f"# 更多 {number}\n\n容器 {number} 用镜像 {number}。\n")
    run(processes=1)
    alone = contents(generations)
    run(processes=3, full=True)
    assert contents(generations) == alone


def test_another_vocabulary_makes_all_anew(run: Build, tmp_path: Path) -> None:
    run()
    (tmp_path / "vocabulary.toml").write_text(VOCABULARY.replace('en = "container"', 'en = "box"'))
    assert run().read == 6


def test_an_optional_source_that_is_away_is_left_out_and_named(run: Build, notes: Path) -> None:
    here = SourceSpec("notes", "directory", "plain", path=str(notes))
    away = SourceSpec("book", "directory", "plain", path=str(notes / "away"), optional=True)
    report = run(specs=[here, away])
    assert report.documents == 6
    assert "away" in report.left_out["book"]


def test_a_source_that_must_be_there_stops_the_build_and_the_old_generation_serves(
    run: Build, generations: Generations, notes: Path
) -> None:
    first = run()
    away = SourceSpec("book", "directory", "plain", path=str(notes / "away"))
    with pytest.raises(SourceUnavailable):
        run(specs=[away])
    with pytest.raises(ConfigurationError):
        run(specs=[])
    assert generations.whole().id == first.generation


def test_an_engine_that_fails_leaves_the_old_generation_serving(run: Build, generations: Generations) -> None:
    class Failing(MemoryIndex):
        @classmethod
        def create(cls, folder: Path) -> MemoryIndex:
            raise OSError(28, "No space left on device", str(folder))

    first = run()
    with pytest.raises(Exception, match="No space left on device"):
        run(engine=Failing)
    assert generations.whole().id == first.generation
    assert run(full=True).generation == generations.current_id()


def test_a_damaged_generation_is_rebuilt_from_its_store_alone(
    run: Build, generations: Generations, notes: Path, tmp_path: Path
) -> None:
    first = run()
    before = contents(generations)
    (generations.folder(first.generation) / "evidence.sqlite").write_bytes(b"")
    for file in notes.iterdir():
        file.unlink()
    vocabulary = tmp_path / "vocabulary.toml"
    report = rebuild(generations, first.generation, engine=WhooshIndex, vocabulary=vocabulary)
    assert report.documents == 6
    assert contents(generations) == before
    (generations.folder(first.generation) / "store.sqlite").write_bytes(b"")
    with pytest.raises(StoreDamaged, match="xunmai build --full"):
        rebuild(generations, first.generation, engine=WhooshIndex)


def test_a_build_replaces_a_damaged_generation_where_the_sources_are_as_in_the_one_before(
    run: Build, generations: Generations, notes: Path
) -> None:
    before = run()
    (notes / "page9.md").write_text("# 新的一篇\n\n镜像的标签。\n")
    damaged = run().generation
    (notes / "page9.md").unlink()
    (generations.folder(damaged) / "store.sqlite").write_bytes(b"not a database")
    report = run()
    assert report.changed
    assert report.generation not in (damaged, before.generation)
    assert generations.current_id() == report.generation
    assert generations.verify(report.generation) == []


def test_data_of_an_older_version_is_built_anew_and_of_a_newer_one_left_alone(
    run: Build, generations: Generations
) -> None:
    first = run()
    later = Generations(generations.data, schema_version=generations.schema_version + 1)
    second = run(generations=later)
    assert (second.read, later.current_id()) == (6, second.generation)
    with pytest.raises(IncompatibleGeneration, match="upgrade Xunmai"):
        run()
    assert {each.id for each in generations.list()} == {first.generation, second.generation}
