"""Mentions: which concept a run of text names, and where it stands."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.graph.mentions import MentionFinder
from index.graph.vocabulary import Vocabulary

FOUND = [
    ("Docker 镜像和容器", ["image", "container"], "the longest label"),
    ("Docker镜像", ["image"], "white space beside Chinese does not matter"),
    ("ＤＯＣＫＥＲ　镜像", ["image"], "width and case do not matter"),
    ("鏡像與容器", ["image", "container"], "Traditional characters"),
    ("映像檔", ["image"], "hidden labels"),
    ("images 和 containers", ["image", "container"], "the English plural"),
    ("镜像加速器比镜像站好", ["mirror", "mirror"], "a longer label takes the shorter one's place"),
    ("dockerized imagery", [], "no label inside a Latin word"),
    ("https://example.com/docker/image 见 image@docker.com", [], "addresses are masked"),
    ("registry/image:tag", [], "no part of an image's name"),
    ("容器/虚拟机", ["container", "virtual-machine"], "a slash between Chinese words parts them"),
    ("说明：Docker 使用容器", ["docker", "container"], "a full-width colon parts words"),
    ("用 LABEL 写", ["label-instruction"], "an instruction in capitals"),
    ("a label here", [], "an instruction in lower case is a word"),
    ("镜像的标签", ["image", "tag"], "a sense by the words around it"),
    ("Pod 的标签", ["kubernetes-label"], "another sense by other words"),
    ("标签", [], "no sense fits"),
]


@pytest.mark.parametrize(("text", "expected", "why"), FOUND)
def test_a_text_names_concepts(finder: MentionFinder, text: str, expected: list[str], why: str) -> None:
    assert [mention.concept_id for mention in finder.find(text)] == expected, why


def test_the_path_decides_where_words_do_not(finder: MentionFinder) -> None:
    surroundings = finder.surroundings("13_kubernetes/labels.md 镜像", "镜像")
    assert [m.concept_id for m in finder.find("标签", surroundings)] == ["kubernetes-label"]


def test_a_longer_string_takes_the_meaning_away(finder: MentionFinder) -> None:
    assert [m.concept_id for m in finder.find("镜像源")] == ["mirror"]


TEXTS = st.text(alphabet=st.sampled_from("镜像容器Docker 標籤ﬁ㎏é\n`*/：:.-_0a鏡"), max_size=60)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_offsets_point_into_the_original_text_and_do_not_overlap(finder: MentionFinder, text: str) -> None:
    end = 0
    for mention in finder.find(text):
        assert text[mention.start : mention.end] == mention.label
        assert mention.start >= end
        assert mention.label
        end = mention.end


def test_a_finder_can_be_sent_to_another_process(finder: MentionFinder) -> None:
    again = pickle.loads(pickle.dumps(finder))
    assert again.find("Docker 镜像") == finder.find("Docker 镜像")


def test_an_empty_vocabulary_finds_nothing() -> None:
    assert MentionFinder(Vocabulary()).find("Docker 镜像") == ()
