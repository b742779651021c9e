"""What parts of a query scored, kept for the next one: readers ask for the same words again and again, and one who
types for what was there a letter ago."""

from __future__ import annotations

from typing import Generic, TypeVar

from index.query.ast import And, Best, Node, Or, Prefix, Term

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values by the nodes they were made for, some `most` bytes of them; safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._values: dict[Node, Value] = {}
        #: What is kept for a node, or None; nothing is looked up more often.
        self.get = self._values.get

    def put(self, node: Node, value: Value, size: int) -> None:
        """Keeps a value of `size` bytes, if it is for words alone and leaves room for others; when all is full, the
        rest goes."""
        if size > self._most // 8 or not _is_of_words(node):
            return
        if self._size + size > self._most:
            self._values.clear()
            self._size = 0
        self._values[node] = value
        self._size += size


def _is_of_words(node: Node) -> bool:
    """Whether a node is a word, whole or begun, or made of nothing but words."""
    return isinstance(node, Term | Prefix) or (
        isinstance(node, Or | And | Best) and all(map(_is_of_words, node.children))
    )
