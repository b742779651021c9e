"""A table of strings holds what was put in, in order, and finds it."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines import compiled_strings
from index.engines.compiled_strings import Strings

_parts = st.sampled_from(("a", "b", "镜", "镜像", "é", "😀", "docker", "docker-", "x" * 200))
_texts = st.lists(_parts, max_size=4).map("".join)


@given(texts=st.sets(_texts, max_size=60), asked=st.lists(_texts, max_size=9), guides=st.sampled_from((1, 3, 4096)))
def test_strings_are_found_where_they_stand_and_ranged_by_their_beginnings(
    texts: set[str], asked: list[str], guides: int
) -> None:
    names = sorted(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled_strings, "_GUIDES", guides)  # as if there were many more strings
        table = Strings(Strings.pack("x", names), "x")
    assert list(table) == names
    assert [table[place] for place in range(len(table))] == names
    for text in (*asked, *names):
        assert table.find(text) == (names.index(text) if text in texts else -1)
        first = bisect_left(names, text)
        assert table.starting(text) == (first, first + sum(name.startswith(text) for name in names))
