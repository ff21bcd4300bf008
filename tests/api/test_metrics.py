"""Figures as a company's own program reads them: the same as on the pages, explained, and balanced."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from support.services import policies
from support.store import rollup_sql
from support.store.base import Session
from support.store.surveys import Score
from tests.api.door import Door
from tests.support import booked
from tests.support.centre import BILLING, NOON

DAY = "from=2026-03-02&to=2026-03-02"
WORKED = {"offered": 100, "answered": 80, "answered_in": 60, "abandoned": 20, "abandoned_in": 8, "short": 5}


@pytest.fixture
def worked(door: Door) -> Door:
    """A day of which five definitions say five things."""
    policy = "ramal policies: 1\ntimezone: UTC\n"
    door.centre.do(policies.publish, policy, None, NOON - timedelta(days=9))
    door.centre.do(booked.sums, NOON, "billing", **WORKED)
    door.centre.do(booked.sums, NOON, "tech", offered=10, answered=10, answered_in=10)
    return door


def test_a_day_in_figures(worked: Door) -> None:
    found = worked.get(f"/metrics/figures?{DAY}&queue=billing")
    assert (found["begins"], found["ends"]) == ("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z")
    assert found["timezone"] == "UTC"
    assert found["total"]["offered"] == 100
    assert round(found["total"]["service_level"], 3) == 0.632
    assert found["total"]["aht"] is None, "no data is not 0"
    [shape] = [each for each in found["measures"] if each["name"] == "service_level"]
    assert shape["formula"] == "answered_in / (answered + abandoned - short)"
    assert (shape["unit"], shape["better"]) == ("share", "up")
    assert found["groups"] == []


def test_rivals_by_name(worked: Door) -> None:
    names = "service_level_amazon,service_level_copc,service_level_asterisk_sl"
    total = worked.get(f"/metrics/figures?{DAY}&queue=billing&measures={names}")["total"]
    assert {name: round(100 * value, 1) for name, value in total.items()} == {
        "service_level_amazon": 68.0, "service_level_copc": 60.0, "service_level_asterisk_sl": 75.0,
    }  # fmt: skip


@pytest.mark.parametrize(("by", "keys"), [
    ("queue", ["billing", "tech"]), ("day", ["2026-03-02T00:00:00Z"]), ("weekday", ["0"]),
    ("month", ["2026-03-01T00:00:00Z"]),
])  # fmt: skip
def test_split(worked: Door, by: str, keys: list[str]) -> None:
    found = worked.get(f"/metrics/figures?{DAY}&measures=offered&by={by}")
    assert [each["key"] for each in found["groups"]] == keys
    assert sum(each["values"]["offered"] for each in found["groups"]) == 110


@pytest.mark.parametrize("period", [
    "from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z",
    "from=2026-03-01&to=2026-03-09", DAY,
])  # fmt: skip
def test_periods_of_days_and_of_moments(worked: Door, period: str) -> None:
    assert worked.get(f"/metrics/figures?{period}&measures=offered")["total"] == {"offered": 110}


@pytest.mark.parametrize("period", [
    "from=2026-03-03&to=2026-03-01", "from=2030-01-01&to=2030-01-31", "from=0001-01-01&to=0001-01-02",
    "from=9999-12-31&to=9999-12-31", "from=9999-12-31T23:59:59-23:00&to=0001-01-01T00:00:00%2B23:00",
])  # fmt: skip
def test_reversed_to_come_or_at_the_end_of_the_calendar_there_is_no_data(worked: Door, period: str) -> None:
    found = worked.get(f"/metrics/figures?{period}&measures=asa,offered,wait_p90&by=")
    assert found["total"] == {"asa": None, "offered": 0, "wait_p90": None}


@pytest.mark.parametrize(("query", "status", "told"), [
    ("from=yesterday&to=2026-03-02", 400, "from"), ("to=2026-03-02", 400, "from"), ("", 400, "from"),
    ("from=2026-13-01&to=2026-03-02", 400, "from"), ("from=2026-03-02T10:00&to=2026-03-02", 400, "from"),
    (f"{DAY}&measures=service", 404, "there is no figure service"), (f"{DAY}&by=caller", 400, "by"),
    (f"{DAY}&agent=1&team=north", 409, "only one"), ("from=2020-01-01&to=2026-03-02", 409, "1100 days"),
    (f"{DAY}&measures=wait_p90&by=queue", 409, "quantiles"),
    (f"{DAY}&measures=offered,csat&by=day", 409, "scores are of the whole"),
    (f"{DAY}&flow=acme&by=team", 409, "split"), (f"{DAY}&queue=a;b", 400, "queue"),
])  # fmt: skip
def test_what_cannot_be_asked(worked: Door, query: str, status: int, told: str) -> None:
    answer = worked.ask("GET", f"/metrics/figures?{query}")
    assert answer.status_code == status
    assert told.lower() in answer.get_json()["detail"].lower()


def test_a_figure_is_explained(worked: Door) -> None:
    found = worked.get(f"/metrics/explain/service_level?{DAY}&queue=billing")
    assert found["measure"]["name"] == "service_level_ours"
    assert {each["name"]: each["count"] for each in found["inputs"]} == {
        "answered_in": 60, "answered": 80, "abandoned": 20, "short": 5,
    }  # fmt: skip
    assert {"what": "short", "count": 5, "why": "short"} in found["left_out"]
    assert len(found["rivals"]) == 6
    assert found["behind"] == "stays late"
    assert worked.ask("GET", f"/metrics/explain/nothing?{DAY}").status_code == 404
    assert worked.get(f"/metrics/explain/wait_p90?{DAY}")["measure"]["unit"] == "seconds"


def test_books_that_balance_and_books_that_do_not(worked: Door) -> None:
    found = worked.get(f"/metrics/ledger?{DAY}")
    [billing] = [each for each in found["lines"] if each["queue"] == "billing"]
    assert (billing["answered"], billing["abandoned"]) == (80, 20)
    assert billing["difference"] != 0, "these figures were made up: nobody ever waited"
    assert not found["is_balanced"]
    assert worked.get("/metrics/ledger?from=2026-02-01&to=2026-02-02") == {
        "is_balanced": True, "lines": [], "calls": [],
    }  # fmt: skip


def test_now(door: Door) -> None:
    door.centre.agent("ana")
    door.centre.enqueue(key=BILLING)
    found = door.get("/metrics/now")
    assert found["at"] == "2026-03-02T12:00:00Z"
    [billing] = [each for each in found["queues"] if each["queue"] == "billing"]
    assert (billing["waiting"], billing["first_at"]) == (1, "2026-03-02T12:00:00Z")
    assert billing["agents"]["available"] == 1
    assert billing["service_level"] is None


def test_hours_are_those_of_the_centre_and_periods_may_have_any_offset(door: Door) -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    policy = "ramal policies: 1\ntimezone: America/Sao_Paulo\n"
    door.centre.do(policies.publish, policy, None, NOON - timedelta(days=9))
    door.centre.do(booked.call, 1, NOON, zone)
    door.centre.do(booked.stay, 1, NOON, zone=zone)
    door.centre.do(rollup_sql.apply, zone, [1], 1)
    period = "from=2026-03-02T12:45:00%2B01:00&to=2026-03-02T09:15:00-03:00&measures=offered"
    assert door.get(f"/metrics/figures?{period}")["total"] == {"offered": 1}
    for by, key in (
        ("hour", "2026-03-02T12:00:00Z"),
        ("hour_of_day", "9"),
        ("quarter", "2026-03-02T12:00:00Z"),
    ):
        [group] = door.get(f"/metrics/figures?{DAY}&measures=offered&by={by}")["groups"]
        assert group == {"key": key, "values": {"offered": 1}}


def test_figures_need_their_own_scope(door: Door) -> None:
    token = door.new_token("calls:read")
    for path in (f"/metrics/figures?{DAY}", f"/metrics/ledger?{DAY}", "/metrics/now"):
        assert door.ask("GET", path, token=token).status_code == 403
    token = door.new_token("metrics:read")
    assert door.ask("GET", f"/metrics/figures?{DAY}", token=token).status_code == 200


def test_figures_of_promises_and_scores(worked: Door) -> None:
    worked.centre.do(_keep, Score(survey="csat", score=5, at=NOON), Score(survey="csat", score=2, at=NOON))
    names = "csat,callbacks_offered,callbacks_accepted,tickets_opened"
    total = worked.get(f"/metrics/figures?{DAY}&measures={names}")["total"]
    assert total == {"csat": 0.5, "callbacks_offered": 0, "callbacks_accepted": None, "tickets_opened": 0}
    found = worked.get(f"/metrics/explain/csat?{DAY}")
    assert (found["value"], found["behind"]) == (0.5, "scores csat")
    assert found["measure"]["formula"] == "csat_satisfied / (csat_answers)"


def _keep(session: Session, *rows: Score) -> None:
    session.add_all(rows)
