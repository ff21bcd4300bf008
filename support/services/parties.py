"""Parties: whom we bring into a call's room beside its caller and its agents, from the wish to the end.

The row is written before anybody is rung, and its id is in every address that we hand out: reports come
late, twice and in any order, and each means something once. What follows from an end is decided elsewhere
(`services.legs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from support.rules.outcomes import FINAL_STATUSES
from support.services import offers
from support.store import callbacks as callback_store
from support.store import calls as call_store
from support.store import conversations as conversation_store
from support.store import orders
from support.store import parties as store
from support.store import queues as queue_store
from support.store.base import Session, announce
from support.store.parties import Party

Kind = Literal["supervisor", "outside", "customer"]
OPEN = ("ordered", "ringing", "in")
RING_S = 25
OVERDUE_S = 60  # ringing ends by itself long before; later its report was lost
_RESULTS = ("busy", "no-answer", "failed", "canceled")


@dataclass(frozen=True)
class Ring:
    """How a party is rung. `ours` is the number that is shown; `detects`: tell a machine from a person."""

    address: str
    ours: str
    detects: bool


@dataclass(frozen=True)
class Joining:
    """A party who picked up. `room` is where everybody is; `coached`: whose leg alone hears them, or ""."""

    party_id: int
    entry_id: int
    kind: str
    mode: str
    room: str
    coached: str


def invite(
    session: Session,
    entry_id: int,
    kind: Kind,
    address: str,
    now: datetime,
    *,
    user_id: int | None = None,
    mode: str = "",
    callback_id: int | None = None,
) -> Party:
    """Somebody is to come into the room: they are rung by the order that is placed here."""
    party = Party(
        entry_id=entry_id,
        kind=kind,
        address=address,
        user_id=user_id,
        mode=mode,
        callback_id=callback_id,
        created_at=now,
    )
    session.add(party)
    session.flush()
    entry = queue_store.entry(session, entry_id)
    orders.place(session, "ring_party", now, entry.call_id if entry else None, party_id=party.id)
    tell(session, party.entry_id)
    return party


def kind(session: Session, party_id: int) -> str:
    """Supervisor, outside or customer; "" for one that there is not."""
    party = session.get(Party, party_id)
    return party.kind if party else ""


def customer_of_leg(session: Session, sid: str) -> int | None:
    """Id of the customer whose leg this is; None for anybody else's."""
    party = store.by_leg(session, sid)
    return party.id if party and party.kind == "customer" else None


def ring_details(session: Session, party_id: int) -> Ring | None:
    """None when nobody is to be rung any more."""
    party = session.get(Party, party_id)
    entry = session.get(queue_store.QueueEntry, party.entry_id) if party else None
    call = call_store.by_id(session, entry.call_id) if entry else None
    if (
        party is None
        or party.state != "ordered"
        or entry is None
        or entry.left_at is not None
        or call is None
    ):
        return None
    promise = session.get(callback_store.Callback, party.callback_id) if party.callback_id else None
    return Ring(party.address, (promise.ours if promise else "") or call.called, party.kind == "customer")


def placed(session: Session, party_id: int, sid: str, now: datetime) -> None:
    """The phone company has begun to ring. A leg for a party that is not wanted any more is hung up."""
    party = _locked(session, party_id)
    if party is None or party.leg_sid is not None:
        return
    party.leg_sid = sid
    if party.state == "ordered":
        party.state = "ringing"
        tell(session, party.entry_id)
    elif party.state not in OPEN:
        _hang_up_leg(session, party, now)


def is_new(session: Session, sid: str) -> bool:
    """Whether no leg that we know of has this SID."""
    return store.by_leg(session, sid) is None and call_store.leg_seen(session, sid) is None


def answered(session: Session, party_id: int, sid: str, now: datetime) -> Joining | None:
    """They picked up. The same request again gets the same answer; None when nobody is there any more."""
    placed(session, party_id, sid, now)
    party = _locked(session, party_id)
    entry = queue_store.entry(session, party.entry_id) if party else None
    if party is None or entry is None or entry.left_at is not None or party.state not in ("ringing", "in"):
        return None
    if party.state == "ringing":
        party.state, party.result, party.answered_at = "in", "answered", now
        tell(session, party.entry_id)
    coached = lead_leg(session, entry.id) if party.mode == "whisper" else ""
    return Joining(party.id, entry.id, party.kind, party.mode, offers.room(entry.id), coached)


def report(
    session: Session, party_id: int, sid: str, status: str, sequence: int, now: datetime
) -> Party | None:
    """A status callback of a party's leg; the party when this is the news of its end."""
    placed(session, party_id, sid, now)
    party = _locked(session, party_id)
    if party is None or party.leg_sid != sid or party.state not in OPEN or sequence <= party.sequence:
        return None
    party.sequence = sequence
    if status not in FINAL_STATUSES:
        return None
    return _over(session, party, status if status in _RESULTS else "hangup", now)


def gone(session: Session, sid: str, now: datetime) -> Party | None:
    """We hung this leg up; the party if it was one's, and the news."""
    party = store.by_leg(session, sid)
    return report(session, party.id, sid, "completed", party.sequence + 1, now) if party else None


def not_rung(session: Session, party_id: int, now: datetime) -> Party | None:
    """The phone company refused, or nobody knows whether it rang."""
    party = _locked(session, party_id)
    return _over(session, party, "failed", now) if party and party.state == "ordered" else None


def send_away(session: Session, party: Party, now: datetime) -> None:
    """Their leg goes; what follows comes with the report of its end, or at once when nobody was rung yet."""
    if party.leg_sid:
        _hang_up_leg(session, party, now)
    elif party.state == "ordered":
        _over(session, party, "canceled", now)


def forget(session: Session, party: Party, now: datetime) -> None:
    """Over, whatever became of the leg: the call that it belonged to is."""
    locked = _locked(session, party.id)
    if locked and locked.state in OPEN:
        _over(session, locked, "canceled", now)


def overdue(session: Session, now: datetime) -> list[Party]:
    """Parties whose ringing must be over though nobody told us: they are ended here."""
    ended = []
    for found in store.unanswered_since(session, now - timedelta(seconds=OVERDUE_S)):
        party = _locked(session, found.id)
        if party and party.state in ("ordered", "ringing"):
            if party.leg_sid:
                _hang_up_leg(session, party, now)
            ended.append(_over(session, party, "no-answer", now))
    return ended


def lead_leg(session: Session, entry_id: int) -> str:
    """Call SID of the leg of the agent who has the customer, "" when nobody has."""
    offer = queue_store.open_offer_of_entry(session, entry_id)
    legs = call_store.legs_of_offer(session, offer.id) if offer else []
    return next((leg.sid for leg in reversed(legs) if leg.ended_at is None), "")


def customer_leg(session: Session, entry: queue_store.QueueEntry) -> str:
    """Call SID of the customer's leg: their own call, or the one by which they are called back."""
    if entry.callback_id is None:
        call = call_store.by_id(session, entry.call_id)
        return call.sid if call else ""
    customers = [each for each in store.open_parties(session, entry.id) if each.kind == "customer"]
    return next((each.leg_sid or "" for each in customers if each.state == "in"), "")


def note(session: Session, entry: queue_store.QueueEntry, kind: str, now: datetime, **data: object) -> None:
    """A fact of the call, and news for everybody in the room."""
    call_store.append(session, entry.call_id, now, [(kind, {"entry": entry.id, **data})])
    tell(session, entry.id)


def tell(session: Session, entry_id: int) -> None:
    """Something changed for everybody who has this conversation before them."""
    desks = [f"desk:{agent_id}" for agent_id in conversation_store.agents_of_entry(session, entry_id)]
    announce(session, "floor", *desks)


def _over(session: Session, party: Party, result: str, now: datetime) -> Party:
    was_in = party.state == "in"
    party.state, party.ended_at = "left" if was_in else "failed", now
    if not was_in:
        party.result = result
    session.flush()
    tell(session, party.entry_id)
    return party


def _hang_up_leg(session: Session, party: Party, now: datetime) -> None:
    entry = session.get(queue_store.QueueEntry, party.entry_id)
    orders.place(session, "hang_up_leg", now, entry.call_id if entry else None, sid=party.leg_sid)


def _locked(session: Session, party_id: int) -> Party | None:
    """Its entry first, as everywhere."""
    found = session.get(Party, party_id)
    if found is None or queue_store.entry(session, found.entry_id) is None:
        return None
    return store.party(session, party_id)
