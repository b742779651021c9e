"""`serve --watch`: what makes a build, and what does not."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import locks
from service import watch
from service.config import Settings
from service.settings_file import load_settings
from service.wiring import build_generation, open_generations, open_library

VOCABULARY = Path(__file__).resolve().parents[2] / "corpus" / "vocabulary" / "docker.toml"
pytestmark = pytest.mark.slow


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A source and a vocabulary, built once and watched; where the data folder lies is the parameter."""
    texts, config = tmp_path / "texts", tmp_path / "xunmai.toml"
    texts.mkdir()
    shutil.copy(VOCABULARY, tmp_path / "words.toml")
    (texts / "a.md").write_text("# 镜像\n\n镜像是只读的模板。\n", encoding="utf-8")
    config.write_text(
        f'data = "{request.param}"\n[[sources]]\nname = "a"\ntype = "directory"\npath = "texts"\n'
        '[vocabulary]\npath = "words.toml"\n',
        encoding="utf-8",
    )
    settings, stop = load_settings(config), threading.Event()
    build_generation(settings)
    watch.start(settings, stop)
    time.sleep(1)  # until the system watches: nothing tells
    yield settings
    stop.set()


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.05)


@pytest.mark.parametrize("settings", ["texts/data"], indirect=True)
def test_a_build_is_no_reason_for_the_next(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "service.watch")
    before = open_generations(settings).current_id()
    (settings.data.parent / "b.md").write_text("# 容器\n\n容器是进程。\n", encoding="utf-8")
    eventually(lambda: open_generations(settings).current_id() != before)
    time.sleep(3)  # a build that its own files ask for would begin
    assert [record.message for record in caplog.records if record.name == "service.watch"] == ["sources changed"]


@pytest.mark.parametrize("settings", ["data"], indirect=True)
def test_a_change_while_another_builds_is_built_after_it(settings: Settings) -> None:
    before = open_generations(settings).current_id()
    busy = locks.lock_build(settings.data / "build.lock")
    (settings.file.parent / "texts" / "b.md").write_text("# 容器\n\n容器是进程。\n", encoding="utf-8")
    time.sleep(4)  # until the change was seen: nothing tells
    assert open_generations(settings).current_id() == before
    os.close(busy)
    eventually(lambda: open_generations(settings).current_id() != before)


@pytest.mark.parametrize("settings", ["data"], indirect=True)
def test_a_folder_that_is_remade_or_replaced_is_still_watched(settings: Settings) -> None:
    texts = settings.file.parent / "texts"
    for number, take_away in enumerate((shutil.rmtree, lambda folder: folder.rename(folder.with_name("old")))):
        take_away(texts)
        time.sleep(3 * number)  # at the second time until it was seen that nothing is there: nothing tells
        texts.mkdir()
        (texts / "a.md").write_text(f"# 镜像\n\n镜像是第{number}种模板。\n", encoding="utf-8")
        eventually(lambda said=f"第{number}种": said in shown(settings))
        (texts / "a.md").write_text(f"# 镜像\n\n镜像是新的第{number}种。\n", encoding="utf-8")
        eventually(lambda said=f"新的第{number}种": said in shown(settings))


def shown(settings: Settings) -> str:
    """All texts of the generation that serves."""
    library = open_library(settings)
    try:
        with library.lease() as opened:
            return "".join(part.text for document in opened.store.documents() for part in document.sections)
    finally:
        library.close()


@pytest.mark.parametrize("settings", ["data"], indirect=True)
def test_a_vocabulary_in_whose_place_another_is_put_is_still_watched(settings: Settings) -> None:
    folder = settings.file.parent
    for number in range(2):
        before = open_generations(settings).current_id()
        changed = VOCABULARY.read_text(encoding="utf-8")
        (folder / "new").write_text(
            f'{changed}\n[concepts.x{number}]\nkind = "object"\npref_label = {{ zh = "新概念{number}" }}\n', "utf-8"
        )
        (folder / "new").replace(folder / "words.toml")
        eventually(lambda before=before: open_generations(settings).current_id() != before)
