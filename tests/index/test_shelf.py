"""What was shown lately is read once, and no more than so much is kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.model import Block, BlockKind, Document, Section
from index import shelf as module
from index.shelf import Shelf


class Counted:
    """Sections of a page each; remembers what was read."""

    def __init__(self, lengths: dict[str, int]) -> None:
        self.lengths = lengths
        self.read: list[str] = []

    def sections(self, section_ids: Sequence[str]) -> list[Section]:
        self.read += section_ids
        return [self._section(name) for name in section_ids if name in self.lengths]

    def section_documents(self, section_ids: Sequence[str]) -> list[Document]:
        known = [name for name in section_ids if name in self.lengths]
        return [Document(name, "a", f"{name}.md", name, "", "zh", None, (), "1", ()) for name in known]

    def _section(self, name: str) -> Section:
        return Section(name, name, 1, name, (), "", 1, 0, (Block(BlockKind.PROSE, "x" * self.lengths[name], 1),))


def test_sections_come_in_the_order_asked_with_their_documents_and_are_read_once() -> None:
    store = Counted({"a": 1, "b": 1})
    shelf = Shelf(store)
    shown = shelf.take(["b", "none", "a", "b"])
    told = [(s.lasting[0], s.lasting[2], s.heading.text) for s in shown]
    assert told == [("b", "b.md", "b"), ("a", "a.md", "a"), ("b", "b.md", "b")]
    assert [s.lasting[0] for s in shelf.take(["a", "b"])] == ["a", "b"]
    assert store.read == ["b", "none", "a"]


def test_only_the_latest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2 * (module.LEAST_COUNTED + 1))
    store = Counted({"a": 1, "b": 1, "c": 1, "long": module.MOST_KEPT})
    shelf = Shelf(store)
    for names in (["a"], ["b"], ["a"], ["c"], ["a"], ["b"]):
        shelf.take(names)
    assert store.read == ["a", "b", "c", "b"]
    assert [shown.length for shown in shelf.take(["long"])] == [module.MOST_KEPT]
    shelf.take(["long", "a"])
    assert store.read == ["a", "b", "c", "b", "long", "long", "a"], "what is longer than all that is kept is not kept"
