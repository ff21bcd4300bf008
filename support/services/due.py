"""Promised callbacks as time passes: they fall due, rest at night, grow old; a crash's traces go."""

from __future__ import annotations

from datetime import datetime, timedelta

from support.rules import callbacks as rules
from support.services import callbacks, dialling
from support.store import callbacks as store
from support.store import queues as queue_store
from support.store.base import Session, announce
from support.store.callbacks import Callback
from support.store.queues import QueueEntry

LONELY_S = 10


def look_after(session: Session, now: datetime) -> None:
    """Promises fall due, go to sleep at night, and grow old; none is without a place in the line."""
    hours: dict[str, rules.Hours] = {}
    for seen, place, is_over in store.unkept(session):
        if seen.queue not in hours:
            hours[seen.queue] = dialling.plan(session, seen.queue).hours
        if seen.state in callbacks.FREE and _needs_look(seen, place, is_over, hours[seen.queue], now):
            _settle(session, seen.id, is_over, now)
        elif seen.state == "reserved" and place and place.state == "waiting":
            _unreserve(session, seen.id)
    for party_id in store.unheard_of(session):
        dialling.party_over(session, party_id, now)
    for callback_id in store.idle_offers(session):
        made, entry = callbacks.locked(session, callback_id)
        if entry and made.state not in ("dialling", "connected"):
            _give_back(session, made, entry, now)
    for entry_id in store.unattended(session, now - timedelta(seconds=LONELY_S)):
        _over(session, entry_id, now)


def _needs_look(
    made: Callback, entry: QueueEntry | None, is_over: bool, hours: rules.Hours, now: datetime
) -> bool:
    if entry is None or rules.is_stale(max(made.created_at, made.chosen_at or made.created_at), now):
        return True
    if not is_over:
        return entry.not_before is None or entry.not_before < now + callbacks.HOLD / 2
    if entry.not_before and entry.not_before > now and entry.not_before == made.next_try_at:
        return False
    at = _next(made, hours, now)
    is_due = made.state == "due" and entry.not_before is None
    return not is_due if at == now else entry.not_before != at


def _settle(session: Session, callback_id: int, is_over: bool, now: datetime) -> None:
    made, entry = callbacks.locked(session, callback_id)
    if made.state not in callbacks.FREE or (entry and entry.state != "waiting"):
        return
    if rules.is_stale(max(made.created_at, made.chosen_at or made.created_at), now):
        dialling.expire(session, made, entry, now)
        return
    if entry is None:
        entry = callbacks.stand(
            session, made, callbacks.Place(made.first_entered_at, made.first_entered_at), now
        )
    if not is_over:
        entry.not_before = now + callbacks.HOLD
        return
    at = _next(made, dialling.plan(session, made.queue).hours, now)
    if at is None:
        dialling.expire(session, made, entry, now)
    elif at <= now:
        _due(made, entry)
        announce(session, "callbacks", "waiting")
    else:
        made.state = "missed" if made.attempts else "promised"
        entry.not_before = made.next_try_at = at
        announce(session, "callbacks")


def _next(made: Callback, hours: rules.Hours, now: datetime) -> datetime | None:
    """When it may be tried: at the time that it is for, within the hours."""
    wish = made.next_try_at or made.chosen_at or now
    return rules.next_awake(max(now, wish), dialling.zones(made), hours)


def _due(made: Callback, entry: QueueEntry) -> None:
    made.state, made.next_try_at, entry.not_before = "due", None, None


def _unreserve(session: Session, callback_id: int) -> None:
    """The offer ended in a process that died before it could say so."""
    made, entry = callbacks.locked(session, callback_id)
    if entry and entry.state == "waiting" and made.state == "reserved":
        made.state = "missed" if made.attempts else "due"


def _give_back(session: Session, made: Callback, entry: QueueEntry, now: datetime) -> None:
    """An agent came, but the customer may not be rung now: the night has begun, or never from here."""
    dialling.free_agent(session, entry, "callback not now", now)
    entry.state = "waiting"
    if made.state == "reserved" and not dialling.may_be_called(session, made.number, made.ours, made.call_id):
        dialling.expire(session, made, entry, now)
    elif made.state == "reserved":
        made.state = "missed" if made.attempts else "promised"
        entry.not_before = now + timedelta(seconds=1)


def _over(session: Session, entry_id: int, now: datetime) -> None:
    """The agent has gone, and the customer was left in the room."""
    entry = queue_store.entry(session, entry_id)
    made = store.callback(session, entry.callback_id) if entry and entry.callback_id else None
    if entry and made:
        dialling.conversation_over(session, made, entry, now)
