"""A folder of files becomes documents; every file that matches is read or named with its reason."""

from __future__ import annotations

import os
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError, SourceUnavailable
from corpus.readers.decoding import MAX_BYTES
from corpus.sources import DocumentSource, SourceSpec, open_source

SPEC = SourceSpec("s", "directory", "plain", url="https://a.b/docs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "docs"
    (made / "sub").mkdir(parents=True)
    (made / "a.md").write_text("# 一\n\n甲 [乙](sub/b.md) [丙](none.md)\n", encoding="utf-8")
    (made / "sub" / "b.md").write_text("---\ntags: [x]\n---\n# 二\n", encoding="utf-8")
    (made / "picture.png").write_bytes(b"\x89PNG")
    return made


def opened(folder: Path, spec: SourceSpec = SPEC) -> DocumentSource:
    return open_source(replace(spec, path=str(folder)), folder.parent / "cache")


def messages(source: DocumentSource) -> dict[str, str]:
    for file in source.files():
        source.document(file.path)
    return {problem.path: problem.message for problem in source.problems}


def test_files_that_match_are_documents(folder: Path) -> None:
    source = opened(folder)
    source.sync()
    assert [file.path for file in source.files()] == ["a.md", "sub/b.md"]
    document = source.document("sub/b.md")
    assert (document.id, document.title, document.url) == ("s:sub/b.md", "二", "https://a.b/docs/sub/b.md")
    assert (document.tags, document.language, document.sections[0].id) == (("x",), "zh", "s:sub/b.md#L4")
    assert document.lines == ("---", "tags: [x]", "---", "# 二", "")
    assert messages(source) == {"a.md": "broken link: none.md is not there"}


def test_problems_are_the_same_however_often_and_wherever_documents_are_read(folder: Path) -> None:
    (folder / "bad.md").write_bytes("# one\n\n容器\n".encode("gb18030"))
    source, other = opened(folder), opened(folder)
    documents = [source.document(file.path) for file in source.files() for _ in range(2)]
    assert other.check(documents) == source.problems
    assert [str(problem) for problem in source.problems] == [
        "s: a.md:3: broken link: none.md is not there",
        "s: bad.md: not UTF-8 (line 3): read as GB18030",
    ]


def test_the_checksum_tells_whether_the_document_would_change(folder: Path) -> None:
    def sums(spec: SourceSpec = SPEC) -> dict[str, str]:
        return {file.path: file.checksum for file in opened(folder, spec).files()}

    before = sums()
    assert sums() == before
    assert {path: opened(folder).document(path).checksum for path in before} == before
    assert sums(replace(SPEC, url="https://other/"))["a.md"] != before["a.md"]
    assert sums(replace(SPEC, layout="hugo"))["a.md"] != before["a.md"]
    (folder / "sub" / "b.md").write_text("# 三\n", encoding="utf-8")
    (folder / "c.md").write_text("# 四\n", encoding="utf-8")
    after = sums()
    assert after["a.md"] == before["a.md"]
    assert after["sub/b.md"] != before["sub/b.md"]


def test_a_change_shows_after_the_next_sync(folder: Path) -> None:
    source = opened(folder)
    source.sync()
    source.files()
    (folder / "c.md").write_text("# 三\n", encoding="utf-8")
    source.sync()
    assert [file.path for file in source.files()] == ["a.md", "c.md", "sub/b.md"]


def test_what_must_not_be_read_is_named(folder: Path) -> None:
    secret = folder.parent / "secret.md"
    secret.write_text("# 秘密\n", encoding="utf-8")
    (folder / "out.md").symlink_to(secret)
    (folder / "up.md").symlink_to("..")
    (folder / "a\nb.md").write_text("# x\n")
    (folder / "A.md").write_text("# x\n")
    (folder / "ignored.png").symlink_to(secret)
    (folder / ".git").mkdir()
    (folder / ".git" / "x.md").write_text("# x\n")
    os.mkfifo(folder / "pipe.md")
    with open(folder / "large.md", "wb") as large:
        large.truncate(MAX_BYTES + 1)
    source = opened(folder)
    told = messages(source)
    assert [file.path for file in source.files()] == ["A.md", "large.md", "sub/b.md"]
    assert "differs from A.md only in case" in told["a.md"]
    assert "symbolic link" in told["out.md"]
    assert "symbolic link" in told["up.md"]
    assert "control characters" in told["a\\nb.md"]
    assert "not a regular file" in told["pipe.md"]
    assert f"more than the {MAX_BYTES} allowed" in told["large.md"]
    assert set(told) == {"a.md", "out.md", "up.md", "a\\nb.md", "pipe.md", "large.md"}


def test_a_file_called_like_an_option_is_a_file(folder: Path) -> None:
    (folder / "-rf.md").write_text("# 选项\n", encoding="utf-8")
    assert opened(folder).document("-rf.md").title == "选项"


def test_html_is_read_where_the_patterns_choose_it(folder: Path) -> None:
    (folder / "c.html").write_text("<title>题</title>\n<h1>一</h1><p>容器</p>\n", encoding="utf-8")
    document = opened(folder, replace(SPEC, include=("*.html",))).document("c.html")
    assert (document.title, document.url) == ("题", "https://a.b/docs/c.html")
    assert [(section.heading, section.line, section.text) for section in document.sections] == [("一", 2, "容器")]


def test_a_file_that_goes_away_costs_a_warning(folder: Path) -> None:
    source = opened(folder)
    source.files()
    (folder / "a.md").unlink()
    document = source.document("a.md")
    assert document.sections == ()
    assert document.warnings[0].startswith("cannot be read")


def test_a_hidden_page_has_no_sections_and_says_why(folder: Path) -> None:
    (folder / "a.md").write_text("---\ndraft: true\n---\n# 秘密\n", encoding="utf-8")
    document = opened(folder, replace(SPEC, layout="hugo")).document("a.md")
    assert (document.sections, document.lines) == ((), ())
    assert document.warnings == ("left out: a draft (`draft: true`)",)


def test_a_page_of_front_matter_alone_has_no_section(folder: Path) -> None:
    (folder / "a.md").write_text("---\ntitle: x\n---\n\n", encoding="utf-8")
    assert opened(folder).document("a.md").sections == ()


def test_a_source_can_be_sent_to_another_process(folder: Path) -> None:
    source = opened(folder)
    source.sync()
    copy = pickle.loads(pickle.dumps(source))
    assert copy.document("a.md") == source.document("a.md")


def test_a_source_of_which_no_file_is_read_is_named(folder: Path) -> None:
    source = opened(folder, replace(SPEC, include=("**/*.markdown",)))
    assert list(source.files()) == []
    assert f"{SPEC.name}: no file is read: none matches **/*.markdown" in map(str, source.problems)


def test_a_missing_folder_is_named(folder: Path) -> None:
    shutil.rmtree(folder)
    for act in (DocumentSource.sync, DocumentSource.files):
        with pytest.raises(SourceUnavailable, match=r"docs cannot be read: No such file"):
            getattr(opened(folder), act.__name__)()


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (replace(SPEC, name="../x", path="."), "the name '../x'"),
        (replace(SPEC, layout="sphinx", path="."), "layout 'sphinx' is none of docusaurus, gitbook"),
        (SPEC, "a directory source needs a path"),
        (replace(SPEC, type="git"), "a git source needs a repository"),
        (replace(SPEC, type="ftp"), "type 'ftp' is neither directory nor git"),
    ],
)
def test_what_the_operator_got_wrong_is_named(spec: SourceSpec, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=said.replace("(", r"\(")):
        open_source(spec, tmp_path)


@pytest.mark.parametrize(
    ("text", "language"), [("# Docker\n", "en"), ("# 镜像 image\n", "zh"), ("---\nlang: zh-TW\n---\n", "zh-TW")]
)
def test_the_language_is_told_or_seen(folder: Path, text: str, language: str) -> None:
    (folder / "a.md").write_text(text, encoding="utf-8")
    assert opened(folder).document("a.md").language == language
