"""The manifests of `deploy/` are what Kubernetes and compose take, and name settings that exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from service.config import ENVIRONMENT_PREFIX, Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
MANIFESTS = [
    (path.name, number, manifest)
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for number, manifest in enumerate(yaml.safe_load_all(path.read_text()))
]


@pytest.mark.parametrize(("name", "number", "manifest"), MANIFESTS)
def test_a_manifest_is_valid_by_the_schema_of_kubernetes(name: str, number: int, manifest: dict[str, Any]) -> None:
    validating = pytest.importorskip("kubernetes_validate", reason="pip install kubernetes-validate")
    validating.validate(manifest, "1.33", strict=True)


def test_every_variable_names_a_setting() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    given = {*MANIFESTS[0][2]["data"], *composed["services"]["xunmai-1"]["environment"]}
    for variable in given:
        table, _, key = variable.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
        assert key in Settings.model_fields[table].default.__class__.model_fields


def test_compose_starts_what_depends_on_what() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert {"search-1", "search-2", "search-3", "builder", "xunmai-1", "xunmai-2", "nginx"} == services.keys()
    for service in services.values():
        assert set(service.get("depends_on", ())) <= services.keys()
    written = (DEPLOY / "nginx.conf").read_text()
    assert all(f"server {name}:8000" in written for name in ("xunmai-1", "xunmai-2"))
