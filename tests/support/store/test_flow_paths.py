"""Paths of calls, newest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from support.store import flow_paths
from support.store.base import Store
from support.store.facts import CallFact
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
        assert flow_paths.flows(session, START, END) == {"acme": 2, "other": 1}


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
        assert flow_paths.versions(session, "acme", START, END) == {1: 1, 2: 2}
        rows = flow_paths.paths(session, "acme", START, END, 2)
        assert [row.call_id for row in rows] == [3, 2]
