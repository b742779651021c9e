"""Every damage of every file of a real generation is noticed and named, and the generation before it serves."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.sources import SourceSpec
from index.build import build, rebuild
from index.engines.whoosh_index import WhooshIndex
from index.errors import IndexNotReady
from index.generations import Generations
from index.graph.concept_graph import FILE

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = ROOT / "corpus" / "vocabulary" / "docker.toml"
FLIPS = 20
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def generations(tmp_path_factory: pytest.TempPathFactory) -> Generations:
    """Two generations of the notes that ship with the project."""
    generations = Generations(tmp_path_factory.mktemp("damaged") / "data")
    specs = [SourceSpec("notes", "directory", "jekyll", path=str(ROOT / "corpus" / "notes"))]
    for _ in range(2):
        build(specs, generations, engine=WhooshIndex, vocabulary=VOCABULARY, full=True)
    return generations


def damages(content: bytes, chance: random.Random) -> Iterator[tuple[str, bytes | None]]:
    """Bits flipped, the end cut off or added to, the file emptied or gone."""
    for _ in range(FLIPS if content else 0):
        place, bit = chance.randrange(len(content)), 1 << chance.randrange(8)
        yield f"bit {bit} of byte {place}", content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]
    if content:
        cut = chance.randrange(len(content))
        yield f"cut at {cut}", content[:cut]
        yield "emptied", b""
    yield "longer", content + b"\0"
    yield "gone", None


def test_every_damage_is_noticed_named_and_not_served(generations: Generations, figure: Callable[[str], None]) -> None:
    chance = random.Random(20261124)
    latest, before = (each.id for each in generations.list())
    folder, tried, files = generations.folder(latest), 0, 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        files += 1
        for what, altered in damages(content, chance):
            tried += 1
            path.unlink() if altered is None else path.write_bytes(altered)
            found = [damage.path for damage in generations.verify(latest)]
            assert found == [name], f"{name}: {what}"
            whole = generations.whole()
            assert whole.id == before, f"{name}: {what}"
            assert [(refused, name in reason) for refused, reason in whole.refused] == [(latest, True)]
            path.write_bytes(content)
    assert generations.whole().id == latest
    figure(f"damages of {files} files noticed: {tried} of {tried} (bits, cuts, additions, missing files)")


def test_where_no_generation_is_whole_the_store_of_one_makes_it_anew(generations: Generations) -> None:
    latest, before = (each.id for each in generations.list())
    for generation_id in (latest, before):
        (generations.folder(generation_id) / "graph" / FILE).write_bytes(b"{}")
    with pytest.raises(IndexNotReady, match=re.escape(f"graph/{FILE}")):
        generations.whole()
    report = rebuild(generations, latest, engine=WhooshIndex, vocabulary=VOCABULARY)
    assert generations.whole().id == report.generation
    assert report.documents == 16
