"""What readers did not find becomes a proposal, by way of the log."""

from __future__ import annotations

import json
import logging
import tomllib

import pytest
from click.testing import CliRunner

from index.graph.curation import load_curation
from service.app import create_app
from service.commands.report import command
from service.config import Settings
from service.gaps import MESSAGE, Gap, count_gaps, find_gaps
from service.library import Library
from service.request_log import JsonFormatter


def line(q: str) -> str:
    return json.dumps({"message": MESSAGE, "q": q}, ensure_ascii=False)


def test_only_searches_without_a_hit_count_whatever_else_the_log_holds() -> None:
    lines = [
        line("镜象"),
        line("ＤＯＣＫＥＲ"),
        line("docker "),
        "no json " + MESSAGE,
        "",
        '{"message": "request"}',
        line(""),
    ]
    assert dict(count_gaps(lines)) == {"镜象": 1, "ＤＯＣＫＥＲ": 2}


def test_the_service_writes_what_the_report_reads(
    settings: Settings, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    server = settings.server.model_copy(update={"log_queries": True})
    client = create_app(settings.model_copy(update={"server": server}), library).test_client()
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            client.get("/api/v1/search?q=xyzzyplugh")
        client.get("/api/v1/search?q=镜像")
    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert dict(count_gaps(lines)) == {"xyzzyplugh": 3}


def test_without_leave_no_query_is_written(
    settings: Settings, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        create_app(settings, library).test_client().get("/api/v1/search?q=xyzzyplugh")
    assert "xyzzy" not in "".join(JsonFormatter().format(record) for record in caplog.records)


def test_a_gap_names_the_known_concept_or_those_that_come_near(library: Library) -> None:
    counts = count_gaps([line("镜像"), line("镜像器"), line("镜像器"), line("qqqq")])
    with library.lease() as opened:
        first, *rest = find_gaps(counts, opened.explorer)
        assert (first.query, first.count) == ("镜像器", 2)
        assert "image" in first.nearest
        assert Gap("镜像", 1, known="image") in rest
        assert [gap.query for gap in find_gaps(counts, opened.explorer, least=2)] == ["镜像器"]


def test_the_proposal_is_a_curation_file_that_can_be_read(settings: Settings, tmp_path: object) -> None:
    log = tmp_path / "log"
    log.write_text("\n".join(line(q) for q in ("镜像器", '"quoted\\"', "a\nb镜像", "镜像")), encoding="utf-8")
    options = ["--config", str(settings.file), "--data", str(settings.data)]
    result = CliRunner().invoke(command, ["gaps", str(log), "--curation", *options])
    assert result.exit_code == 0, result.output
    file = tmp_path / "curation.toml"
    file.write_text(result.output, encoding="utf-8")
    assert tomllib.loads(result.output)["decisions"]
    assert "镜像器" in {decision.label for decision in load_curation(file).decisions}
    nothing = CliRunner().invoke(command, ["gaps", *options], input="")
    assert nothing.exit_code == 1


def test_a_log_without_gaps_is_said_to_have_none(settings: Settings) -> None:
    options = ["--config", str(settings.file), "--data", str(settings.data)]
    result = CliRunner().invoke(command, ["gaps", *options], input="")
    assert result.exit_code == 1
    assert "server.log_queries" in result.output
