"""Where a customer's own leg is brought: into the flow, back into the line, into the next agent's room.

The phone company may refuse such an order for good. Nobody is left alone in a room for that: the room is
ended instead, which lets the leg ask what comes next, and so on in turns as long as the leg is there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from support.store import calls as call_store
from support.store import orders
from support.store import parties as party_store
from support.store import queues as queue_store
from support.store.base import Session
from support.store.orders import Order
from support.store.parties import Party
from support.store.queues import QueueEntry

IN_LINE = ("waiting", "offered")
PAUSE_S = 5  # before the third way, and twice as long before each one after that
MOST_S = 60


def to_flow(session: Session, entry: QueueEntry, now: datetime) -> None:
    """The conversation is over for a caller of ours: the flow goes on."""
    call = call_store.by_id(session, entry.call_id)
    if call and queue_store.move(session, entry.id, ("talking", "passed"), "timing_out"):
        told = {"sid": call.sid, "seq": entry.seq, "result": "answered", "entry": entry.id}
        orders.place(session, "leave_queue", now, call.id, **told)


def to_line(session: Session, room: int, entry: QueueEntry, now: datetime) -> None:
    """Out of the room of one stay, to wait in another: `room` is the id of the old one."""
    customer = on_the_phone(session, entry)
    call = call_store.by_id(session, entry.call_id)
    if customer:
        told: dict[str, Any] = {"sid": customer.leg_sid, "party": customer.id, "entry": room}
        orders.place(session, "next_document", now, entry.call_id, **told)
    elif call and entry.callback_id is None:
        told = {"sid": call.sid, "seq": entry.seq, "entry": room}
        orders.place(session, "next_document", now, call.id, **told)


def to_room(session: Session, entry: QueueEntry, sid: str, now: datetime, party_id: int = 0) -> None:
    """To the agent who waits there. `party_id` of a customer whom we rang."""
    party = {"party": party_id} if party_id else {}
    orders.place(session, "join_caller", now, entry.call_id, sid=sid, entry_id=entry.id, **party)


def on_the_phone(session: Session, entry: QueueEntry) -> Party | None:
    """The customer whom we rang, if they have picked up and are still there."""
    if entry.callback_id is None:
        return None
    found = party_store.open_parties(session, entry.id)
    return next((each for each in found if each.kind == "customer" and each.state == "in"), None)


def refused(session: Session, order: Order, now: datetime) -> None:
    """An order to bring somebody out of a room was given up: by the other way, if they are still there."""
    payload = order.payload
    if order.kind == "end_room":
        kind, told, tries = payload["instead"], payload["told"], payload["tries"] + 1
    else:
        kind, told, tries = order.kind, payload, payload.get("tries", 0) + 1
    if not _is_still_there(session, order.call_id, kind, told):
        return
    due = now + timedelta(seconds=0 if tries == 1 else min(MOST_S, PAUSE_S * 2 ** min(tries - 2, 8)))
    if order.kind == "end_room":
        orders.place(session, kind, due, order.call_id, **(told | {"tries": tries}))
        if party_store.by_leg(session, told["sid"]) is None:
            orders.place(session, "check_call", due, order.call_id, sid=told["sid"])
    else:
        way = {"entry": told.get("entry", 0), "instead": kind, "told": told, "tries": tries}
        orders.place(session, "end_room", due, order.call_id, **way)


def not_hung_up(session: Session, order: Order, now: datetime) -> None:
    """A customer whom we rang is done, and their leg cannot be hung up: it ends with its room."""
    party = party_store.by_leg(session, order.payload["sid"])
    if party and party.kind == "customer":
        payload = {"entry": party.entry_id, **order.payload}
        refused(session, Order(kind=order.kind, call_id=order.call_id, payload=payload), now)


def _is_still_there(session: Session, call_id: int | None, kind: str, told: dict[str, Any]) -> bool:
    party = party_store.by_leg(session, told["sid"])
    if party:
        entry = queue_store.entry(session, party.entry_id)
        in_line = entry is not None and entry.state in IN_LINE
        return party.state == "in" and (kind == "hang_up_leg" or in_line)
    call = call_store.by_id(session, call_id) if call_id is not None else None
    if call is None or call.ended_at is not None or "entry" not in told:
        return False
    entry = queue_store.open_entry(session, call.id)
    return entry is not None and entry.state in (("timing_out",) if kind == "leave_queue" else IN_LINE)
