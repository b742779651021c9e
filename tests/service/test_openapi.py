"""The description is valid, complete and true: nothing that it does not document is ever answered."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import jsonschema
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from service.api.openapi import describe
from service.app import operations

TOKEN = "a-token-for-tests"
DOCUMENT = describe(operations(), "0", "test")
EXAMPLES = 40
DOCUMENTED_PARAMETERS = {
    operation["operationId"]: operation["parameters"]
    for methods in DOCUMENT["paths"].values()
    for operation in methods.values()
}
#: Long values may make an address longer than is read, whether each is valid or not.
CHECKS = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "404", "406", "409", "414"]},
        "negative_data_rejection": {"expected-statuses": ["400", "401", "404", "405", "406", "409", "414"]},
    }
}
#: A rebuild is tested elsewhere, once.
ASKED = sorted(
    operation["operationId"]
    for methods in DOCUMENT["paths"].values()
    for operation in methods.values()
    if operation["operationId"] != "rebuild"
)


@pytest.fixture(scope="module")
def asked(app: Flask) -> dict[str, schemathesis.APIOperation]:
    """The operations as the service describes them, by name."""
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app=app, config=schemathesis.Config.from_dict(CHECKS))
    found = [result.ok() for result in schema.get_all_operations()]
    return {operation.definition.raw["operationId"]: operation for operation in found}


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.name.lower())
@pytest.mark.parametrize("name", ASKED)
def test_no_input_gives_a_500_or_an_undocumented_answer(
    asked: dict[str, schemathesis.APIOperation], name: str, mode: schemathesis.GenerationMode
) -> None:
    if mode.is_negative and not DOCUMENTED_PARAMETERS[name]:
        return
    bounded = settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )

    @bounded
    @given(asked[name].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}", "Accept-Encoding": "identity"})

    ask()


def test_every_route_of_the_api_is_described_and_every_description_has_a_route(app: Flask) -> None:
    served = {
        str(rule.rule).replace("<path:", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.rule in ("/healthz", "/readyz", "/metrics")
    }
    assert served == set(DOCUMENT["paths"])


def test_every_parameter_and_operation_is_explained() -> None:
    for path, methods in DOCUMENT["paths"].items():
        for operation in methods.values():
            assert operation["summary"]
            for parameter in operation["parameters"]:
                assert parameter.get("description"), f"{path}: {parameter['name']}"


def test_the_description_is_openapi_3_1_with_valid_schemas() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_operation_can_answer_what_any_request_may_meet() -> None:
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            assert {"400", "414", "429", "503"} <= set(operation["responses"])


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/api/v1/stats", "/api/v1/graph"])
def test_a_tag_is_described_where_one_is_sent(client: FlaskClient, path: str) -> None:
    described = DOCUMENT["paths"][path]["get"]["responses"]
    sent = "ETag" in client.get(path).headers
    assert ("ETag" in described["200"]["headers"], "304" in described) == (sent, sent)


def test_the_page_for_people_shows_every_operation(client: FlaskClient) -> None:
    page = client.get("/docs").text
    for path, methods in DOCUMENT["paths"].items():
        assert path in page
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
            assert operation["summary"] in page


def test_the_description_needs_no_index(client: FlaskClient) -> None:
    first = client.get("/openapi.json")
    assert client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
