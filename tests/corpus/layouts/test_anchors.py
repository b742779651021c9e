"""Anchors are those that each site generator makes, Chinese headings and repeats included."""

from __future__ import annotations

import pytest

from corpus.layouts import LAYOUTS
from corpus.readers.model import Heading

CASES = {
    "gitbook": [
        ("4.3.2 删除虚悬镜像", "432-删除虚悬镜像"),
        ("附录一：常见问题", "附录一：常见问题"),
        ("Windows 10/11", "windows-1011"),
        ("a > b", "a-b"),
        ("- 前缀", "前缀"),
        ("snake_case", "snakecase"),
        ("小结", "小结"),
        ("小结", "小结"),
    ],
    "jekyll": [
        ("1. docker学习", "1-docker学习"),
        ("1.2.1. 镜像（Image）", "121-镜像image"),
        ("1.2.6. CentOS/RHEL 的用户需要注意的事项", "126-centosrhel-的用户需要注意的事项"),
        ("snake_case 与 --rm", "snake_case-与---rm"),
        ("小结", "小结"),
        ("小结", "小结-1"),
        ("小结", "小结-2"),
        ("！？", ""),
    ],
    "plain": [
        ("4.3.2 删除虚悬镜像", "432-删除虚悬镜像"),
        ("镜像：是什么？", "镜像是什么"),
        ("小结", "小结"),
        ("小结", "小结-1"),
        ("小结-1", "小结-1-1"),
    ],
    "hugo": [("What's a Pod?", "whats-a-pod"), ("镜像（Image）", "镜像image"), ("镜像（Image）", "镜像image-1")],
    "docusaurus": [("Hello World!", "hello-world"), ("你好，世界", "你好世界"), ("你好，世界", "你好世界-1")],
    "mkdocs": [
        ("Hello World!", "hello-world"),
        ("镜像", "_1"),
        ("容器", "_2"),
        ("Docker 镜像", "docker"),
        ("Docker 容器", "docker_1"),
        ("Crème Brûlée", "creme-brulee"),
    ],
}


@pytest.mark.parametrize("layout", CASES)
def test_anchors_of_a_page(layout: str) -> None:
    anchor = LAYOUTS[layout].slugger()
    assert [(text, anchor(Heading(2, text, 1))) for text, _ in CASES[layout]] == CASES[layout]


def test_every_layout_has_its_cases() -> None:
    assert set(CASES) == set(LAYOUTS)
