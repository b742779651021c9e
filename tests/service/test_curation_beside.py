"""Decisions that lie beside a vocabulary hold without being named."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from service.settings_file import load_settings


def _settings(folder: Path, *lines: str) -> Path | None:
    (folder / "words.toml").write_text("", encoding="utf-8")
    file = folder / "xunmai.toml"
    sources = ["[[sources]]", 'name = "notes"', 'type = "directory"', f'path = "{folder}"', 'layout = "plain"']
    file.write_text("\n".join([*sources, "[vocabulary]", *lines]), encoding="utf-8")
    return load_settings(file, folder / "data").vocabulary.curation


def test_the_file_beside_the_vocabulary_is_taken(tmp_path: Path) -> None:
    (tmp_path / "curation.toml").write_text("", encoding="utf-8")
    assert _settings(tmp_path, 'path = "words.toml"') == tmp_path / "curation.toml"


def test_another_file_that_is_named_goes_before_it(tmp_path: Path) -> None:
    for name in ("curation.toml", "other.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert _settings(tmp_path, 'path = "words.toml"', 'curation = "other.toml"') == tmp_path / "other.toml"


def test_without_one_and_without_a_vocabulary_there_is_none(tmp_path: Path) -> None:
    assert _settings(tmp_path, 'path = "words.toml"') is None
    (tmp_path / "curation.toml").write_text("", encoding="utf-8")
    assert _settings(tmp_path) is None


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"vocabulary\.curation"):
        _settings(tmp_path, 'path = "words.toml"', 'curation = "nowhere.toml"')
