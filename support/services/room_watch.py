"""Conversations as time passes: what no report told is found, and nobody is left in a room for nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from support.services import parties, rooms
from support.store import conversations as store
from support.store import parties as party_store
from support.store import queues as queue_store
from support.store.base import Session
from support.store.queues import Offer, QueueEntry

RECONNECT_S = 20  # so long an agent whose leg broke off is waited for
GRACE_S = 10  # after a caller has gone, legs end by themselves within this


def look_after(session: Session, now: datetime) -> None:
    """What no report told: agents who did not come back, legs that ended unheard, holds without a reason."""
    for party in parties.overdue(session, now):
        rooms.party_ended(session, party, now)
    for entry_id in store.restless(session):
        entry = queue_store.entry(session, entry_id)
        if entry and entry.left_at is None:
            _put_in_order(session, entry, now)
        elif entry and entry.left_at:
            _clear_away(session, entry, now)


def _put_in_order(session: Session, entry: QueueEntry, now: datetime) -> None:
    open_offers = store.open_offers(session, entry.id)
    lead = next((each for each in open_offers if each.role == "lead"), None)
    consult = next((each for each in open_offers if each.role == "consult"), None)
    outside = rooms.open_parties(session, entry, "outside")
    if lead and lead.lost_at:
        if lead.lost_at + timedelta(seconds=RECONNECT_S) <= now:
            _give_up(session, entry, lead, now)
    elif entry.state == "passed":
        if not outside:
            rooms.go_on(session, entry, now)
    elif consult and lead is None:
        if consult.state == "accepted":
            rooms.promote(session, entry, None, consult, now)
        else:
            rooms.withdraw(session, consult, now)
    elif entry.held_for == "consult" and consult is None and not outside:
        rooms.back_to_lead(session, entry, now)


def _give_up(session: Session, entry: QueueEntry, lead: Offer, now: datetime) -> None:
    """The agent did not come back: who is with the caller takes over, or the next agent does."""
    consult, outside = rooms.consulted(session, entry.id), rooms.outsider(session, entry.id)
    lead.ending_at = now
    if consult:
        rooms.promote(session, entry, lead, consult, now)
    elif outside:
        rooms.pass_on(session, entry, lead, outside, now)
    else:
        rooms.withdraw_invited(session, entry, now)
        rooms.end_offer(session, lead, now)
        rooms.back_to_line(session, entry, now)
    rooms.away(session, lead.agent_id, now)


def _clear_away(session: Session, entry: QueueEntry, now: datetime) -> None:
    """The caller is gone. Who rings is free at once; who was in the room gets a moment to fall out of it."""
    rooms.withdraw_invited(session, entry, now)
    if entry.left_at and entry.left_at + timedelta(seconds=GRACE_S) <= now:
        rooms.room_closed(session, entry.id, now)
        for party in party_store.open_parties(session, entry.id):
            parties.forget(session, party, now)
