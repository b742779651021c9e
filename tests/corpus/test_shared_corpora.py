"""What must be so on the real note, the real tutorial and two large trees."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from corpus.layouts import LAYOUTS
from corpus.model import BlockKind, Document
from corpus.readers.front_matter import split
from corpus.readers.tags import visible_text
from corpus.sources import DocumentSource, SourceSpec, open_source

pytestmark = pytest.mark.shared


def opened(folder: Path, layout: str, exclude: tuple[str, ...] = ()) -> DocumentSource:
    url = "https://example.com/"
    return open_source(SourceSpec("s", "directory", layout, path=str(folder), exclude=exclude, url=url), folder)


def read(source: DocumentSource) -> list[Document]:
    return [source.document(file.path) for file in source.files()]


def unpacked(shared: Path, name: str, folder: Path) -> Path:
    with tarfile.open(shared / "corpus" / f"{name}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / name


@pytest.fixture(scope="module")
def tutorial(shared: Path) -> list[Document]:
    return read(opened(shared / "corpus" / "docker_practice", "plain"))


@pytest.fixture(scope="module")
def book(shared: Path) -> DocumentSource:
    return opened(shared / "corpus" / "docker_practice", "gitbook", ("CHANGELOG.md", "CONTRIBUTING.md"))


def test_the_tutorial_has_its_headings_and_none_from_code(tutorial: list[Document]) -> None:
    """1,863 lines outside of fences are ATX headings; three paragraphs above a `---` are no headings to any reader."""
    sections = [section for document in tutorial for section in document.sections]
    assert len([section for section in sections if section.level]) == 1863
    for document in tutorial:
        fenced = False
        for number, line in enumerate(document.lines, 1):
            fenced ^= line.lstrip().startswith(("```", "~~~"))
            if fenced:
                assert all(section.line != number for section in document.sections)


def test_172_headings_of_the_tutorial_have_no_text_of_their_own(tutorial: list[Document]) -> None:
    assert sum(not section.blocks for document in tutorial for section in document.sections) == 172


def test_chapter_summaries_are_21_different_sections(book: DocumentSource) -> None:
    found = [section for document in read(book) for section in document.sections if section.heading == "本章小结"]
    assert len(found) == 21
    assert len({section.id for section in found}) == len({section.breadcrumbs for section in found}) == 21


def test_the_book_is_read_in_its_order_with_chapters_anchors_and_titles(book: DocumentSource) -> None:
    paths = [file.path for file in book.files()]
    assert "SUMMARY.md" not in paths
    assert paths[:3] == ["README.md", "01_introduction/README.md", "01_introduction/1.1_quickstart.md"]
    assert (
        paths.index("04_image/4.7_internal.md")
        < paths.index("04_image/summary.md")
        < paths.index("05_container/README.md")
    )
    page = book.document("04_image/4.3_rm.md")
    assert (page.title, page.url) == ("删除本地镜像", "https://example.com/04_image/4.3_rm")
    (section,) = (section for section in page.sections if section.heading == "4.3.4 批量删除")
    assert section.breadcrumbs == ("第四章 使用镜像", "4.3 删除本地镜像")
    assert section.anchor == "434-批量删除"
    assert book.document("06_repository/README.md").sections[0].breadcrumbs == ()


def test_every_text_of_the_tutorial_stands_on_its_line(tutorial: list[Document]) -> None:
    for document in tutorial:
        for section in document.sections:
            if section.heading:
                assert document.lines[section.line - 1].startswith("#")
            for block in section.blocks:
                if block.kind in (BlockKind.CODE, BlockKind.DIAGRAM):
                    for text, line in zip(block.text.split("\n"), block.line_map, strict=True):
                        assert text in document.lines[line - 1]


def test_the_notes_indented_prose_is_prose(shared: Path) -> None:
    source = opened(shared / "corpus" / "notes", "jekyll")
    (note,) = read(source)
    assert (note.title, str(note.date), note.tags) == ("docker", "2019-12-04", ("docker",))
    assert note.url == "https://example.com/2019/12/04/docker.html"
    blocks = [block for section in note.sections for block in section.blocks]
    indented = {
        number for number, line in enumerate(note.lines, 1) if line.startswith("    ") and line.strip()[0] != "-"
    }
    prose = {block.line for block in blocks if block.kind is BlockKind.PROSE} & indented
    assert len(prose) == len(indented) == 12
    assert not [block for block in blocks if block.kind is BlockKind.CODE]
    contents = next(block for block in blocks if block.kind is BlockKind.LIST)
    anchors = {section.anchor for section in note.sections}
    assert len(contents.links) == 10
    assert anchors >= {"1-docker学习", "121-镜像image", "126-centosrhel-的用户需要注意的事项"}


def test_the_notes_missing_sibling_is_named_once(shared: Path) -> None:
    source = opened(shared / "corpus" / "notes", "jekyll")
    read(source)
    (problem,) = source.problems
    assert (problem.path, problem.line) == ("_posts/2019-12-04-docker.md", 56)
    assert problem.message == "broken link: _posts/2019-10-22-dockerCommand.md is not there"


@pytest.mark.slow
def test_of_a_thousand_hugo_pages_every_one_is_read_or_named(shared: Path, tmp_path: Path) -> None:
    folder = unpacked(shared, "kubernetes-docs-zh", tmp_path)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
    assert len(files) == 1000
    source = opened(folder, "hugo")
    documents = {document.path: document for document in read(source)}
    assert set(documents) == files
    named = {problem.path for problem in source.problems}
    for path, document in documents.items():
        body = "\n".join(document.lines[split("\n".join(document.lines)).end :])
        assert document.sections or path in named or not visible_text(LAYOUTS["hugo"].prepare(body)).strip()
    warned = {path: document.warnings[0] for path, document in documents.items() if document.warnings}
    assert warned["content/cn/docs/reference/tools.md"].endswith("read as GB18030")
    assert warned["content/cn/docs/reference/kubectl/kubectl.md"].endswith("read as GB18030")
    assert warned["content/cn/docs/concepts/architecture/cloud-controller.md"].startswith("front matter lacks")
    assert warned["archetypes/default.md"].startswith("front matter cannot be read")
    assert documents["content/cn/docs/tasks/access-application-cluster/access-cluster.md"].title == "访问集群"
    words = "\n".join(block.text for d in documents.values() for s in d.sections for block in s.blocks)
    assert "{{% capture" not in words


@pytest.mark.slow
def test_a_large_tree_is_read_whole(shared: Path, tmp_path: Path) -> None:
    source = opened(unpacked(shared, "pingcap_docs-cn", tmp_path), "plain")
    documents = read(source)
    assert len(documents) == 1238
    assert all(document.sections for document in documents)
    assert sum(len(document.sections) for document in documents) > 13_000
    assert not [problem for problem in source.problems if not problem.message.startswith("broken link")]
