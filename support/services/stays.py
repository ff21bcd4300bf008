"""What the log of a call says of its stays in lines and of those to whom it was offered: each fact once.

Figures are made of these facts (`support.rules.call_facts`), so each names the stay and the offer it is of.
"""

from __future__ import annotations

from datetime import datetime

from support.services import lines, policies
from support.store import calls as call_store
from support.store import queues as store
from support.store.base import Session


def entered(
    session: Session, entry: store.QueueEntry, now: datetime, service_level_s: int | None = None
) -> None:
    """With what counts as good service here from now on: changed later, it holds for later stays.

    `service_level_s`: the line's own, where the caller has just read it.
    """
    said = policies.current(session).metrics.of(entry.queue)
    fact = {
        "queue": entry.queue,
        "entry": entry.id,
        "from": entry.from_queue,
        "first_at": entry.first_entered_at.isoformat(),
        "estimate_s": entry.estimate_s,
        "target_s": said.within or service_level_s or lines.service_level_s(session, entry.queue),
        "short_s": said.short_abandon,
    }
    if entry.callback_id is not None:
        fact["callback"] = entry.callback_id
    call_store.append(session, entry.call_id, now, [("queue_entered", fact)])


def left(session: Session, entry: store.QueueEntry, result: str, now: datetime, to: str = "") -> None:
    """The one way in which a stay ends. `to`: the queue it goes on in."""
    held = entry.held_for if entry.held_at else ""
    entry.state, entry.left_at, entry.result = "left", now, result
    session.flush()
    fact = {"queue": entry.queue, "entry": entry.id, "result": result}
    fact |= {"to": to} if to else {}
    fact |= {"held": held} if held else {}
    call_store.append(session, entry.call_id, now, [("queue_left", fact)])


def offer_note(session: Session, offer: store.Offer, kind: str, now: datetime) -> None:
    """accepted, declined, missed, not_reached, withdrawn, agent_left."""
    entry = session.get(store.QueueEntry, offer.entry_id)
    if entry:
        call_store.append(session, entry.call_id, now, [(kind, offer_fact(offer))])


def offer_fact(offer: store.Offer) -> dict[str, str | int]:
    fact: dict[str, str | int] = {"agent": offer.agent_id, "entry": offer.entry_id, "offer": offer.id}
    return fact | ({"role": offer.role} if offer.role != "lead" else {})
