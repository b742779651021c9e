"""What is wrong with a configuration is said with key, place and expectation."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from service.settings_file import PACKAGED, load_settings, user_data_folder
from service.wiring import build_generation

ROOT = Path(__file__).resolve().parents[2]
SOURCE = '[[sources]]\nname = "notes"\ntype = "directory"\npath = "texts"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "texts").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("XUNMAI_DATA", "XUNMAI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def write(folder: Path, text: str) -> Path:
    file = folder / "xunmai.toml"
    file.write_text(text, encoding="utf-8")
    return file


WRONG = {
    "an unknown key": (f'{SOURCE}layot = "x"\n', "sources[0].layot: unknown key", 'did you mean "layout"'),
    "an unknown table": (f"{SOURCE}[serverr]\nport = 1\n", "serverr: unknown key", 'did you mean "server"'),
    "an unknown key in a table": (f"{SOURCE}[server]\nprt = 1\n", "server.prt: unknown key", 'did you mean "port"'),
    "a key of git in a directory": (f"{SOURCE}mirrors = []\n", "sources[0].mirrors: unknown key", "known here"),
    "text where a number belongs": (f'{SOURCE}[server]\nport = "80"\n', "server.port", "a number without quotes"),
    "truth where a number belongs": (f"{SOURCE}[server]\nport = true\n", "server.port", "a number without quotes"),
    "a number where truth belongs": (f"{SOURCE}optional = 1\n", "sources[0].optional", "true or false without quotes"),
    "a port out of range": (f"{SOURCE}[server]\nport = 70000\n", "server.port", "65535"),
    "a folder that is missing": (SOURCE.replace("texts", "gone"), "sources[0].path", "a folder that exists"),
    "a home of nobody": (SOURCE.replace("texts", "~nobody-here/x"), "sources[0].path", "a folder that exists"),
    "a vocabulary that is missing": (
        f'{SOURCE}[vocabulary]\npath = "x.toml"\n',
        "vocabulary.path",
        "a file that exists",
    ),
    "an unknown type of source": (SOURCE.replace("directory", "ftp"), "sources[0]", '"directory" or "git"'),
    "an unknown layout": (f'{SOURCE}layout = "html"\n', "sources[0].layout", "'jekyll'"),
    "no source": ("[site]\nname = 'a'\n", "sources", "missing"),
    "an empty list of sources": ("sources = []\n", "sources", "at least one"),
    "two sources of one name": (SOURCE + SOURCE, "sources[1].name", "unique"),
    "a rate that is none": (f'{SOURCE}[server]\nrate_limit = "fast"\n', "server.rate_limit", "60/second"),
    "an origin with a path": (
        f'{SOURCE}[server]\ncors_origins = ["https://a.b/"]\n',
        "server.cors_origins[0]",
        "origin",
    ),
    "a name with a slash": (SOURCE.replace('"notes"', '"a/b"'), "sources[0].name", "letters, digits"),
    "a site with a query": (f'{SOURCE}url = "https://a.b/?c=d"\n', "sources[0].url", "without ? and #"),
    "a site that is a script": (f'{SOURCE}url = "javascript:x"\n', "sources[0].url", "the address of a site"),
    "a list that is none": (f'{SOURCE}include = "*.md"\n', "sources[0].include", "expected a list"),
    "a table that is none": (f'server = "x"\n{SOURCE}', "server", "expected a table"),
    "text where a cluster's number belongs": (f'{SOURCE}[engine]\nshards = "2"\n', "engine.shards", "without quotes"),
    "text where seconds belong": (f'{SOURCE}[engine]\ntimeout = "5"\n', "engine.timeout", "without quotes"),
    "an origin that no browser sends": (
        f'{SOURCE}[server]\ncors_origins = ["https://*.a.b", "https://A.b"]\n',
        "server.cors_origins[1]",
        "as browsers send it",
    ),
    "no TOML": ("[server\n", "is not TOML", "line 1"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named_with_file_key_and_expectation(folder: Path, case: str) -> None:
    text, key, expectation = WRONG[case]
    file = write(folder, text)
    with pytest.raises(ConfigurationError) as raised:
        load_settings(file)
    message = str(raised.value)
    assert str(file) in message
    assert key in message
    assert expectation in message
    assert raised.value.exit_status == 2


def test_every_wrong_key_is_named_at_once(folder: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_settings(write(folder, f'{SOURCE}a = 1\n[server]\nb = 2\nrate_limit = "x"\nport = "y"\nworkers = "2"\n'))
    assert len(str(raised.value).splitlines()) == 5


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"gone\.toml: there is no such file"):
        load_settings(folder / "gone.toml")


def test_the_environment_wins_over_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNMAI_SERVER__PORT", "9000")
    monkeypatch.setenv("XUNMAI_SERVER__CORS_ORIGINS", "https://a.example, https://b.example")
    settings = load_settings(write(folder, f"{SOURCE}[server]\nport = 8000\nworkers = 3\n"))
    assert settings.server.port == 9000
    assert settings.server.workers == 3
    assert settings.server.cors_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("XUNMAI_SERVER__PORT", "many", "server.port"),
        ("XUNMAI_SERVER__PRT", "1", "server.prt"),
        ("XUNMAI_SEVER__PORT", "1", "no such setting"),
        ("XUNMAI_SERVER__CORS_ORIGINS", "a.b", "server.cors_origins[0]"),
        ("XUNMAI_SERVER", '{"prt": 1}', "server.prt"),
        ("XUNMAI_DATA", "", "data: expected a folder"),
        ("xunmai_server__port", "many", "server.port"),
    ],
)
def test_a_wrong_variable_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, key: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as raised:
        load_settings(write(folder, SOURCE))
    assert f"environment variable {name}" in str(raised.value)
    assert key in str(raised.value)


def test_a_secret_is_in_no_message_and_no_representation(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNMAI_SERVER__ADMIN_TOKEN", "hush-hush-hush")
    settings = load_settings(write(folder, SOURCE))
    assert settings.server.admin_token.get_secret_value() == "hush-hush-hush"
    assert "hush" not in repr(settings)
    monkeypatch.setenv("XUNMAI_SERVER__PORT", "x")
    monkeypatch.setenv("XUNMAI_ENGINE__PASSWORD", "hush-hush-hush")
    monkeypatch.setenv("XUNMAI_ENGINE__TYPE", "opensearch")
    with pytest.raises(ConfigurationError, match=r"needs engine\.hosts") as raised:
        load_settings(write(folder, SOURCE))
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(
    "origin", ["https://a.b", "http://localhost:1313", "http://[::1]:80", "https://xn--fiqs8s.cn", "*"]
)
def test_an_origin_is_taken_as_browsers_send_it(folder: Path, origin: str) -> None:
    settings = load_settings(write(folder, f'{SOURCE}[server]\ncors_origins = ["{origin}"]\n'))
    assert settings.server.cors_origins == (origin,)


def test_a_mark_of_the_byte_order_is_no_part_of_the_file(folder: Path) -> None:
    assert load_settings(write(folder, f"\ufeff{SOURCE}")).sources


@pytest.mark.parametrize("name", ["_a", "1-b.c", "a" * 64])
def test_every_name_that_the_settings_take_can_be_built(folder: Path, name: str) -> None:
    report = build_generation(load_settings(write(folder, SOURCE.replace("notes", name)), folder / "data"))
    assert not report.left_out


def test_an_optional_folder_may_be_missing_and_is_left_out(folder: Path) -> None:
    gone = SOURCE.replace("notes", "gone").replace("texts", "gone")
    report = build_generation(load_settings(write(folder, f"{SOURCE}{gone}optional = true\n"), folder / "data"))
    assert list(report.left_out) == ["gone"]


def test_the_data_folder_is_the_option_else_the_variable_else_the_users(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(folder, SOURCE)
    assert load_settings(file).data == user_data_folder()
    monkeypatch.setenv("XUNMAI_DATA", str(folder / "variable"))
    assert load_settings(file).data == folder / "variable"
    assert load_settings(file, Path("option")).data == folder / "option"


def test_paths_are_relative_to_the_file_not_to_the_working_directory(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = write(folder, SOURCE)
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    [source] = load_settings(file).sources
    assert source.model_dump()["path"] == folder / "texts"


def test_the_file_in_the_working_directory_comes_before_the_packaged_one(folder: Path) -> None:
    assert load_settings().file == PACKAGED
    write(folder, SOURCE)
    assert load_settings().file == folder / "xunmai.toml"


def test_the_packaged_default_works_from_anywhere_and_says_what_the_projects_own_file_says(folder: Path) -> None:
    packaged, own = (load_settings(file).model_dump() for file in (PACKAGED, ROOT / "xunmai.toml"))
    assert packaged == own


def test_the_projects_file_is_the_documented_one() -> None:
    written = tomllib.loads((ROOT / "xunmai.toml").read_text(encoding="utf-8"))
    assert [source["name"] for source in written["sources"]] == ["notes", "docker_practice"]
    assert written["server"]["admin_token"] == ""
