"""What is kept of needs stays within its bytes, and is for words alone."""

from __future__ import annotations

from index.engines.compiled_kept import Kept
from index.query.ast import And, Best, Or, Prefix, Substring, Term


def test_what_is_for_words_alone_is_kept() -> None:
    kept = Kept[str](1000)
    words = Best((Term("镜像"), And((Term("docker"), Term("image")))))
    letters = Or((Term("镜像"), Substring("镜像")))
    for node in (words, letters, Prefix("镜")):
        kept.put(node, "scores", 10)
    assert [kept.get(node) for node in (words, letters, Prefix("镜"))] == ["scores", None, "scores"]


def test_all_goes_when_it_is_full() -> None:
    kept = Kept[int](1000)
    terms = [Term(str(number)) for number in range(30)]
    for number, term in enumerate(terms):
        kept.put(term, number, 100)
        assert kept.get(term) == number
        assert sum(kept.get(each) is not None for each in terms) <= 10


def test_what_leaves_no_room_for_others_is_not_kept() -> None:
    kept = Kept[int](1000)
    kept.put(Term("大"), 1, 126)
    kept.put(Term("小"), 2, 125)
    assert (kept.get(Term("大")), kept.get(Term("小"))) == (None, 2)
