"""The description is valid OpenAPI, needs no token, and names everything that is there."""

from __future__ import annotations

from openapi_spec_validator import validate

from api.shell import routes
from tests.api.door import Door


def test_it_is_valid_and_open(door: Door) -> None:
    answer = door.ask("GET", "/api/openapi.json", token="")
    assert answer.status_code == 200
    described = answer.get_json()
    validate(described)
    assert described["openapi"].startswith("3.1")
    named = {
        operation["operationId"] for methods in described["paths"].values() for operation in methods.values()
    }
    assert named == {route.name for route in routes()}


def test_nothing_is_fetched_from_elsewhere(door: Door) -> None:
    assert "http" not in str(door.get("/api/openapi.json")).replace("'type': 'http'", "")


def test_what_a_query_needs_is_described(door: Door) -> None:
    described = door.get("/api/openapi.json")
    parameters = described["paths"]["/api/v1/metrics/figures"]["get"]["parameters"]
    needed = {each["name"] for each in parameters if each.get("required")}
    assert needed == {"from", "to"}
