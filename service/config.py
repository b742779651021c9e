"""The settings: every key of `xunmai.toml`, its type and its default; the environment wins over the file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

ENVIRONMENT_PREFIX = "XUNMAI_"


def _existing_folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError(f"expected a folder that exists, there is none at {path}")
    return path


def _existing_file(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"expected a file that exists, there is none at {path}")
    return path


def _rate(value: str) -> str:
    if value and not re.fullmatch(r"[1-9][0-9]{0,8}/(second|minute|hour|day)", value):
        raise ValueError(
            'expected a number, a slash and second, minute, hour or day, as in "60/second", or "" for none'
        )
    return value


def _origin(value: str) -> str:
    if value != "*" and not re.fullmatch(r"https?://([a-z0-9._-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", value):
        raise ValueError('expected an origin as browsers send it, as in "https://docs.example.org", or "*"')
    return value


def _site(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s?#]+", value):
        raise ValueError('expected the address of a site, as in "https://docs.example.org/", without ? and #')
    return value


def _name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}", value):
        raise ValueError("expected 1 to 64 letters, digits, _, - and ., the first a letter, a digit or _")
    return value


def _filled(value: object) -> object:
    """A path that is empty would be the working directory, which nobody meant."""
    if value == "":
        raise ValueError("expected a folder")
    return value


def _listed(value: object) -> object:
    """A list written in an environment variable: as JSON or separated by commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [part.strip() for part in value.split(",") if part.strip()]


Rate = Annotated[str, AfterValidator(_rate)]
Origin = Annotated[str, AfterValidator(_origin)]
Listed = BeforeValidator(_listed)
ClusterHost = Annotated[str, Field(pattern=r"^https?://[^\s/@?#]+$")]
Layout = Literal["jekyll", "gitbook", "mkdocs", "hugo", "docusaurus", "plain"]
Name = Annotated[str, AfterValidator(_name)]
Url = Annotated[str, AfterValidator(_site)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteSettings(_Table):
    """What the pages call themselves, and the language of their texts."""

    name: str = Field(default="寻脉", min_length=1, max_length=100)
    language: Literal["zh", "zh-CN", "zh-TW", "en"] = "zh"


class DirectorySource(_Table):
    """A source that is a folder on this machine; an optional one may be missing."""

    name: Name
    type: Literal["directory"]
    layout: Layout = "plain"
    include: tuple[str, ...] = ("**/*.md",)
    exclude: tuple[str, ...] = ()
    url: Url = ""
    optional: bool = False
    path: Path

    @field_validator("path")
    @classmethod
    def _there(cls, path: Path, info: ValidationInfo) -> Path:
        return path if info.data.get("optional") else _existing_folder(path)


class GitSource(_Table):
    """A source that is a git repository at a pinned ref; `mirrors` are tried in turn."""

    name: Name
    type: Literal["git"]
    repository: str = Field(min_length=1)
    mirrors: tuple[str, ...] = ()
    ref: str = Field(min_length=1)
    layout: Layout = "plain"
    include: tuple[str, ...] = ("**/*.md",)
    exclude: tuple[str, ...] = ()
    url: Url = ""
    optional: bool = False


SourceSettings = Annotated[DirectorySource | GitSource, Field(discriminator="type")]


class VocabularySettings(_Table):
    """The concept scheme, and the file of a curator's decisions on top of it (unless named: `curation.toml` beside
    the scheme, where there is one)."""

    path: Annotated[Path, AfterValidator(_existing_file)] | None = None
    curation: Annotated[Path, AfterValidator(_existing_file)] | None = Field(default=None, validate_default=True)

    @field_validator("curation")
    @classmethod
    def _beside(cls, named: Path | None, info: ValidationInfo) -> Path | None:
        path = info.data.get("path")
        beside = path.with_name("curation.toml") if isinstance(path, Path) else None
        return named or (beside if beside and beside.is_file() else None)


class EngineSettings(_Table):
    """Which full-text engine keeps the index; all keys but `type` are about the cluster of `opensearch`."""

    type: Literal["whoosh", "opensearch"] = "whoosh"
    hosts: Annotated[tuple[ClusterHost, ...], NoDecode, Listed] = ()
    user: str = ""
    password: SecretStr = SecretStr("")
    ca_file: Annotated[Path, AfterValidator(_existing_file)] | None = None
    timeout: float = Field(default=5.0, ge=0.1, le=600)
    prefix: str = Field(default="xunmai", pattern=r"^[a-z][a-z0-9_-]{0,63}$")
    shards: int = Field(default=1, ge=1, le=1024)
    replicas: int = Field(default=1, ge=0, le=16)
    candidates: int = Field(default=400, ge=100, le=10_000)

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.type == "opensearch" and not self.hosts:
            raise ValueError('opensearch needs engine.hosts, as in ["https://search-1:9200"]')
        return self


class GenerationsSettings(_Table):
    """How many generations a build leaves in the data folder, the one that serves included."""

    keep: int = Field(default=5, ge=1, le=1000)


class ServerSettings(_Table):
    """How the HTTP service listens, whom it answers, and what it limits."""

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    threads: int = Field(default=0, ge=0, le=64)
    cache_megabytes: int = Field(default=32, ge=0, le=4096)
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, Listed] = ()
    rate_limit: Rate = "60/second"
    admin_rate_limit: Rate = "60/minute"
    admin_token: SecretStr = SecretStr("")
    trusted_hops: int = Field(default=0, ge=0, le=10)
    log_queries: bool = False


class Settings(BaseSettings):
    """All settings; `data` is the folder that holds generations and the copies of git sources."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, env_ignore_empty=False
    )

    site: SiteSettings = SiteSettings()
    sources: tuple[SourceSettings, ...]
    vocabulary: VocabularySettings = VocabularySettings()
    engine: EngineSettings = EngineSettings()
    generations: GenerationsSettings = GenerationsSettings()
    server: ServerSettings = ServerSettings()
    data: Annotated[Path, BeforeValidator(_filled)]
    _file: Path | None = PrivateAttr(default=None)

    @property
    def file(self) -> Path:
        """The file they were read from, which a process started by this one reads too."""
        assert self._file is not None
        return self._file

    def read_from(self, file: Path) -> Settings:
        """These settings, with the file that they come from noted."""
        self._file = file.absolute()
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then what was read from the file."""
        return env_settings, init_settings
