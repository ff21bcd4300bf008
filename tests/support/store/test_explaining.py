"""Counts beside the sums heed the same filters."""

from __future__ import annotations

from datetime import UTC, timedelta

from support.store import explaining, rollup_sql
from support.store.base import Session
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
