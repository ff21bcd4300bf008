"""The report of agents."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from support.store.surveys import Score
from tests.console.centre import Centre
from tests.console.report_facts import at, call, keep, presence
from tests.console.test_reports import at_home, table

__all__ = ["at_home"]


@pytest.fixture
def busy(centre: Centre) -> Centre:
    made = [call(n, at(f"2026-03-02T08:{n:02}"), talk_s=60 * n) for n in range(1, 11)]
    missed = call(11, at("2026-03-02T09:00"), agent_id=-3)
    legs = (replace(missed.legs[0], end="missed", connected_at=None, talk_ms=0, wrap_ms=0),)
    keep(centre, *made, replace(missed, legs=legs))
    presence(centre, 1, at("2026-03-02T09:00"), available=300, on_call=450, wrap_up=150, away=100)
    return centre


def test_what_agents_handled(busy: Centre, sue: FlaskClient) -> None:
    rows = table(sue, "/reports/agents?period=today", "work")
    assert rows[0][:7] == ["Agent", "Proposed", "Accepted", "Missed", "Declined", "Handled", "AHT (s)"]
    assert rows[1][:9] == ["Ana Agent", "10", "10", "0", "0", "10", "360", "330", "0"]
    assert rows[2][:6] == ["'-3", "1", "1", "1", "0", "0"]
    assert rows[3][:2] == ["All", "11"]


def test_half_and_nine_tenths(busy: Centre, sue: FlaskClient) -> None:
    rows = table(sue, "/reports/agents?period=today", "spreads")
    assert rows[1][:5] == ["Ana Agent", "330", "570", "300", "540"]
    assert rows[2][1] == ""  # nothing handled: no data, not 0


def test_how_conversations_are_spread(busy: Centre, sue: FlaskClient) -> None:
    rows = table(sue, "/reports/agents?period=today", "spread")
    assert [row[1] for row in rows[1:]] == ["0", "1", "1", "2", "3", "3", "0"]


def test_how_time_was_spent(busy: Centre, sue: FlaskClient) -> None:
    rows = table(sue, "/reports/agents?period=today", "time")
    assert rows[1][:5] == ["Ana Agent", "1000", "0.666667", "0.6", "0.9"]
    assert len(rows) == 2


def test_what_customers_said(busy: Centre, sue: FlaskClient) -> None:
    with busy.store.writing() as session:
        for score in (5, 4, 1):
            session.add(Score(agent_id=1, queue="billing", survey="csat", score=score, at=busy.clock()))
    rows = table(sue, "/reports/agents?period=today", "said")
    assert rows[1][:3] == ["Ana Agent", "3", "0.666667"]


def test_ones_own_day_by_day(busy: Centre, ana: FlaskClient) -> None:
    rows = table(ana, "/reports/me?period=last7", "days")
    assert rows[1][0] == "2026-03-02"
    assert rows[1][5] == "10"
    assert "Beatriz" not in ana.get("/reports/me").text
