"""Profiles that are continued: what stays keeps its vector, what is folded in lands where a full build puts it."""

from __future__ import annotations

import numpy as np

from index.ports import AnalyzedDocument, AnalyzedSection
from index.profile import build_profiles
from index.profile_update import updated_profiles
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

TOPICS = (("镜像", "分层", "构建", "标签"), ("网络", "网桥", "端口", "路由"), ("数据卷", "挂载", "目录", "备份"))


def section(page: str, line: int, words: tuple[str, ...]) -> AnalyzedSection:
    terms = {"heading": words[:1], "prose": words * line}
    seen = {"heading": words[0], "prose": "".join(words) * 10 * line}
    return AnalyzedSection(
        id=f"{page}#L{line}",
        page=page,
        source="notes",
        tags=(),
        concepts=(),
        date="",
        fields=tuple(terms.get(field, ()) for field in TEXT_FIELDS),
        visible=tuple(seen.get(field, "") for field in VISIBLE_FIELDS),
    )


def document(number: int, topic: int) -> AnalyzedDocument:
    page = f"notes:{number:03}.md"
    words = tuple(TOPICS[topic][(number + place) % 4] for place in range(3))
    return AnalyzedDocument(page, "1", tuple(section(page, line, words) for line in (1, 12)))


ALL = [document(number, number % 3) for number in range(60)]


def test_a_document_that_is_folded_in_lands_where_a_full_build_puts_it() -> None:
    whole = build_profiles(ALL)
    changed = [ALL[7], ALL[20]]
    again = updated_profiles(whole, changed, {each.id for each in changed})
    assert list(again.ids) == list(whole.ids)
    np.testing.assert_allclose(again.lengths, whole.lengths, atol=1e-6)
    np.testing.assert_array_equal(again.empty, whole.empty)
    alike = np.sum(again.vectors.at(slice(None)) * whole.vectors.at(slice(None)), axis=1)
    folded = again.rows([section.id for each in changed for section in each.sections])
    assert alike[folded].min() > 0.8
    assert np.delete(alike, folded).min() > 0.95


def test_added_and_removed_documents_come_and_go_and_the_rest_stays_as_it_was() -> None:
    whole = build_profiles(ALL[:40])
    again = updated_profiles(whole, [ALL[50]], {ALL[3].id, ALL[50].id})
    assert set(again.ids) == {s.id for d in [*ALL[:3], *ALL[4:40], ALL[50]] for s in d.sections}
    kept = [section.id for section in ALL[5].sections]
    np.testing.assert_array_equal(again.vectors.at(again.rows(kept)), whole.vectors.at(whole.rows(kept)))
    added, near = again.rows([ALL[50].sections[0].id]), whole.rows([ALL[2].sections[0].id])
    alike = again.vectors.at(added) @ whole.vectors.at(near).T
    assert float(alike[0, 0]) > 0.8


def test_terms_that_the_space_does_not_know_give_no_direction() -> None:
    whole = build_profiles(ALL)
    strange = AnalyzedDocument("notes:x.md", "1", (section("notes:x.md", 1, ("闻所未闻",)),))
    again = updated_profiles(whole, [strange], set())
    assert not again.vectors.at(again.rows(["notes:x.md#L1"])).any()
