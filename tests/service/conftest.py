"""A small real generation of the notes that ship with the project, and the application over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.config import Settings
from service.library import Library
from service.settings_file import load_settings
from service.wiring import build_generation, open_library

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-for-tests"
CONFIGURATION = f"""
[site]
name = "测试"

[[sources]]
name = "notes"
type = "directory"
path = "{ROOT / "corpus" / "notes"}"
layout = "jekyll"

[vocabulary]
path = "{ROOT / "corpus" / "vocabulary" / "docker.toml"}"

[server]
rate_limit = ""
admin_rate_limit = ""
admin_token = "{TOKEN}"
cors_origins = ["https://docs.example.org"]
"""


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over the notes, with a data folder of the tests' own in which one generation is built."""
    folder = tmp_path_factory.mktemp("service")
    file = folder / "xunmai.toml"
    file.write_text(CONFIGURATION, encoding="utf-8")
    settings = load_settings(file, folder / "data")
    build_generation(settings)
    return settings


@pytest.fixture(scope="session")
def library(settings: Settings) -> Iterator[Library]:
    """The opened library."""
    library = open_library(settings)
    yield library
    library.close()


@pytest.fixture(scope="session")
def app(settings: Settings, library: Library) -> Flask:
    """The application, answering errors as it does in service."""
    return create_app(settings, library)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that sends requests without a network."""
    return app.test_client()
