"""What documents are indexed by is what queries ask for."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.analyzer import terms, tokens

PIECES = (
    "dockerFile",
    "FastCGI",
    "overlay2",
    "--rm",
    "…",
    "ﬁ",
    "İ",
    "Ｄ",
    "é",
    "镜像仓库",
    "映像檔",
    " ",
    ".",
    "/",
    "\ud800",
)


@pytest.mark.parametrize("traditional", [None, False, True])
@given(text=st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8).map("".join))
@example(text="…dockerFile")
@example(text="/ﬁleSystem/")
def test_the_terms_of_a_text_are_those_of_its_tokens(text: str, traditional: bool | None) -> None:
    assert terms(text, traditional) == tuple(token.term for token in tokens(text, traditional))
