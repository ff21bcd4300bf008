"""Requests that cannot be read: each is refused with the place that is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.door import Door

NEW = {"subject": "Broken router", "queue": "billing"}
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[1", b"\xff\xfe", b'{"subject": NaN}', b'{"a": Infinity}',
        b"null", b"7", b'"text"', b"[]",
        b'{"subject": "\\ud800", "queue": "billing"}', b'{"subject": "a\\u0000b", "queue": "billing"}',
        b"[" * 100_000, b'{"a":' * 500 + b"1" + b"}" * 500, b'{"\\u0000": 1}',
    ],
)  # fmt: skip
def test_a_body_that_is_none(door: Door, body: bytes) -> None:
    answer = door.ask("POST", "/tickets", data=body, headers=JSON)
    assert answer.status_code == 400, answer.text
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"subject": ""}, "body.subject"), ({"subject": 7}, "body.subject"),
        ({"subject": None}, "body.subject"),
        ({"subject": "x" * 201}, "body.subject"), ({"priority": "highest"}, "body.priority"),
        ({"customer": "11988887777"}, "body.customer"), ({"tags": ["x"] * 21}, "body.tags"),
        ({"tags": [""]}, "body.tags.0"), ({"other": 1}, "body.other"),
        ({"language": "Deutsch!"}, "body.language"),
        ({"description": "x" * 10_001}, "body.description"), ({"queue": None}, "body.queue"),
    ],
)  # fmt: skip
def test_a_field_that_is_wrong_is_named(door: Door, changes: dict[str, Any], place: str) -> None:
    answer = door.post("/tickets", {**NEW, **changes})
    assert answer.status_code == 400
    assert [each["name"] for each in answer.get_json()["fields"]] == [place]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"), ("limit=1&limit=2", "limit"),
        ("colour=red", "colour"), ("cursor=x", "cursor"), ("since=yesterday", "since"), ("since=7", "since"),
        ("since=2026-03-02T12:00:00", "since"), ("status=asleep", "status"), ("customer=123", "customer"),
        ("assignee_id=99999999999", "assignee_id"), ("words=%00", "words"), ("cursor=" + "x" * 201, "cursor"),
    ],
)  # fmt: skip
def test_a_query_that_is_wrong(door: Door, query: str, place: str) -> None:
    answer = door.ask("GET", f"/tickets?{query}")
    assert answer.status_code == 400
    assert [each["name"] for each in answer.get_json()["fields"]] == [f"query.{place}"]


@pytest.mark.parametrize("path", ["/tickets/1001", "/tickets/1001/history"])
def test_an_address_without_a_query(door: Door, path: str) -> None:
    assert door.ask("GET", f"{path}?a=b").status_code == 400


def test_a_body_where_there_is_none(door: Door) -> None:
    assert door.ask("GET", "/tickets", {"a": 1}).status_code == 400


def test_a_body_that_is_not_json(door: Door) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert door.ask("POST", "/tickets", data=b"a=b", headers={"Content-Type": kind}).status_code == 415


def test_a_body_that_is_too_long(door: Door) -> None:
    answer = door.ask("POST", "/tickets", data=b" " * (256 * 1024 + 1), headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/tickets/0", "/tickets/-1", "/tickets/01", "/tickets/x", "/tickets/99999999999", "/tickets/²",
        "/numbers/5511/customer", "/numbers/+0/customer", "/numbers/+5511988887777%0A/customer", "/nothing",
        "/",
    ],
)  # fmt: skip
def test_addresses_of_nothing(door: Door, path: str) -> None:
    answer = door.ask("GET", path)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("tag", ["", "3", '"x"', '"-1"', '"1", "2"', '"99999999999"'])
def test_an_if_match_that_cannot_be_read(door: Door, tag: str) -> None:
    door.post("/tickets", NEW)
    answer = door.ask("PATCH", "/tickets/1001", {"priority": "high"}, headers={"If-Match": tag})
    assert answer.status_code == 400


@pytest.mark.parametrize("key", ["", " ", "é", "x" * 129, "a b"])
def test_a_key_that_cannot_be_read(door: Door, key: str) -> None:
    assert door.post("/tickets", NEW, headers={"Idempotency-Key": key}).status_code == 400
