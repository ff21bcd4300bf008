"""Counts beside the sums heed the same filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from support.store import explaining, migrate, rollup_sql
from support.store.base import Session, Store
from support.store.explaining import Threshold, Wanted
from support.store.facts import CallFact, LegFact, StayFact
from tests.support import booked
from tests.support.centre import NOON, Centre

HOUR = Wanted(NOON, NOON + timedelta(hours=1))


def test_filters(centre: Centre) -> None:
    def keep(session: Session) -> None:
        booked.stay(session, 1001, NOON, is_callback=True, flow="acme", agent_id=7)
        booked.stay(session, 1002, NOON, is_callback=True, flow="other", queue="tech")
        booked.stay(session, 1003, NOON + timedelta(hours=1), is_callback=True)
        booked.stay(session, 1004, NOON)

    centre.do(keep)
    for narrow, count in [
        (HOUR, 2), (Wanted(HOUR.start, HOUR.end, ("tech",)), 1),
        (Wanted(HOUR.start, HOUR.end, (), "flow", "acme"), 1),
        (Wanted(HOUR.start, HOUR.end, (), "agent", "7"), 1),
        (Wanted(HOUR.start, HOUR.end, (), "agent", "seven"), 0),
    ]:  # fmt: skip
        assert centre.do(explaining.callback_stays, narrow) == count


def test_parts_that_go_on(centre: Centre) -> None:
    def keep(session: Session) -> None:
        booked.leg(session, 1, NOON, end="talking", left_at=None, wrapped_at=None)
        booked.leg(session, 2, NOON, wrapped_at=None)
        booked.leg(session, 3, NOON, end="missed", connected_at=None, wrapped_at=None)
        booked.call(session, 4, NOON, outcome="", ended_at=None)

    centre.do(keep)
    assert centre.do(explaining.open_legs, HOUR) == 1
    assert centre.do(explaining.open_calls, HOUR) == 1


def test_thresholds_by_queue(centre: Centre) -> None:
    def keep(session: Session) -> None:
        booked.stay(session, 1001, NOON, short_s=5)
        booked.stay(session, 1002, NOON, queue="tech", short_s=3)
        rollup_sql.apply(session, UTC, [1001, 1002, 1003, 1004], 1)

    centre.do(keep)
    day = int(NOON.replace(hour=0).timestamp())
    found = centre.do(explaining.thresholds, day, day + 1, ())
    assert found == [Threshold("billing", day, 20, 5, 1), Threshold("tech", day, 20, 3, 1)]
    assert centre.do(explaining.thresholds, day, day + 1, ("tech",)) == found[1:]
    assert centre.do(explaining.thresholds, day + 1, day + 2, ()) == []


def test_what_was_brought(centre: Centre) -> None:
    def keep(session: Session) -> None:
        booked.call(session, -1, NOON, source="old pbx")
        booked.call(session, 2, NOON)
        booked.leg(session, -3, NOON, source="old pbx")

    centre.do(keep)
    assert centre.do(explaining.brought, CallFact, HOUR) == {"old pbx": 1}
    assert centre.do(explaining.brought, LegFact, HOUR) == {"old pbx": 1}
    assert centre.do(explaining.brought, StayFact, HOUR) == {}


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (explaining.callback_stays, "ix_stay_facts_callbacks"),
        (explaining.open_calls, "ix_call_facts_open"),
        (explaining.open_legs, "ix_leg_facts_talking"),
        (lambda session, wanted: explaining.brought(session, StayFact, wanted), "ix_stay_facts_elsewhere"),
        (lambda session, wanted: explaining.brought(session, LegFact, wanted), "ix_leg_facts_elsewhere"),
        (lambda session, wanted: explaining.brought(session, CallFact, wanted), "ix_call_facts_elsewhere"),
    ],
)
def test_few_are_not_looked_for_among_all(
    tmp_path: Path, ask: Callable[[Session, Wanted], object], index: str
) -> None:
    """SQLite's own choice was the index of queues or flows, with all the other rows of theirs."""
    store = Store(f"sqlite:///{tmp_path / 'few.db'}")
    migrate.upgrade(store)
    asked: list[tuple[str, Any]] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        asked.append((statement, given))

    for narrow in (("", ""), ("flow", "acme"), ("agent", "1")):
        asked.clear()
        with store.reading() as session:
            ask(session, Wanted(HOUR.start, HOUR.end, ("billing", "tech"), *narrow))
            [(statement, given)] = [each for each in asked if "_facts" in each[0]]
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
        assert any(index in str(row) for row in plan)
    store.close()
