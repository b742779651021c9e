"""From clauses and readings to the tree that engines answer."""

from __future__ import annotations

import math

import pytest

from index import ranking
from index.analysis.analyzer import tokens
from index.analysis.names import SIGN
from index.query.ast import And, Best, Everything, Not, Nothing, Or, Prefix, Substring, Term
from index.query.compose import compose
from index.query.need import Alternative, Need, weighed
from index.query.parser import parse
from index.query.reading import Reading


def read(text: str) -> Reading:
    """A reading in which every word is a need of one term."""
    return Reading(text, tuple(Need(word, ((word, 1.0),)) for word in text.split()))


def as_written(text: str) -> Substring:
    return Substring(text, ranking.AS_WRITTEN)


def plain(text: str) -> Or:
    """What free text becomes: its words, the text as written, a heading that says just that."""
    named = Term(SIGN + "".join(text.split()), ranking.NAMED, ("heading",))
    return Or((*map(Term, text.split()), as_written(text), named))


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("a", plain("a")),
        ("a b", plain("a b")),
        ('"A  B"', Or((And((Substring("a b"), Everything())), as_written('"a b"')))),
        (
            '"a" b',
            Or((And((Substring("a"), Or((plain("b"), Everything())))), as_written('"a" b'))),
        ),
        ("ab*", Or((Prefix("ab"), as_written("ab*")))),
        (
            "a -bc",
            Or((And((Not(And((Term("bc"),))), plain("a"))), as_written("a -bc"))),
        ),
        (
            "a AND b",
            Or(
                (
                    And((plain("a"), plain("b"), Everything())),
                    as_written("a and b"),
                )
            ),
        ),
        (
            "a OR b",
            Or((plain("a"), plain("b"), as_written("a or b"))),
        ),
        ("title:ab", Or((And((And((Term("ab", 1.0, ("title",)),)), Everything())), as_written("title:ab")))),
        ("", Nothing()),
    ],
)
def test_a_query_is_this_tree(query: str, tree: object) -> None:
    assert compose(parse(query), read)[0] == tree


def test_fields_that_filter_are_no_part_of_the_tree() -> None:
    tree, filters = compose(parse("source:notes tag:入门 a"), read)
    assert (filters.source, filters.tag) == (("notes",), ("入门",))
    assert tree == Or((plain("a"), as_written("source:notes tag:入门a")))


def test_an_excluded_field_filters_nothing() -> None:
    assert compose(parse("-tag:入门 a"), read)[1].tag == ()


def test_an_equivalent_is_all_its_terms_held_down_by_their_number() -> None:
    node = Alternative("dangling image", ("dangling", "image", "image"), 0.6).node
    boost = 0.6 / math.sqrt(3)
    assert node == And((Term("dangling", boost), Term("image", boost)))
    assert Alternative("volume", ("volume",), 0.6).node == Term("volume", 0.6)


def test_a_need_is_met_by_its_own_words_or_an_equivalent() -> None:
    need = Need("数据卷", (("数据", 1.0), ("卷", 1.0)), (Alternative("volume", ("volume",), 0.6),))
    assert need.node == Best((Or((Term("数据"), Term("卷"))), Best((Term("volume", 0.6),))), tie=ranking.TIE)
    assert Need("x", (("x", 0.0),)).node == Nothing()


def test_what_is_no_word_is_sought_as_it_is_written() -> None:
    assert compose(parse("，，"), lambda text: Reading(text, ()))[0] == as_written(",,")


def test_no_equivalent_outweighs_the_words_it_stands_for() -> None:
    rarity = {"容器": 1.0, "container": 4.0, "盒": 0.5}
    equivalents = (Alternative("container", ("container",), 0.6), Alternative("盒", ("盒",), 0.6))
    need = weighed("容器", (("容器", 1.0),), equivalents, rarity.__getitem__)
    assert [other.boost for other in need.alternatives] == [0.6 / 4, 0.6]


def test_a_word_that_no_document_knows_leaves_its_equivalents_as_they_are() -> None:
    equivalents = (Alternative("私有仓库", ("私有", "仓库"), 0.6),)
    assert weighed("私库", (), equivalents, lambda term: 1.0).alternatives == equivalents


def test_headings_are_named_by_the_text_or_by_the_labels_of_the_one_thing_it_says() -> None:
    need = Need("容器", (("容器", 1.0),), (Alternative("Container", ("container",), 0.6),))
    named = Reading("容器", (need,)).named
    assert named == Best((Term("≡容器", 1.0, ("heading",)), Term("≡container", 0.6, ("heading",))))
    two = Reading("容器 网络", (need, Need("网络", (("网络", 1.0),))))
    assert two.named == Term("≡容器网络", 1.0, ("heading",))


def test_a_question_about_one_thing_asks_for_headings_that_name_it_too() -> None:
    asked = Reading("为什么用docker", (Need("docker", (("docker", 1.0),)),)).named
    assert asked == Best((Term("≡为什么用docker", 1.0, ("heading",)), Term("≡docker", 0.5, ("heading",))))


def pieces(text: str) -> list[str]:
    return Reading(text, (), tokens=tokens(text, traditional=False)).pieces


def test_a_text_that_may_have_been_pasted_is_cut_into_a_few_words_in_a_row() -> None:
    assert pieces("pull access denied for web-app") == ["pull access denied", "access denied for", "denied for web-app"]
    assert pieces("pull access denied for") == [], "it is short enough to have been typed"
    assert pieces("去 跑 飞 看 说") == [], "it is too short to tell anything"
    assert len(pieces(" ".join(f"word{number}" for number in range(200)))) <= ranking.MOST_PIECES
