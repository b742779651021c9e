"""Links between pages are weak evidence that what they join is related."""

from __future__ import annotations

from dataclasses import replace

from corpus.model import Document, Link
from index.graph.evidence import DocumentEvidence
from index.graph.mentions import MentionFinder
from index.graph.model import Status
from index.graph.relate import extract
from index.graph.shortened_evidence import lengthened, shortened
from index.graph.store import build_graph
from index.graph.vocabulary import Vocabulary
from tests.index.graph.conftest import document


def _linked(text: str, heading: str, shown: str, target: str, name: str = "one.md") -> Document:
    plain = document(text, heading, kind="list", name=name)
    block = replace(plain.sections[0].blocks[0], links=(Link(shown, target, 3),))
    return replace(plain, sections=(replace(plain.sections[0], blocks=(block,)),))


def _relations(vocabulary: Vocabulary, *parts: DocumentEvidence) -> dict[str, Status]:
    return {key: relation.status for key, relation in build_graph(parts, vocabulary).relations.items()}


def test_a_link_from_a_section_to_another_concepts_page_is_a_candidate(
    finder: MentionFinder, vocabulary: Vocabulary
) -> None:
    page = _linked("参见镜像那一页", "容器", "镜像", "../two/image.md#top", name="one/container.md")
    about = document("它有很多层。", "镜像", name="two/image.md")
    parts = [extract(page, finder), extract(about, finder)]
    assert _relations(vocabulary, *parts) == {"container--related_to--image": Status.CANDIDATE}
    (evidence,) = build_graph(parts, vocabulary).relations["container--related_to--image"].evidence
    assert evidence.rule == "link"
    assert evidence.target_span is not None
    assert evidence.quote[evidence.target_span.start : evidence.target_span.end] == "镜像"


def test_a_link_to_a_page_about_something_else_is_none(finder: MentionFinder, vocabulary: Vocabulary) -> None:
    page = _linked("参见镜像那一页", "容器", "镜像", "two.md")
    about = document("这里说别的。", "命名空间", name="two.md")
    assert _relations(vocabulary, extract(page, finder), extract(about, finder)) == {}
    assert _relations(vocabulary, extract(page, finder)) == {}


def test_addresses_elsewhere_and_the_same_page_are_no_links(finder: MentionFinder, vocabulary: Vocabulary) -> None:
    about = document("它有很多层。", "镜像", name="two.md")
    for target in ("https://example.com/two.md", "#top", "one.md", "two.html", ""):
        page = _linked("参见镜像那一页", "容器", "镜像", target)
        assert _relations(vocabulary, extract(page, finder), extract(about, finder)) == {}, target


def test_a_link_gives_way_to_what_the_texts_say(finder: MentionFinder, vocabulary: Vocabulary) -> None:
    page = _linked("参见镜像那一页", "容器", "镜像", "two.md")
    about = document("容器是镜像的运行实例。", "镜像", name="two.md")
    found = _relations(vocabulary, extract(page, finder), extract(about, finder))
    assert set(found) == {"container--instance_of--image"}


def test_evidence_of_links_survives_being_kept(finder: MentionFinder) -> None:
    part = extract(_linked("参见镜像那一页", "容器", "镜像", "two.md"), finder)
    assert DocumentEvidence.from_dict(lengthened(shortened(part.to_dict()))) == part
