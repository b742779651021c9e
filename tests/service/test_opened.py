"""An opened generation goes when it is closed, without waiting for the garbage collector."""

from __future__ import annotations

import gc
import weakref

import pytest

from index.model import SearchRequest
from service.config import Settings
from service.opening import Opener, warm_up
from service.wiring import engine_factory, open_generations

PARTS = ("store", "index", "graph", "explorer", "searcher", "suggester", "finder")


@pytest.mark.parametrize("q", ["镜像", '"虚悬镜像" OR title:容器 -docker*'])
def test_nothing_of_it_is_left_in_a_cycle(settings: Settings, q: str) -> None:
    generations = open_generations(settings)
    opener = Opener(generations, engine_factory(settings).open, settings.vocabulary.path)
    opened = warm_up(opener(generations.whole()))
    opened.searcher.search(SearchRequest(q, limit=50, facets=("source", "concept"), group="page", explain=True))
    parts = {name: weakref.ref(getattr(opened, name)) for name in PARTS}
    gc.collect()
    gc.disable()
    try:
        opened.close()
        del opened
        left = [name for name, part in parts.items() if part() is not None]
    finally:
        gc.enable()
    assert left == []
