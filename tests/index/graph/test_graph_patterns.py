"""What is told of rules beforehand spares trying them, and never loses a match."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.graph.patterns import CLAUSE_RULES, HEADED, SENTENCE_RULES, needed

TAGS = "maqghxXHPdcvVwbBnkftyzpsrljioKINGTe,:~>u"


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [("ab?c", "ac"), ("[ab]c{0,3}d", "d"), ("(?:a|b)c", "c"), ("(?:ab)?c(?P<x>d(?:e)f)", "cdef"), ("a(?!b)|c", "")],
)
def test_letters_are_needed_that_stand_in_every_match(pattern: str, letters: str) -> None:
    assert needed(pattern) == frozenset(letters)


def test_most_rules_need_a_letter_beside_a_mention() -> None:
    assert sum(len(rule.needs - {"m"}) > 0 for rule in CLAUSE_RULES) > len(CLAUSE_RULES) * 0.8


@given(st.lists(st.sampled_from([*TAGS, *"mmmmvvvbd", "mvm", "mbm", "mkmvm"]), max_size=14).map("".join))
def test_what_a_rule_finds_has_the_letters_that_it_needs_and_the_head(tags: str) -> None:
    for rule in (*CLAUSE_RULES, *SENTENCE_RULES):
        if rule.pattern.search(tags):
            assert rule.needs <= set(tags), rule.name
            assert HEADED.match(tags) or not rule.headed, rule.name
