"""The commands as people run them: in a process of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.ranking import RERANK
from service.cli import COMMANDS
from service.commands.explain import SAID
from service.config import Settings

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def xunmai(*arguments: object, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service.cli", *map(str, arguments)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("XUNMAI_")}
    environment = {**clean, "PYTHONPATH": str(ROOT), "COLUMNS": "120", **variables}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def options(settings: Settings) -> tuple[object, ...]:
    return "--config", settings.file, "--data", settings.data


def test_help_names_every_command() -> None:
    output = xunmai("--help").stdout
    assert all(name in output for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_an_example_of_its_options(name: str) -> None:
    result = xunmai(name, "--help")
    assert result.returncode == 0, result.stderr
    assert "Usage" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serch", "x"), "No such command"),
        (("search",), "Missing argument"),
        (("search", "x", "--limit", "0"), "--limit"),
        (("search", "x", "--config", "/nowhere.toml"), "/nowhere.toml"),
        (("eval", "/nowhere.jsonl"), "/nowhere.jsonl"),
        (("build", "--nonsense"), "--nonsense"),
    ],
)
def test_wrong_usage_is_2_with_what_is_wrong_and_no_trace(arguments: tuple[str, ...], said: str) -> None:
    result = xunmai(*arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_wrong_setting_is_2_with_key_and_file(tmp_path: Path) -> None:
    file = tmp_path / "xunmai.toml"
    file.write_text('[[sources]]\nname = "a"\ntype = "directory"\npath = "."\n[server]\nprot = 1\n')
    result = xunmai("build", "--config", file, "--data", tmp_path / "data")
    assert result.returncode == 2
    assert f"{file}: server.prot: unknown key" in result.stderr
    assert "Traceback" not in result.stderr


def test_nothing_built_is_1_and_says_what_to_do(settings: Settings, tmp_path: Path) -> None:
    for command in (("search", "镜像"), ("check",), ("graph", "show", "image")):
        result = xunmai(*command, "--config", settings.file, "--data", tmp_path)
        assert result.returncode == 1
        assert "xunmai build" in result.stderr
        assert "Traceback" not in result.stderr


def test_search_finds_and_says_so_by_its_status(options: tuple[object, ...]) -> None:
    found = xunmai("search", "镜像", "--limit", "2", *options)
    assert found.returncode == 0
    assert "notes:_posts/" in found.stdout
    assert xunmai("search", "xyzzyplugh", *options).returncode == 1
    answer = json.loads(xunmai("search", "镜像", "--json", *options).stdout)
    assert answer["hits"][0]["source"] == "notes"


def test_a_source_that_is_not_there_is_named_with_those_that_are(options: tuple[object, ...]) -> None:
    result = xunmai("search", "镜像", "--source", "notess", "--source", "notes", *options)
    assert result.returncode == 0
    assert "notess" in result.stderr
    assert "notes" in result.stderr.replace("notess", "")


def test_a_query_like_an_option_can_be_searched(options: tuple[object, ...]) -> None:
    assert xunmai("search", *options, "--", "--rm").returncode in (0, 1)


@pytest.mark.parametrize("query", ["[/x]dokcer", "rongqi[/]", "\udcff镜像"])
def test_a_query_is_text_whatever_stands_in_it(options: tuple[object, ...], query: str) -> None:
    result = xunmai("search", *options, "--", query)
    assert result.returncode in (0, 1), result.stderr
    assert result.stderr == ""


@pytest.mark.parametrize(
    "arguments", [("search", "镜像", "--tag", "a" * 300), ("graph", "show", ""), ("graph", "path", "镜像", "a" * 201)]
)
def test_what_the_api_would_not_take_is_wrong_usage(options: tuple[object, ...], arguments: tuple[str, ...]) -> None:
    result = xunmai(*arguments, *options)
    assert result.returncode == 2
    assert "should have at" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [("analyze", "\udcff", "--json"), ("graph", "show", "\udcff")])
def test_arguments_that_are_no_utf_8_leave_no_trace(options: tuple[object, ...], arguments: tuple[str, ...]) -> None:
    assert "Traceback" not in xunmai(*arguments, *options).stderr


def test_a_document_cannot_steer_the_terminal(tmp_path: Path) -> None:
    notes, config = tmp_path / "notes", tmp_path / "xunmai.toml"
    notes.mkdir()
    (notes / "a.md").write_bytes("# 镜像\x1b]0;x\x07\n\n镜像\x1b[31m\x9b2J\u202e是模板。\n".encode())
    config.write_text(f'data = "data"\n[[sources]]\nname = "a"\ntype = "directory"\npath = "{notes}"\n', "utf-8")
    assert xunmai("build", "--config", config).returncode == 0
    shown = xunmai("search", "镜像", "--config", config).stdout
    assert "模板" in shown
    assert not set(shown) & set("\x1b\x07\x9b\u202e")


def test_analyze_shows_tokens_with_offsets_and_concepts(options: tuple[object, ...]) -> None:
    text = "用 docker-compose 启动容器"
    analysis = json.loads(xunmai("analyze", text, "--json", *options).stdout)
    assert {"docker-compose", "容器"} <= {token["term"] for token in analysis["tokens"]}
    for token in analysis["tokens"]:
        assert set(token) == {"term", "start", "end", "position", "type"}
        assert 0 <= token["start"] < token["end"] <= len(text)
    assert "container" in {mention["concept"] for mention in analysis["concepts"]}
    assert "docker-compose" in xunmai("analyze", text, *options).stdout


def test_explain_says_what_the_score_is_made_of(options: tuple[object, ...]) -> None:
    [hit] = json.loads(xunmai("search", "虚悬镜像", "--limit", "1", "--json", *options).stdout)["hits"]
    explained = json.loads(xunmai("explain", "虚悬镜像", hit["id"], "--json", *options).stdout)
    assert (explained["rank"], explained["id"]) == (1, hit["id"])
    assert explained["parts"]
    assert xunmai("explain", "虚悬镜像", "notes:none.md#L1", *options).returncode == 1
    said = xunmai("explain", "虚悬镜像", hit["id"], *options).stdout
    assert all(SAID[name] in said for name in ("words", "named"))


def test_explain_says_why_a_section_is_not_found_and_which_there_are(options: tuple[object, ...]) -> None:
    [hit] = json.loads(xunmai("search", "虚悬镜像", "--limit", "1", "--json", *options).stdout)["hits"]
    missed = xunmai("explain", "独角兽", hit["id"], *options)
    assert (missed.returncode, "has none of what is searched for" in missed.stderr) == (1, True)
    assert "独角兽" in missed.stderr
    file, _, line = hit["id"].rpartition("#L")
    elsewhere = xunmai("explain", "虚悬镜像", f"{file}#L{int(line) + 1}", *options)
    assert (elsewhere.returncode, f"near to it: {hit['id']}," in elsewhere.stderr) == (1, True)


def test_explain_has_words_for_every_part_of_a_score() -> None:
    assert set(SAID) == set(RERANK)


def test_graph_shows_explains_and_exports(options: tuple[object, ...], tmp_path: Path) -> None:
    assert "镜像" in xunmai("graph", "show", "鏡像", *options).stdout
    missing = xunmai("graph", "show", "镜向", *options)
    assert (missing.returncode, "near to it: 镜像" in missing.stderr) == (1, True)
    assert json.loads(xunmai("graph", "path", "容器", "镜像", "--json", *options).stdout)["paths"]
    file = tmp_path / "graph.json"
    assert xunmai("graph", "export", "-o", file, *options).returncode == 0
    assert json.loads(file.read_text())["schema_version"] == 1
    assert json.loads(xunmai("graph", "export", *options).stdout) == json.loads(file.read_text())


def test_an_empty_data_folder_has_nothing_to_prune_and_a_backup_needs_a_folder(
    settings: Settings, options: tuple[object, ...], tmp_path: Path
) -> None:
    assert xunmai("generations", "prune", "--config", settings.file, "--data", tmp_path / "none").returncode == 0
    refused = xunmai("backup", tmp_path / "gone" / "b.zip", *options)
    assert (refused.returncode, "there is no folder" in refused.stderr) == (2, True)


def test_generations_are_listed_activated_and_pruned(settings: Settings, tmp_path: Path) -> None:
    options = ("--config", settings.file, "--data", tmp_path)
    for _ in range(2):
        report = json.loads(xunmai("build", "--full", "--json", *options).stdout)
        assert report["documents"] > 0
    kept = json.loads(xunmai("generations", "list", "--json", *options).stdout)
    assert [row["current"] for row in kept] == [True, False]
    assert xunmai("generations", "activate", kept[1]["id"], *options).returncode == 0
    assert [row["current"] for row in json.loads(xunmai("generations", "list", "--json", *options).stdout)] == [
        False,
        True,
    ]
    assert xunmai("generations", "activate", "20200101T000000Z-000000", *options).returncode == 1
    assert xunmai("generations", "prune", "--keep", "1", *options).returncode == 0
    assert "*" in xunmai("generations", "list", *options).stdout


def test_a_second_build_of_the_same_takes_everything_over(options: tuple[object, ...]) -> None:
    report = json.loads(xunmai("build", "--json", *options).stdout)
    assert (report["changed"], report["read"]) == (False, 0)


def test_check_names_the_damaged_file_and_is_1(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.data, tmp_path / "data")
    options = ("--config", settings.file, "--data", tmp_path / "data")
    assert xunmai("check", *options).returncode == 0
    [store] = list((tmp_path / "data" / "generations").glob("*/store.sqlite"))[-1:]
    current = (tmp_path / "data" / "current").read_text().strip()
    store = tmp_path / "data" / "generations" / current / "store.sqlite"
    content = bytearray(store.read_bytes())
    content[len(content) // 2] ^= 1
    store.write_bytes(content)
    result = xunmai("check", *options)
    assert result.returncode == 1
    assert "store.sqlite: content altered" in result.stdout
    assert json.loads(xunmai("check", "--json", *options).stdout)["whole"] is False
    store.with_name("manifest.json").write_text("{}")
    assert "manifest.json" in xunmai("generations", "list", *options, COLUMNS="80").stderr


def test_eval_prints_the_measures_and_writes_the_run(options: tuple[object, ...], tmp_path: Path) -> None:
    [hit] = json.loads(xunmai("search", "虚悬镜像", "--limit", "1", "--json", *options).stdout)["hits"]
    queries, run = tmp_path / "queries.jsonl", tmp_path / "run.jsonl"
    judgment = {"path": hit["path"], "heading": hit["heading"], "grade": 3}
    queries.write_text(json.dumps({"qid": "a", "query": "虚悬镜像", "class": "term", "judgments": [judgment]}))
    result = xunmai("eval", queries, "--run", run, *options)
    assert result.stdout.splitlines()[0].split() == ["class", "n", "nDCG@10", "MRR@10", "recall@10", "success@1"]
    assert result.stdout.splitlines()[1].split() == ["ALL", "1", *["1.0000"] * 4]
    assert json.loads(run.read_text())["results"][0]["path"] == hit["path"]
    queries.write_text('{"qid": 1}\n')
    broken = xunmai("eval", queries, *options)
    assert (broken.returncode, f"{queries}:1" in broken.stderr) == (2, True)


def test_sync_of_an_unknown_source_is_2_and_names_the_known(options: tuple[object, ...]) -> None:
    result = xunmai("sync", "nots", *options)
    assert result.returncode == 2
    assert "notes" in result.stderr
    assert "notes" in xunmai("sync", *options).stdout


def test_a_reader_that_goes_away_is_no_error(options: tuple[object, ...]) -> None:
    command = f"{sys.executable} -m service.cli graph export {' '.join(map(str, options))} | head -c 10"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert result.stderr == b""


def test_a_backup_comes_back_as_it_was(settings: Settings, options: tuple[object, ...], tmp_path: Path) -> None:
    archive, other = tmp_path / "backup.zip", ("--config", settings.file, "--data", tmp_path / "data")
    assert xunmai("backup", archive, *options).returncode == 0
    restored = xunmai("restore", archive, "--json", *other)
    assert restored.returncode == 0, restored.stderr
    before, after = (json.loads(xunmai("search", "镜像", "--json", *where).stdout) for where in (options, other))
    assert [hit["id"] for hit in before["hits"]] == [hit["id"] for hit in after["hits"]]
    archive.write_bytes(archive.read_bytes()[:-100])
    broken = xunmai("restore", archive, *other)
    assert broken.returncode in (1, 2)
    assert "Traceback" not in broken.stderr
    assert xunmai("search", "镜像", *other).returncode == 0
