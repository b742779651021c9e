"""Builds and opens a small real generation for the tests of the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.sources import SourceSpec
from service.config import Settings, VocabularySettings
from service.library import Opened
from service.wiring import build_generation, opened_generation

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = ROOT / "corpus" / "vocabulary" / "docker.toml"
NOTES = SourceSpec("notes", "directory", "jekyll", path=str(ROOT / "corpus" / "notes"))
TEXTS = SourceSpec("texts", "directory", "plain", path=str(ROOT / "tests" / "golden" / "texts"))


@contextmanager
def built(data: Path, sources: Sequence[SourceSpec], vocabulary: Path | None = VOCABULARY) -> Iterator[Opened]:
    """A generation of folders, built in `data` and opened as the service opens it."""
    tables = [
        {"name": s.name, "type": s.type, "layout": s.layout, "path": s.path, "exclude": s.exclude, "url": s.url}
        for s in sources
    ]
    settings = Settings(sources=tables, data=data, vocabulary=VocabularySettings(path=vocabulary))  # type: ignore[arg-type] # checked by the model
    settings = settings.model_copy(update={"data": data})  # XUNMAI_DATA, which make sets, would win
    build_generation(settings)
    with opened_generation(settings) as opened:
        yield opened
