"""Order, titles, chapters and addresses of pages, as each site generator has them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.layouts import LAYOUTS
from corpus.layouts.model import Arrangement, Contents, PageFacts
from corpus.readers.front_matter import split


def arranged(layout: str, files: Mapping[str, str]) -> Arrangement:
    texts = {path: textwrap.dedent(text) for path, text in files.items()}
    pages = [path for path in texts if path.endswith((".md", ".mdx"))]
    return LAYOUTS[layout].arrange(Contents(pages, texts.get))


def facts(
    layout: str, path: str, head: str = "", heading: str = "", files: Mapping[str, str] | None = None
) -> PageFacts:
    page = next(page for page in arranged(layout, {path: "", **(files or {})}).pages if page.path == path)
    return LAYOUTS[layout].facts(page, split(f"---\n{textwrap.dedent(head).strip()}\n---\n"), heading)


SUMMARY = """
    # 目录

    * [前言](README.md)

    ## 第一部分

    * [第四章 使用镜像](04/README.md)
      * [4.3 删除本地镜像](04/4.3_rm.md)
        * [深](04/deep.md#part)
      * 只是文字
        * [下](04/below.md)
      * [站外](https://a.b/x.md)
    * [第五章 \\[容器\\]](<05/README.md>)
      * [重复](04/4.3_rm.md)
      * [没有](05/none.md)
    """


def test_gitbook_reads_pages_as_its_summary_nests_them() -> None:
    paths = ("README.md", "04/README.md", "04/4.3_rm.md", "04/deep.md", "04/below.md", "05/README.md", "extra.md")
    made = arranged("gitbook", {"SUMMARY.md": SUMMARY, **dict.fromkeys(paths, "")})
    four = "第四章 使用镜像"
    assert [(page.path, page.title, page.chapters) for page in made.pages] == [
        ("README.md", "前言", ()),
        ("04/README.md", four, ()),
        ("04/4.3_rm.md", "4.3 删除本地镜像", (four,)),
        ("04/deep.md", "深", (four, "4.3 删除本地镜像")),
        ("04/below.md", "下", (four, "只是文字")),
        ("05/README.md", "第五章 [容器]", ()),
        ("extra.md", "", ()),
    ]
    assert [page.order for page in made.pages] == list(range(1, 8))
    assert [(path, message) for path, _, message in made.problems] == [
        ("SUMMARY.md", "lists 05/none.md, which is not there"),
        ("extra.md", "not listed in SUMMARY.md: read after the listed pages"),
    ]


def test_gitbook_without_a_summary_reads_by_path_and_says_so() -> None:
    made = arranged("gitbook", {"b.md": "", "a.md": ""})
    assert [page.path for page in made.pages] == ["a.md", "b.md"]
    assert made.problems == (("SUMMARY.md", 0, "missing: pages are read in the order of their paths"),)


@pytest.mark.parametrize(
    ("path", "location"),
    [("README.md", ""), ("04/README.md", "04/"), ("04/4.3_rm.md", "04/4.3_rm"), ("镜 像.md", "%E9%95%9C%20%E5%83%8F")],
)
def test_gitbook_addresses(path: str, location: str) -> None:
    assert facts("gitbook", path).location == location


def test_gitbook_titles_lose_their_numbers() -> None:
    files = {"SUMMARY.md": "* [4.3 删除本地镜像](a.md)\n"}
    assert facts("gitbook", "a.md", files=files).title == "删除本地镜像"
    assert facts("gitbook", "a.md", heading="1. 标题").title == "标题"
    assert facts("gitbook", "a-b/README.md").title == "a b"


@pytest.mark.parametrize(
    ("path", "head", "location"),
    [
        ("_posts/2019-12-04-docker.md", "", "2019/12/04/docker.html"),
        ("_posts/2019-12-04-docker.md", "date: 2020-01-02 10:00", "2020/01/02/docker.html"),
        ("linux/_posts/2019-12-04-Docker-Run.md", "categories: [A, b]", "linux/a/b/2019/12/04/Docker-Run.html"),
        ("_posts/2019-12-04-docker.md", "category: Linux", "linux/2019/12/04/docker.html"),
        ("_posts/2019-12-04-镜像 一.md", "", "2019/12/04/%E9%95%9C%E5%83%8F-%E4%B8%80.html"),
        ("_posts/2019-12-04-docker.md", "permalink: /notes/:title/", "notes/docker/"),
        ("_posts/2019-12-04-docker.md", "permalink: pretty", "2019/12/04/docker/"),
        ("_posts/2019-12-04-docker.md", "slug: other", "2019/12/04/other.html"),
        ("about.md", "", "about.html"),
        ("about.md", "permalink: /about/", "about/"),
        ("index.md", "", ""),
    ],
)
def test_jekyll_addresses(path: str, head: str, location: str) -> None:
    assert facts("jekyll", path, head).location == location


def test_jekyll_takes_title_date_and_tags_as_it_documents() -> None:
    post = "_posts/2019-12-04-docker-run.md"
    made = facts("jekyll", post, "title: docker\ndate: 2019-12-05 14:47:10\ntag: docker compose\ntags: a b a\n")
    assert (made.title, made.date, made.tags) == ("docker", date(2019, 12, 5), ("docker compose", "a", "b"))
    assert facts("jekyll", post, "tags: [a b, c]", "不是题目").tags == ("a b", "c")
    assert facts("jekyll", post, "", "不是题目").title == "Docker Run"
    assert facts("jekyll", post).date == date(2019, 12, 4)
    assert facts("jekyll", "about.md", "", "关于").title == "关于"


def test_jekyll_leaves_out_what_it_would_not_publish() -> None:
    made = arranged("jekyll", {"_drafts/a.md": "", "_posts/2020-01-01-b.md": ""})
    assert [page.path for page in made.pages] == ["_posts/2020-01-01-b.md"]
    assert made.problems[0][0] == "_drafts/a.md"
    assert facts("jekyll", "_posts/2020-01-01-b.md", "published: false").hidden
    assert not facts("jekyll", "_posts/2020-01-01-b.md", "published: true").hidden


def test_hugo_reads_sections_by_weight_below_their_own_page() -> None:
    made = arranged(
        "hugo",
        {
            "content/zh/_index.md": "---\ntitle: 首页\n---\n",
            "content/zh/docs/_index.md": "---\ntitle: 文档\n---\n",
            "content/zh/docs/late.md": "---\ntitle: 后\nweight: 20\n---\n",
            "content/zh/docs/first/_index.md": "---\ntitle: 入门\nweight: 10\n---\n",
            "content/zh/docs/first/b.md": "",
            "content/zh/docs/first/a.md": "",
            "content/zh/docs/last.md": "",
        },
    )
    assert [(page.path.removeprefix("content/zh/"), page.chapters) for page in made.pages] == [
        ("_index.md", ()),
        ("docs/_index.md", ()),
        ("docs/first/_index.md", ("文档",)),
        ("docs/first/a.md", ("文档", "入门")),
        ("docs/first/b.md", ("文档", "入门")),
        ("docs/late.md", ("文档",)),
        ("docs/last.md", ("文档",)),
    ]


@pytest.mark.parametrize(
    ("path", "head", "location"),
    [
        ("content/docs/Setup/_index.md", "", "docs/setup/"),
        ("content/docs/a b.md", "", "docs/a-b/"),
        ("docs/bundle/index.md", "", "docs/bundle/"),
        ("docs/a.md", "slug: other", "docs/other/"),
        ("docs/a.md", "url: /x/y.html", "x/y.html"),
        ("_index.md", "", ""),
    ],
)
def test_hugo_addresses(path: str, head: str, location: str) -> None:
    assert facts("hugo", path, head).location == location


def test_drafts_are_hidden() -> None:
    assert facts("hugo", "a.md", "draft: true").hidden
    assert facts("docusaurus", "a.md", "draft: true").hidden


def test_mkdocs_reads_pages_as_nav_nests_them() -> None:
    nav = """
        nav:
          - 首页: index.md
          - 指南:
              - guide/run.md
              - 更多:
                  - 深: guide/deep.md
          - 站外: https://a.b
          - 没有: none.md
          - guide/run.md
        """
    paths = ("docs/guide/deep.md", "docs/guide/run.md", "docs/index.md", "docs/guide/other.md", "docs/guide/index.md")
    made = arranged("mkdocs", {"mkdocs.yml": nav, **dict.fromkeys(paths, "")})
    assert [(page.path.removeprefix("docs/"), page.title, page.chapters) for page in made.pages] == [
        ("index.md", "首页", ()),
        ("guide/run.md", "", ("指南",)),
        ("guide/deep.md", "深", ("指南", "更多")),
        ("guide/index.md", "", ()),
        ("guide/other.md", "", ()),
    ]
    assert made.problems == (("mkdocs.yml", 0, "nav lists none.md, which is not there"),)


@pytest.mark.parametrize(("path", "location"), [("docs/index.md", ""), ("docs/a/b.md", "a/b/"), ("a/README.md", "a/")])
def test_mkdocs_addresses(path: str, location: str) -> None:
    assert facts("mkdocs", path).location == location


def test_docusaurus_reads_pages_as_the_sidebar_lists_them() -> None:
    made = arranged(
        "docusaurus",
        {
            "docs/02-run.md": "",
            "docs/intro.md": "---\nsidebar_position: 1\n---\n",
            "docs/basics/_category_.json": '{"label": "基础", "position": 1.5}',
            "docs/basics/2-b.md": "",
            "docs/basics/10-a.md": "",
            "docs/basics/_partial.md": "",
            "docs/01-adv/x.mdx": "",
            "docs/zz.md": "",
        },
    )
    assert [(page.path.removeprefix("docs/"), page.chapters) for page in made.pages] == [
        ("01-adv/x.mdx", ("adv",)),
        ("intro.md", ()),
        ("basics/2-b.md", ("基础",)),
        ("basics/10-a.md", ("基础",)),
        ("02-run.md", ()),
        ("zz.md", ()),
    ]


@pytest.mark.parametrize(
    ("path", "head", "location"),
    [
        ("docs/01-intro/02-run.md", "", "docs/intro/run"),
        ("docs/guide/index.md", "", "docs/guide/"),
        ("docs/guide/guide.md", "", "docs/guide/"),
        ("docs/guide/a.md", "slug: b", "docs/guide/b"),
        ("docs/guide/a.md", "slug: /top", "docs/top"),
        ("docs/guide/a.md", "id: c", "docs/guide/c"),
        ("docs/2024-12-04.md", "", "docs/2024-12-04"),
    ],
)
def test_docusaurus_addresses(path: str, head: str, location: str) -> None:
    assert facts("docusaurus", path, head).location == location


def test_plain_pages_are_the_files_by_path() -> None:
    made = arranged("plain", {"b.md": "", "a/c.md": "", "a.md": ""})
    assert [(page.path, page.order) for page in made.pages] == [("a.md", 0), ("a/c.md", 0), ("b.md", 0)]
    assert facts("plain", "docs/a b.md", "tags: [x]", "2. 题").title == "题"
    assert facts("plain", "docs/a b.md").location == "docs/a%20b.md"
    assert facts("plain", "data-volumes.md").title == "data volumes"


names = st.text(st.sampled_from("ab01-_. 镜"), min_size=1, max_size=6).filter(lambda name: name not in (".", ".."))
trees = st.dictionaries(
    st.lists(names, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".md")
    | st.sampled_from(
        ["SUMMARY.md", "mkdocs.yml", "a/_category_.json", "_index.md", "a/_index.md", "_posts/2020-1-1-a.md"]
    ),
    st.text(st.sampled_from("-*[](): \n{}\"'#ab1.镜\ud800"), max_size=40)
    | st.sampled_from(
        [
            "---\ntitle: a\nweight: x\n---\n",
            '{"label": "\\ud800"}',
            "[" * 5000,
            "nav:\n - a.md\n - {b: [c.md, [d.md]]}\n",
        ]
    ),
    max_size=8,
)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_any_tree_is_arranged_each_page_once(layout: str) -> None:
    @settings(deadline=None, max_examples=150)
    @given(trees)
    def holds(files: dict[str, str]) -> None:
        made = arranged(layout, files)
        paths = [page.path for page in made.pages]
        assert len(set(paths)) == len(paths)
        assert set(paths) <= {path for path in files if path.endswith(".md")}
        for page in made.pages:
            assert LAYOUTS[layout].facts(page, split(files[page.path]), "题").title

    holds()
