"""The graph explorer: what is shown, what can be asked of it, its address, its table, its exports."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


def state(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def shown(page: Page) -> list[str]:
    return state(page).get("show", [""])[0].split(",")


@pytest.fixture
def explorer(open_page: OpenPage) -> Callable[..., Page]:
    """Opens the explorer and waits for its drawing."""

    def open_one(query: str = "", **options: object) -> Page:
        page = open_page(f"/explore{query}", **options)
        expect(page.locator(".ex-counts")).to_have_text(re.compile("个概念"))
        return page

    return open_one


def test_it_begins_with_the_backbone_not_with_everything(explorer: Callable[..., Page]) -> None:
    page = explorer()
    expect(page.locator(".ex-counts")).to_have_text(re.compile(r"^6 个概念"))
    expect(page.get_by_role("img", name="概念图")).to_be_visible()
    page.get_by_role("button", name="表格").click()
    for name in ("镜像", "容器", "仓库", "标签", "Dockerfile"):
        expect(page.get_by_role("rowheader", name=name).first).to_be_visible()


def test_a_concept_is_found_by_any_of_its_names_and_shown_with_its_sheet(explorer: Callable[..., Page]) -> None:
    page = explorer()
    page.get_by_role("combobox", name="查找概念").fill("鏡像")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.locator(".sheet-title")).to_contain_text("镜像")
    assert state(page)["concept"] == ["image"]
    assert "image" in shown(page)


def test_neighbours_come_in_steps_and_each_step_can_be_gone_back(explorer: Callable[..., Page]) -> None:
    page = explorer("?concept=image")
    page.get_by_role("button", name=re.compile("^再展开")).click()
    page.wait_for_function("location.search.includes('show=')")
    after = len(shown(page))
    assert after > 10
    page.go_back()
    expect(page.locator(".ex-counts")).to_have_text(re.compile(r"^10 个概念"))
    page.go_forward()
    expect(page.locator(".ex-counts")).to_have_text(re.compile(rf"^{after} 个概念"))


def test_a_view_can_be_sent_as_its_address(explorer: Callable[..., Page]) -> None:
    page = explorer("?concept=image&show=image,container,registry&hide=contains&color=community&view=table")
    expect(page.locator(".ex-counts")).to_have_text(re.compile(r"^3 个概念"))
    expect(page.locator(".sheet-title")).to_contain_text("镜像")
    assert "包含" not in page.locator(".ex-table table").nth(1).inner_text()
    expect(page.get_by_role("combobox", name="着色")).to_have_value("community")


def test_relations_can_be_filtered_by_type_and_by_how_sure_they_are(explorer: Callable[..., Page]) -> None:
    page = explorer("?view=table")
    count = page.locator(".ex-table table").nth(1).locator("tbody tr").count
    before = count()
    page.locator("summary", has_text="关系").click()
    box = page.locator(".menu-list .check").first
    name = box.inner_text().split("\n")[0].strip()
    box.locator("input").uncheck()
    assert 0 < before - count() < before
    assert state(page)["hide"]
    assert name
    page.get_by_label("只看已确认").check()
    cells = page.locator(".ex-table table").nth(1).locator("tbody td:nth-of-type(3)").all_inner_texts()
    assert set(cells) <= {"已确认"}


def test_the_line_between_two_concepts_shows_the_sentence_and_leads_to_its_section(
    explorer: Callable[..., Page],
) -> None:
    page = explorer("?view=table")
    page.locator(".ex-table table").nth(1).locator("tbody tr td button").first.click()
    sheet = page.locator(".ex-sheet")
    expect(sheet.locator(".evidence mark").first).to_be_visible()
    link = sheet.locator(".evidence a").first
    link.click()
    page.wait_for_url("**/read/**")
    anchor = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    assert anchor == "" or page.locator(f'[id="{anchor}"]').count() == 1


def test_a_path_is_told_a_sentence_a_step_and_lit_in_the_drawing(explorer: Callable[..., Page]) -> None:
    page = explorer()
    page.get_by_role("button", name="路径").click()
    page.get_by_role("combobox", name="从").fill("容器")
    page.get_by_role("option", name="容器", exact=True).click()
    page.get_by_role("combobox", name="到").fill("仓库")
    page.get_by_role("option", name=re.compile("^仓库")).first.click()
    expect(page.locator(".path-steps li").first).to_be_visible()
    assert state(page)["from"] == ["container"]
    page.reload()
    expect(page.locator(".path-steps li").first).to_be_visible()
    assert page.locator(".path-steps .evidence").count() > 0
    if page.locator(".path-choice").count() > 1:
        page.locator(".path-choice").nth(1).click()
        expect(page.locator(".path-choice").nth(1)).to_have_attribute("aria-pressed", "true")


def test_two_concepts_without_a_path_are_told_so(explorer: Callable[..., Page]) -> None:
    page = explorer("?from=image&to=nothing-like-this", may_fail=("404",))
    expect(page.locator(".ex-sheet")).to_contain_text("没有找到路径")


def test_the_learning_order_is_a_lane_that_ends_at_the_goal(explorer: Callable[..., Page]) -> None:
    page = explorer("?concept=dockerfile")
    page.get_by_role("button", name="怎么学到这里").click()
    expect(page.locator(".lane-step").last).to_contain_text("Dockerfile")
    assert state(page)["goal"] == ["dockerfile"]
    assert page.locator(".lane-step a").count() > 0
    page.locator(".ex-lane").get_by_role("button", name="关闭").click()
    expect(page.locator(".ex-lane")).to_be_hidden()


def test_communities_have_a_number_and_a_name_not_a_colour_alone(explorer: Callable[..., Page]) -> None:
    page = explorer("?color=community")
    entries = page.locator(".legend-entry").all_inner_texts()
    assert entries
    assert all(re.match(r"^[①-⑳(]", entry.strip()) and "等" in entry for entry in entries)


def test_a_layout_is_the_same_at_the_next_visit(explorer: Callable[..., Page], tmp_path: Path) -> None:
    page = explorer("?concept=image")
    first = export(page, "SVG 图形", tmp_path / "1.svg")
    page.reload()
    expect(page.locator(".ex-counts")).to_have_text(re.compile("个概念"))
    assert export(page, "SVG 图形", tmp_path / "2.svg") == first
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator(".ex-counts")).to_have_text(re.compile("个概念"))
    assert export(page, "SVG 图形", tmp_path / "3.svg") == first


def export(page: Page, what: str, path: Path) -> bytes:
    page.locator("summary", has_text="导出").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=what).click()
    download.value.save_as(path)
    page.keyboard.press("Escape")
    return path.read_bytes()


def test_the_view_is_exported_as_picture_drawing_and_data(explorer: Callable[..., Page], tmp_path: Path) -> None:
    page = explorer("?concept=image")
    assert export(page, "PNG 图片", tmp_path / "a.png").startswith(b"\x89PNG")
    drawing = export(page, "SVG 图形", tmp_path / "a.svg").decode()
    assert drawing.startswith("<svg")
    assert "镜像" in drawing
    data = json.loads(export(page, "JSON 数据", tmp_path / "a.json"))
    assert {concept["id"] for concept in data["concepts"]} >= {"image"}
    ids = {concept["id"] for concept in data["concepts"]}
    assert all(relation["source"] in ids and relation["target"] in ids for relation in data["relations"])


def test_a_hostile_label_is_text_everywhere_also_in_the_exported_drawing(
    explorer: Callable[..., Page], tmp_path: Path
) -> None:
    page = explorer("?concept=hostile&view=table")
    expect(page.locator(".sheet-title")).to_contain_text('<img src=x onerror="window.pwned=1">')
    assert page.locator("main img").count() == 0
    assert page.evaluate("window.pwned") is None
    drawing = export(page, "SVG 图形", tmp_path / "a.svg").decode()
    assert "<img" not in drawing


def test_escape_closes_the_sheet(explorer: Callable[..., Page]) -> None:
    page = explorer("?concept=image")
    expect(page.locator(".sheet-title")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".ex-sheet")).to_be_hidden()


def test_a_graph_that_cannot_be_read_leaves_the_plain_page_and_a_retry(open_page: OpenPage) -> None:
    page = open_page(
        "/explore?concept=image",
        may_fail=("503", "the graph could not be shown"),
        routes={"**/api/v1/graph*": lambda route: route.fulfill(status=503, body="{}")},
    )
    expect(page.get_by_role("alert")).to_contain_text("图谱暂时读不到")
    expect(page.locator(".card")).to_be_visible()


def test_without_script_the_card_and_the_concepts_are_there(open_page: OpenPage) -> None:
    page = open_page("/explore?concept=image", java_script_enabled=False)
    expect(page.locator(".card-title")).to_contain_text("镜像")
    assert page.locator(".ex-fallback table a").count() > 5
