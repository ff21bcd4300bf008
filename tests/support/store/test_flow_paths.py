"""Paths of calls, newest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from support.store import flow_paths
from support.store.base import Store
from support.store.facts import CallFact
from support.store.rollups import StepRollup
from tests.support import facts_made

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
END = START + timedelta(days=1)


def call(number: int, *path: list[Any], outcome: str = "contained", **values: Any) -> CallFact:
    at = values.pop("at", START + timedelta(minutes=number))
    facts: dict[str, Any] = {
        "id": number, "source": "", "customer": "", "flow": "acme", "version": 1, "number": "",
        "language": "en-US", "intent": "", "matter": "", "queue": "", "agent_id": None, "arrived_at": at,
        "outcome": outcome, "last_step": "", "menu_ms": 0, "wait_ms": 0, "ring_ms": 0, "talk_ms": 0,
        "hold_ms": 0, "wrap_ms": 0, "stays": 0, "legs": 0, "transfers": 0, "holds": 0, "path": list(path),
        "receipts": [], **facts_made.booked(at, ZoneInfo("America/Sao_Paulo")),
    }  # fmt: skip
    return CallFact(**{**facts, **values})


def keep(store: Store, *rows: CallFact) -> None:
    with store.writing() as session:
        session.add_all(rows)


def test_calls_that_are_over_newest_first(store: Store) -> None:
    keep(store, call(1), call(2), call(3, outcome=""), call(4, flow="other"), call(5, at=END))
    with store.reading() as session:
        assert [row.call_id for row in flow_paths.paths(session, "acme", START, END)] == [2, 1]
        assert [row.call_id for row in flow_paths.paths(session, "acme", START, END, limit=1)] == [2]


def test_a_page_goes_on_where_the_one_before_ended(store: Store) -> None:
    keep(store, *(call(number, at=START) for number in range(1, 4)))
    with store.reading() as session:
        assert [row.call_id for row in flow_paths.paths(session, "acme", START, END, before_id=3)] == [2, 1]
        assert [row.call_id for row in flow_paths.paths(session, "acme", START, END, before_id=99)] == [
            3,
            2,
            1,
        ]


def test_steps_are_found_by_name_whatever_stands_in_it(store: Store) -> None:
    names = ("main", "a_b", "axb", "100%", 'so "said"', "ação")
    keep(store, *(call(number, [name, 1000, "hangup"]) for number, name in enumerate(names, start=1)))
    with store.reading() as session:
        for number, name in enumerate(names, start=1):
            found = [row.call_id for row in flow_paths.paths(session, "acme", START, END, step=name)]
            assert found == [number], name


def test_versions_of_a_flow(store: Store) -> None:
    keep(store, call(1), call(2, version=2), call(3, version=2))
    with store.reading() as session:
        assert flow_paths.versions(session, "acme", START, END, 9) == {1: 1, 2: 2}
        assert flow_paths.versions(session, "acme", START, END, 1) == {2: 1}
        rows = flow_paths.paths(session, "acme", START, END, 2)
        assert [row.call_id for row in rows] == [3, 2]


def test_days_on_which_callers_came_to_a_step(store: Store) -> None:
    with store.writing() as session:
        for day, step, following, how, count in (
            (100, "main", "", "hangup", 2), (200, "main", "bye", "next", 1), (200, "main", "", "ended", 1),
            (300, "bye", "", "ended", 1), (400, "main", "", "hangup", 1),
        ):  # fmt: skip
            session.add(
                StepRollup(flow="acme", day=day, step=step, following=following, how=how, count=count)
            )
    with store.reading() as session:
        assert flow_paths.days(session, "acme", "main", 0, 400, left=False) == [400, 200, 100]
        assert flow_paths.days(session, "acme", "main", 0, 399, left=True) == [100]


def test_when_a_call_arrived(store: Store) -> None:
    keep(store, call(1))
    with store.reading() as session:
        assert flow_paths.arrived(session, 1) == START + timedelta(minutes=1)
        assert flow_paths.arrived(session, 2) is None
