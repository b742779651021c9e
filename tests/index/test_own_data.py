"""What is built for tests and measurements goes into a folder of theirs, never into that of who runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.index.library import TEXTS, built


def test_the_folder_of_the_user_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (theirs := tmp_path / "theirs").mkdir()
    monkeypatch.setenv("XUNMAI_DATA", str(theirs))
    with built(tmp_path / "ours", [TEXTS]) as opened:
        assert opened.store.counts()["documents"] == 3
    assert not list(theirs.iterdir())
    assert (tmp_path / "ours" / "generations").is_dir()
