"""What stands in a posting of a word: a section, and a code for the pattern of the term's frequencies and its worth.

Hardly a term stands alone in a section as it stands there. So the pairs of a section and a pattern are few in a small
index, and the code of one, in two bytes, is a whole posting. In a larger one all sections share a code where a pattern
is worth the same, which have equal lengths in its fields; there the section stands beside the code.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.engines.compiled_columns import Shorts, bounds, packed_bounds
from index.engines.compiled_parts import Words, distinct_rows
from index.engines.compiled_sort import Array, compact, flat, repeated, starts

#: So many pairs have codes of two bytes.
FEW = 1 << 16


class Codes:
    """By code, its pattern in `patterns`, and in `sections` the section, or one of those where it is worth the same;
    by term, with one more to close the last, where its postings begin in `starts`."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.starts = flat(bounds(arrays, "terms.postings"))
        self._codes = arrays["words.codes"]
        self._sections = arrays.get("words.sections")
        self.patterns = compact(Shorts(arrays, "codes.patterns").whole())
        self.sections = _sections_of(arrays) if self._sections is None else arrays["codes.sections"]

    @staticmethod
    def pack(words: Words, lengths: Array) -> dict[str, Array]:
        """The arrays of all postings; `lengths` are those of the sections, a row a field."""
        fields, sections = lengths.shape
        size = max(len(words.patterns), 1)
        pairs, code = np.unique(words.section * size + words.pattern, return_inverse=True)
        section, pattern = np.divmod(pairs, size)
        if len(pairs) <= FEW:
            return {
                "words.codes": compact(code),
                **packed_bounds("codes.lists", starts(section, sections)),
                **Shorts.pack("codes.patterns", pattern),
            }
        alike = [lengths[field][section] * (words.patterns[:, field] > 0)[pattern] for field in range(fields)]
        shared = distinct_rows(np.column_stack((pattern, *alike)))[1]
        order = np.argsort(-np.bincount(shared[code]), kind="stable")  # the frequent ones lie together in the cache
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        first = np.unique(shared, return_index=True)[1][order]
        return {
            "words.codes": compact(rank[shared][code]),
            "words.sections": compact(words.section, sections),
            "codes.sections": compact(section[first], sections),
            **Shorts.pack("codes.patterns", pattern[first]),
        }

    def of(self, first: int, last: int) -> tuple[Array, Array]:
        """The sections and the codes in the postings of the terms from place `first` to before `last`."""
        start, end = self.starts[first], self.starts[last]
        codes = self._codes[start:end]
        return self.sections.take(codes) if self._sections is None else self._sections[start:end], codes

    def whole(self) -> tuple[Array, Array]:
        """The sections and the patterns in all postings."""
        sections, codes = self.of(0, len(self.starts) - 1)
        return sections, self.patterns.take(codes)


def _sections_of(arrays: Mapping[str, Array]) -> Array:
    """The section of each code, where codes are those of pairs."""
    first = bounds(arrays, "codes.lists")
    return compact(repeated(first), len(first) - 1)
