"""Rebuilding over HTTP: off without a token, one at a time, each with a record of what became of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.errors import BuildInProgress, DataFolderUnusable, NotFound
from service.app import create_app
from service.config import Settings
from service.jobs import KEPT, Job, Jobs
from service.library import Library

TOKEN = "a-token-for-tests"
URL = "/api/v1/admin/rebuild"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def ended(jobs: Jobs, job: Job) -> Job:
    end = time.monotonic() + 10
    while (found := jobs.find(job.id)).state == "running":
        assert time.monotonic() < end, "the job did not end"
        time.sleep(0.02)
    return found


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "did not come about within 10 s"
        time.sleep(0.02)


def python(code: str) -> tuple[str, ...]:
    return sys.executable, "-c", code


@pytest.fixture
def outcomes() -> list[str]:
    return []


def jobs(data: Path, code: str, outcomes: list[str]) -> Jobs:
    data.mkdir(exist_ok=True)
    return Jobs(data, python(code), lambda state, _seconds: outcomes.append(state))


@pytest.mark.parametrize("headers", [{}, bearer(""), bearer("wrong"), bearer(TOKEN + "x"), {"Authorization": TOKEN},
                                     {"Authorization": f"Basic {TOKEN}"}, bearer("ü")])  # fmt: skip
def test_without_the_token_nothing_is_done(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.post(URL, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert client.get("/api/v1/admin/jobs/x", headers=headers).status_code == 401


def test_without_a_token_in_the_settings_there_is_nothing(settings: Settings, library: Library) -> None:
    server = settings.server.model_copy(update={"admin_token": type(settings.server.admin_token)("")})
    client = create_app(settings.model_copy(update={"server": server}), library).test_client()
    for headers in ({}, bearer(""), bearer("x")):
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            for url in (URL, "/api/v1/admin/jobs/x", "/api/v1/admin/other"):
                assert client.open(url, method=method, headers=headers).status_code == 404


def test_a_rebuild_is_202_with_a_job_that_ends(client: FlaskClient) -> None:
    response = client.post(URL, headers=bearer(TOKEN))
    assert response.status_code == 202
    job = response.get_json()
    assert response.headers["Location"] == job["url"]
    assert client.post(URL, headers=bearer(TOKEN)).status_code == 409
    end = time.monotonic() + 60
    while (found := client.get(job["url"], headers=bearer(TOKEN)).get_json())["state"] == "running":
        assert time.monotonic() < end
        time.sleep(0.1)
    assert found["state"] == "done", found
    assert found["report"]["documents"] > 0


def test_a_rebuild_that_cannot_be_recorded_is_503_and_does_not_run(settings: Settings, library: Library) -> None:
    data = settings.data.with_name("unusable")
    data.mkdir()
    (data / "jobs").write_text("no folder")
    client = create_app(settings.model_copy(update={"data": data}), library).test_client()
    response = client.post(URL, headers=bearer(TOKEN))
    assert response.status_code == 503
    assert "data folder" in response.get_json()["detail"]
    assert str(data) not in response.text
    assert response.headers["Retry-After"]


def test_a_build_of_which_no_record_can_be_kept_is_ended(tmp_path: Path, outcomes: list[str]) -> None:
    kept = jobs(tmp_path, f"import time; time.sleep(2); open({str(tmp_path / 'built')!r}, 'w')", outcomes)
    (tmp_path / "jobs").symlink_to("/proc")
    with pytest.raises(DataFolderUnusable):
        kept.start()
    time.sleep(3)
    assert not (tmp_path / "built").exists()


def test_an_unknown_job_is_404(client: FlaskClient) -> None:
    assert client.get("/api/v1/admin/jobs/20260101T000000-00000000", headers=bearer(TOKEN)).status_code == 404


def test_a_job_keeps_what_the_build_said(tmp_path: Path, outcomes: list[str]) -> None:
    done = jobs(tmp_path / "a", "print('{\"documents\": 3}')", outcomes)
    assert ended(done, done.start()).report == {"documents": 3}
    failed = jobs(tmp_path / "b", "import sys; sys.exit('xunmai: no source')", outcomes)
    job = ended(failed, failed.start())
    assert (job.state, job.error) == ("failed", "xunmai: no source")
    eventually(lambda: outcomes == ["done", "failed"])


def test_a_second_build_is_refused_by_any_process_while_one_runs(tmp_path: Path, outcomes: list[str]) -> None:
    first = jobs(tmp_path, "import time; time.sleep(1)", outcomes)
    other = jobs(tmp_path, "pass", outcomes)
    job = first.start()
    with pytest.raises(BuildInProgress, match=job.id):
        other.start()
    assert ended(other, job).state == "done"
    ended(other, other.start())


def test_a_job_that_died_without_a_word_has_failed(tmp_path: Path, outcomes: list[str]) -> None:
    killed = jobs(tmp_path, "import os; os.kill(os.getpid(), 9)", outcomes)
    assert ended(killed, killed.start()).state == "failed"


@pytest.mark.parametrize("name", ["", "..", "../jobs", "x", "20260101T000000-0000000/", "20260101T000000-00000000\n"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, outcomes: list[str], name: str) -> None:
    with pytest.raises(NotFound):
        jobs(tmp_path, "pass", outcomes).find(name)


def test_old_records_are_forgotten(tmp_path: Path, outcomes: list[str]) -> None:
    kept = jobs(tmp_path, "pass", outcomes)
    folder = tmp_path / "jobs"
    folder.mkdir()
    for number in range(KEPT + 5):
        (folder / f"20200101T{number:06}-00000000.json").write_text("{}")
    ended(kept, kept.start())
    eventually(lambda: len(list(folder.glob("*.json"))) == KEPT)
