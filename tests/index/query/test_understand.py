"""What is made of a free text: repairs, needs with their equivalents, concepts, and what is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ranking
from index.graph.model import Concept
from index.query.need import Need
from index.query.repair import Known
from index.query.understand import LONGEST_REPAIRED, Reader

CONCEPTS = {
    "image": Concept("image", "object", {"zh": "镜像", "en": "image"}, ("Docker 镜像",), ("映像档",)),
    "dangling": Concept("dangling", "object", {"zh": "虚悬镜像", "en": "dangling image"}),
    "volume": Concept("volume", "object", {"zh": "数据卷", "en": "volume"}),
    "service": Concept("service", "object", {"zh": "服务", "en": "service"}),
}


@dataclass(frozen=True)
class Named:
    """A run of a text that names a concept."""

    concept_id: str
    start: int
    end: int


class LabelLinker:
    """Finds the labels above, the longest first."""

    def link(self, text: str) -> Sequence[Named]:
        """The concepts that the text names."""
        labels = sorted(((label, c.id) for c in CONCEPTS.values() for label in c.labels), key=lambda p: -len(p[0]))
        found: list[Named] = []
        for label, concept_id in labels:
            start = text.find(label)
            if start >= 0 and all(start + len(label) <= n.start or n.end <= start for n in found):
                found.append(Named(concept_id, start, start + len(label)))
        return sorted(found, key=lambda named: named.start)


@pytest.fixture(scope="session")
def reader(known: Known) -> Reader:
    return Reader(known, LabelLinker(), CONCEPTS, lambda term: 1.0)


def needs(found: Sequence[Need]) -> Mapping[str, list[str]]:
    """Each need's text with its equivalents."""
    return {need.text: [alternative.label for alternative in need.alternatives] for need in found}


@pytest.mark.parametrize(
    ("text", "read", "reason"),
    [
        ("删除镜像", "删除镜像", None),
        ("刪除鏡像", "删除镜像", None),
        ("刪除映像檔", "删除镜像", None),
        ("伺服器", "服务器", "variant"),
        ("shanchu jingxiang", "删除镜像", "pinyin"),
        ("dokcer 镜象", "docker 镜像", "spelling"),
        ("dokcer rongqi", "docker 容器", "spelling"),
        ("DOCKER  Run", "docker run", None),
        ("create", "create", None),
        ("", "", None),
    ],
)
def test_a_text_is_read_and_says_why_it_was_changed(reader: Reader, text: str, read: str, reason: str | None) -> None:
    reading = reader.read(text)
    assert (reading.text, reading.reason) == (read, reason)
    assert reading.corrected_to == (read if reason else None)


def test_a_label_is_one_need_with_its_equivalents(reader: Reader) -> None:
    reading = reader.read("怎么删除虚悬镜像")
    assert needs(reading.needs)["虚悬镜像"] == ["dangling image"]
    assert reading.concepts == ("dangling",)
    assert "dangling image" in reading.expanded
    assert [alternative.weight for alternative in reading.needs[-1].alternatives] == [ranking.EQUIVALENT]


def test_question_words_are_dropped_where_there_is_more(reader: Reader) -> None:
    terms = [term for need in reader.read("怎么删除镜像呢").needs for term, _ in need.terms]
    assert terms == ["删除", "镜像"]
    assert [term for need in reader.read("怎么").needs for term, _ in need.terms] == ["怎么"]


def test_words_that_say_what_is_wanted_count_less(reader: Reader) -> None:
    weights = dict(pair for need in reader.read("容器和镜像的区别").needs for pair in need.terms)
    assert weights == {"容器": 1.0, "镜像": 1.0, "区别": ranking.INTENT}


def test_capitals_and_options_are_no_stop_words(reader: Reader) -> None:
    terms = {term for need in reader.read("FROM AS --from on").needs for term, _ in need.terms}
    assert {"from", "as", "--from"} <= terms
    assert "on" not in terms


def test_acts_have_their_general_names(reader: Reader) -> None:
    assert {"remove", "rm"} <= set(needs(reader.read("删除容器网络").needs)["删除"])


def test_no_label_is_taken_out_of_a_longer_word(reader: Reader) -> None:
    assert reader.read("服务器").concepts == ()
    assert reader.read("服务").concepts == ("service",)


def test_hidden_labels_are_found_and_never_shown(reader: Reader) -> None:
    assert "映像档" not in reader.read("镜像").expanded


def test_expansion_and_repair_can_be_left_out(reader: Reader) -> None:
    reading = reader.read("镜象 删除", expand=False, repair=False)
    assert reading.text == "镜象 删除"
    assert reading.expanded == ()
    assert all(not need.alternatives for need in reading.needs)


def test_what_both_sides_write_alike_stays_beside_the_mainlands_word(reader: Reader) -> None:
    assert reader.read("執行緒").text == "线程"
    reading = reader.read("執行命令")
    assert reading.text == "运行命令"
    assert "执行" in [alternative.label for alternative in reading.needs[-1].alternatives]


def test_another_reading_is_no_heavier_for_being_rarer(known: Known) -> None:
    reading = Reader(known, LabelLinker(), CONCEPTS, lambda term: 4.0 if term == "减小" else 1.0).read("jx")
    (other,) = reading.needs[-1].alternatives
    assert (reading.corrected_to, other.label) == ("镜像", "减小")
    assert other.boost == pytest.approx(ranking.OTHER_READING / 4)


def test_long_texts_are_not_repaired(reader: Reader) -> None:
    text = "dokcer " * LONGEST_REPAIRED
    assert reader.read(text).corrected_to is None


@pytest.mark.parametrize("text", ["镜像是什么", "什么是镜像", "镜像的定义", "what is image"])
def test_a_question_for_a_meaning_is_known(reader: Reader, text: str) -> None:
    assert reader.read(text).definition_of in ("镜像", "image")


def test_other_questions_ask_for_no_meaning(reader: Reader) -> None:
    assert reader.read("怎么删除镜像").definition_of is None


@given(
    text=st.text(st.characters(), max_size=120)
    | st.text(st.sampled_from("镜象像删除dokcer jingx的怎么-A"), max_size=60)
)
def test_any_text_is_read(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    for need in reading.needs:
        assert need.terms or need.alternatives
        assert all(term and not term.isspace() for term, _ in need.terms)
    assert reader.read(text) == reading
