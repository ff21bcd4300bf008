"""Text messages in and out. Reports about one come in any order; its status only moves forward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from support.store import messages as store
from support.store.base import Session

# Twilio's words, in the order in which they may follow one another; failed and undelivered are final.
_ORDER = ("queued", "sending", "sent", "delivered", "read")
_FINAL = ("failed", "undelivered", "canceled")


@dataclass(frozen=True)
class Outgoing:
    to: str
    ours: str
    body: str


def received(session: Session, sid: str, number: str, ours: str, body: str, now: datetime) -> None:
    """A customer's SMS; the same one again is the same one."""
    if not sid or store.message_by_sid(session, sid):
        return
    session.add(
        store.TextMessage(
            sid=sid, direction="in", number=number, ours=ours, body=body, status="received", created_at=now
        )
    )


def progressed(session: Session, sid: str, status: str) -> None:
    message = store.message_by_sid(session, sid) if sid else None
    if message and is_progress(message.status, status):
        message.status = status


def is_progress(before: str, after: str) -> bool:
    if before in _FINAL or after == before:
        return False
    if after in _FINAL:
        return before not in ("delivered", "read")
    return after in _ORDER and (before not in _ORDER or _ORDER.index(after) > _ORDER.index(before))


def outgoing(session: Session, message_id: int) -> Outgoing | None:
    message = store.message_by_id(session, message_id)
    return Outgoing(message.number, message.ours, message.body) if message else None
