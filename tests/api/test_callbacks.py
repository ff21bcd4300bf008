"""Callbacks as a company's own program promises and cancels them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.door import Door
from tests.support.centre import BILLING, CALLER, OTHER

NEW = {"number": CALLER, "queue": "billing"}


@pytest.fixture
def called(door: Door) -> Door:
    door.centre.reach(BILLING)
    door.centre.end()
    return door


def test_a_callback_is_promised_listed_and_cancelled(called: Door) -> None:
    at = (called.centre.now + timedelta(hours=3)).isoformat().replace("+00:00", "Z")
    answer = called.post("/callbacks", {**NEW, "at": at})
    made = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/callbacks/{made['id']}"
    assert (made["state"], made["number"], made["chosen_at"]) == ("promised", CALLER, at)
    assert made["ticket"] == 1001
    for query in ("is_open=true", "state=promised", "queue=billing", "number=%2B5511988887777"):
        assert called.get(f"/callbacks?{query}")["items"] == [made]
    gone = called.ask("DELETE", f"/callbacks/{made['id']}").get_json()
    assert gone["state"] == "cancelled"
    assert called.ask("DELETE", f"/callbacks/{made['id']}").status_code == 409
    assert called.get("/callbacks?is_open=true")["items"] == []


def test_asked_again_it_is_the_same_promise(called: Door) -> None:
    first = called.post("/callbacks", NEW).get_json()
    assert called.post("/callbacks", NEW).get_json()["id"] == first["id"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({**NEW, "number": OTHER}, 409), ({**NEW, "queue": "nowhere"}, 409), ({**NEW, "call_id": 99}, 404),
        ({**NEW, "at": "2020-01-01T00:00:00Z"}, 409), ({**NEW, "at": "9999-12-31T23:59:59-14:00"}, 409),
        ({**NEW, "at": "tomorrow"}, 400), ({**NEW, "number": "+1"}, 400),
    ],
)  # fmt: skip
def test_promises_that_cannot_be(called: Door, body: dict[str, object], status: int) -> None:
    assert called.post("/callbacks", body).status_code == status


def test_a_number_is_masked_without_the_customers_scope(called: Door) -> None:
    made = called.post("/callbacks", NEW).get_json()
    token = called.new_token("callbacks:read")
    assert called.get(f"/callbacks/{made['id']}", token=token)["number"] == "+55119****7777"


def test_a_callback_that_there_is_not(door: Door) -> None:
    assert door.ask("GET", "/callbacks/7").status_code == 404
    assert door.ask("DELETE", "/callbacks/7").status_code == 404
