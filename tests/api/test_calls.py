"""Calls as a company's own program reads them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.services import transcripts
from tests.api.door import Door
from tests.support.centre import BILLING, CALLER, OTHER


def test_a_call_is_listed_and_told(door: Door) -> None:
    door.centre.reach(BILLING)
    door.centre.end()
    [line] = door.get("/calls")["items"]
    assert (line["caller"], line["queue"], line["outcome"]) == (CALLER, "billing", "abandoned_queue")
    assert line["started_at"] == "2026-03-02T12:00:00Z"
    story = door.get(f"/calls/{line['id']}")
    kinds = [event["kind"] for event in story["events"]]
    assert kinds[0] == "call_started"
    assert kinds[-1] == "call_ended"


def test_a_call_that_there_is_not(door: Door) -> None:
    answer = door.ask("GET", "/calls/7")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"] == "There is no call 7."


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("caller=%2B5511988887777", ["CA1"]), ("caller=%2B5511900000000", []), ("queue=billing", ["CA1"]),
        ("is_live=true", ["CA2"]), ("is_live=false", ["CA1"]), ("outcome=abandoned_queue", ["CA1"]),
        ("since=2026-03-02T12:00:01Z", ["CA2"]), ("until=2026-03-02T09:00:01-03:00", ["CA1"]),
        ("", ["CA2", "CA1"]),
    ],
)  # fmt: skip
def test_filters(door: Door, query: str, found: list[str]) -> None:
    door.centre.reach(BILLING)
    door.centre.end()
    door.centre.now += timedelta(seconds=60)
    door.centre.begin("CA2", OTHER)
    assert [each["sid"] for each in door.get(f"/calls?{query}")["items"]] == found


def test_pages_hold_still_while_calls_come_in(door: Door) -> None:
    for count in range(5):
        door.centre.begin(f"CA{count}")
    first = door.get("/calls?limit=2")
    door.centre.begin("CA-new")
    second = door.get(first["next"])
    third = door.get(second["next"])
    seen = [each["sid"] for page in (first, second, third) for each in page["items"]]
    assert seen == ["CA4", "CA3", "CA2", "CA1", "CA0"]
    assert third["next"] is None


def test_what_was_said_needs_its_own_scope(door: Door) -> None:
    call = door.centre.begin().call_id
    door.centre.do(transcripts.write, call, "caller", "<b>my bill</b>", door.centre.now, 0, final=True)
    assert door.get(f"/calls/{call}/transcript")["lines"][0]["text"] == "<b>my bill</b>"
    answer = door.ask("GET", f"/calls/{call}/transcript", token=door.new_token("calls:read"))
    assert answer.status_code == 403
    assert "transcripts:read" in answer.get_json()["detail"]


def test_numbers_are_masked_without_the_customers_scope(door: Door) -> None:
    door.centre.begin()
    [line] = door.get("/calls", token=door.new_token("calls:read"))["items"]
    assert line["caller"] == "+55119****7777"
