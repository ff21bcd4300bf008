"""Holds: the customer hears music instead of the room, and why, and for how long altogether.

What is wanted stands in the entry; the order only says that somebody must look. So an order that comes late
or twice does what is wanted now.
"""

from __future__ import annotations

from datetime import datetime

from support.services import parties
from support.services.parties import note
from support.store import orders
from support.store.base import Session
from support.store.queues import QueueEntry


def hold(session: Session, entry: QueueEntry, why: str, now: datetime) -> None:
    """The customer hears music. `why`: agent, consult or lost; a consult's hold ends with the consult."""
    if entry.held_at is None:
        entry.held_at, entry.held_for = now, why
        note(session, entry, "held", now, why=why)
        orders.place(session, "hold_caller", now, entry.call_id, entry_id=entry.id)
    elif why == "consult":
        entry.held_for = why
    session.flush()


def resume(session: Session, entry: QueueEntry, now: datetime) -> None:
    if entry.held_at is None:
        return
    seconds = stop_clock(entry, now)
    note(session, entry, "resumed", now, seconds=seconds)
    orders.place(session, "hold_caller", now, entry.call_id, entry_id=entry.id)


def stop_clock(entry: QueueEntry, now: datetime) -> int:
    """Seconds of this hold, which are counted here."""
    if entry.held_at is None:
        return 0
    seconds = max(0, round((now - entry.held_at).total_seconds()))
    entry.held_s, entry.held_at, entry.held_for = entry.held_s + seconds, None, ""
    return seconds


def wanted(session: Session, entry_id: int) -> tuple[str, bool] | None:
    """(the customer's leg, whether it is to be on hold now); None when there is nobody to hold."""
    entry = session.get(QueueEntry, entry_id)
    if entry is None or entry.state not in ("talking", "passed"):
        return None
    leg = parties.customer_leg(session, entry)
    return (leg, entry.held_at is not None) if leg else None


def reason(session: Session, entry_id: int) -> str:
    """Why the customer is on hold: agent, consult, lost, or "" when they are not."""
    entry = session.get(QueueEntry, entry_id)
    return entry.held_for if entry else ""


def done(session: Session, entry_id: int, held: bool, now: datetime) -> None:
    """Two orders may overtake each other: the last one to be done looks whether it did what is wanted."""
    now_wanted = wanted(session, entry_id)
    entry = session.get(QueueEntry, entry_id)
    if now_wanted and entry and now_wanted[1] != held:
        orders.place(session, "hold_caller", now, entry.call_id, entry_id=entry_id)
