"""The query tree: what engines must be able to score. Terms are already analysed; engines never see raw text.

Scoring contract, the same for every engine (BM25F after Robertson & Zaragoza, 2009, "The Probabilistic Relevance
Framework", with the weights of `index.ranking`):

    tf'(t, s)  = Σ_f  w_f · tf_f(t, s) / (1 - b_f + b_f · len_f(s) / avglen_f)
    score(t, s) = boost · idf(t) · tf' / (k1 + tf')
    idf(t)     = ln(1 + (N - df + 0.5) / (df + 0.5)),  df: sections with t in a field of their own (a text field but
                 title and path, which repeat on every section of a page), or in any field where none has it

`Or` adds the scores of its children; `Best` takes `max + tie · (sum - max)`; `And` adds and demands all; `Not` removes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Term:
    """An analysed term. `fields` restricts it (empty: all text fields)."""

    term: str
    boost: float = 1.0
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any term that begins with `prefix`; scored as one term whose tf is the sum over the matching terms."""

    prefix: str
    boost: float = 1.0
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Substring:
    """A run of folded text that must stand in a visible field of the section (`index.analysis.fold`).

    White space in `text` stands for one or more white-space characters. Scored `boost · idf` over the sections
    that hold it, where tf is the number of occurrences, saturated as in BM25F with a weight of 1 and no length.
    """

    text: str
    boost: float = 1.0
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parent:
    """What engines keep by their nodes is looked up often, so a node with children counts its hash once."""

    children: tuple[Node, ...]
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((type(self).__name__, self.children)))

    def __hash__(self) -> int:
        return self._hash


class And(_Parent):
    """All children must match."""

    __slots__ = ()


class Or(_Parent):
    """Any child may match; scores add."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Best(_Parent):
    """Alternatives for one need (a word and its equivalents): the best counts, the rest by `tie`."""

    tie: float = 0.0

    __hash__ = _Parent.__hash__


@dataclass(frozen=True, slots=True)
class Not:
    """Sections that match `child` are taken out; alone or in an Or it stands for all the others, with score 0."""

    child: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every section, with score 0."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No section."""


Node = Term | Prefix | Substring | And | Or | Best | Not | Everything | Nothing
Leaf = Term | Prefix | Substring


def leaves(node: Node) -> Iterator[Leaf]:
    """The terms, prefixes and substrings of a tree, from left to right."""
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Or | And | Best):
        for child in node.children:
            yield from leaves(child)
    elif isinstance(node, Not):
        yield from leaves(node.child)
