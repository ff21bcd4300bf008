"""Legs that we placed, as the phone company reports them. Reports come late, twice and in any order."""

from __future__ import annotations

from datetime import datetime

from support.rules.outcomes import FINAL_STATUSES
from support.services import dialling, offers, parties, rooms, tapes
from support.store import calls as store
from support.store.base import Session
from support.store.parties import Party

_ENDS: dict[str, offers.End] = {
    "busy": "declined",  # a browser is busy because somebody pressed the button
    "no-answer": "missed",
    "failed": "failed",
    "canceled": "missed",
}
_ENDS_OF_TELEPHONES: dict[str, offers.End] = _ENDS | {"busy": "failed"}


def report(session: Session, sid: str, offer_id: int, status: str, sequence: int, now: datetime) -> None:
    """A status callback of an agent's leg; an older report than the last one changes nothing."""
    offers.leg_placed(session, offer_id, sid, now)
    leg = store.leg(session, sid)
    if leg is None or leg.ended_at is not None or sequence <= leg.sequence:
        return
    leg.sequence, leg.status = sequence, status
    if status == "in-progress" and leg.answered_at is None:
        leg.answered_at = now
    if status in FINAL_STATUSES:
        leg.ended_at = now
        session.flush()
        _ended(session, offer_id, status, now)


def party_report(
    session: Session, sid: str, party_id: int, status: str, sequence: int, now: datetime
) -> None:
    """A status callback of a party's leg."""
    party_over(session, parties.report(session, party_id, sid, status, sequence, now), now)


def party_over(session: Session, party: Party | None, now: datetime) -> None:
    """What follows when a party is out of the room, or never came into it."""
    if party and party.kind == "customer":
        tapes.leg_over(session, party.leg_sid or "", now)
        dialling.ended(session, party, now)
    elif party:
        rooms.party_ended(session, party, now)


def gone(session: Session, sid: str, now: datetime) -> None:
    """We hung it up: over, even when the phone company's report of it is lost."""
    leg = store.leg_seen(session, sid)
    if leg and leg.offer_id is not None:
        report(session, sid, leg.offer_id, "completed", leg.sequence + 1, now)
    elif leg is None:
        party_over(session, parties.gone(session, sid, now), now)


def _ended(session: Session, offer_id: int, status: str, now: datetime) -> None:
    ends = _ENDS if rooms.is_browser(session, offer_id) else _ENDS_OF_TELEPHONES
    offers.fail(session, offer_id, ends.get(status, "missed"), now)  # nothing unless it still rings
    rooms.leg_ended(session, offer_id, now)  # nothing unless it was accepted
