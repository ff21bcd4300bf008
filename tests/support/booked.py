"""Facts and sums put into the tables by hand, for tests of what is made of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from support.services.ledger import midnight
from support.store.base import Session
from support.store.facts import CallFact, LegFact, StayFact
from support.store.rollups import Rollup

UTC_ZONE = ZoneInfo("UTC")


def _booked(at: datetime, zone: ZoneInfo) -> dict[str, int]:
    day = int(midnight(at.astimezone(zone).date(), zone).timestamp())
    return {"day": day, "quarter": int(at.timestamp()) // 900 * 900}


def call(session: Session, /, call_id: int, at: datetime, zone: ZoneInfo = UTC_ZONE, **more: Any) -> CallFact:
    """A call that the flow served in a minute, but for what is said otherwise."""
    known: dict[str, Any] = {
        "id": call_id, "source": "", "customer": "", "flow": "acme", "version": 1, "number": "",
        "language": "", "intent": "", "matter": "", "queue": "", "agent_id": None, "arrived_at": at,
        "entered_at": None, "rang_at": None, "answered_at": None, "ended_at": at + timedelta(minutes=1),
        "outcome": "contained", "last_step": "main", "menu_ms": 60_000, "wait_ms": 0,
        "ring_ms": 0, "talk_ms": 0, "hold_ms": 0,
        "wrap_ms": 0, "stays": 0, "legs": 0, "transfers": 0, "holds": 0, "repeated_at": None, "path": [],
        "receipts": [], **_booked(at, zone),
    }  # fmt: skip
    row = CallFact(**(known | more))
    session.add(row)
    return row


def stay(
    session: Session, /, stay_id: int, at: datetime, end: str = "answered", wait_s: float = 10,
    zone: ZoneInfo = UTC_ZONE, **more: Any,
) -> StayFact:  # fmt: skip
    """In `billing`, to be answered within 20 seconds."""
    over = at + timedelta(seconds=wait_s)
    known: dict[str, Any] = {
        "id": stay_id, "call_id": stay_id, "source": "", "queue": "billing", "from_queue": "",
        "is_callback": False, "flow": "acme", "language": "", "number": "", "intent": "", "agent_id": None,
        "team": "", "entered_at": at, "first_entered_at": at, "rang_at": None,
        "answered_at": over if end == "answered" else None, "left_at": over, "end": end,
        "result": {"answered": "talked", "abandoned": "hangup"}.get(end, "callback"),
        "wait_ms": int(wait_s * 1000), "hold_ms": 0, "estimate_s": None, "target_s": 20, "short_s": 5,
        **_booked(at, zone),
    }  # fmt: skip
    row = StayFact(**(known | more))
    session.add(row)
    return row


def leg(
    session: Session, /, leg_id: int, at: datetime, agent_id: int = 1, zone: ZoneInfo = UTC_ZONE, **more: Any
) -> LegFact:
    """Taken after five seconds, talked for a minute, wrapped up in ten seconds."""
    known: dict[str, Any] = {
        "id": leg_id, "call_id": leg_id, "stay_id": leg_id, "source": "", "queue": "billing", "role": "lead",
        "is_callback": False, "flow": "acme", "language": "", "number": "", "intent": "",
        "agent_id": agent_id, "team": "", "offered_at": at, "accepted_at": at + timedelta(seconds=5),
        "connected_at": at + timedelta(seconds=5), "left_at": at + timedelta(seconds=65),
        "wrapped_at": at + timedelta(seconds=75), "end": "done", "disposition": "solved",
        "is_transferred": False, "ring_ms": 5000, "talk_ms": 60_000, "hold_ms": 0, "wrap_ms": 10_000,
        **_booked(at, zone),
    }  # fmt: skip
    row = LegFact(**(known | more))
    session.add(row)
    return row


def sums(session: Session, /, at: datetime, queue: str = "billing", **counts: int) -> Rollup:
    """A day's row of a queue, at UTC's midnight."""
    start = int(midnight(at.date(), UTC_ZONE).timestamp())
    row = Rollup(grain="d", dim="", start=start, value="", queue=queue, **counts)
    session.add(row)
    return row
