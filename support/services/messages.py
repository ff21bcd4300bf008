"""Text messages in and out. Reports about one come in any order; its status only moves forward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from support.rules import texts
from support.services import opt_outs
from support.store import messages as store
from support.store import orders
from support.store import tickets as ticket_store
from support.store.base import Session, announce

# Twilio's words, in the order in which they may follow one another; failed and undelivered are final.
_ORDER = ("queued", "sending", "sent", "delivered", "read")
_FINAL = ("failed", "undelivered", "canceled")
_WANTS_NONE = "21610"  # Twilio: the recipient has said STOP to the sender


@dataclass(frozen=True)
class Incoming:
    """A customer's SMS. `number` is E.164 where it is one; `media` pictures came with it.

    `network`: what the phone company itself took it for (STOP, START, HELP), or "".
    """

    sid: str
    number: str
    ours: str
    body: str
    media: int = 0
    network: str = ""


@dataclass(frozen=True)
class Outgoing:
    to: str
    ours: str
    body: str


@dataclass(frozen=True)
class MessageLine:
    """A message as people see it. `template`: what it tells, of those that we write ("" : none of them)."""

    at: datetime
    direction: str
    number: str
    body: str
    status: str
    template: str = ""

    @property
    def has_failed(self) -> bool:
        return self.status in _FINAL


def received(session: Session, message: Incoming, now: datetime) -> store.TextMessage | None:
    """Kept; None for one that is here already, or that has no name by which that could be told."""
    if not message.sid or store.message_by_sid(session, message.sid):
        return None
    row = store.TextMessage(
        sid=message.sid, direction="in", number=message.number, ours=message.ours, body=message.body,
        status="received", created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def write(
    session: Session,
    to: str,
    ours: str,
    body: str,
    now: datetime,
    *,
    template: str = "",
    ticket_id: int | None = None,
    call_id: int | None = None,
) -> store.TextMessage:
    """On its way when this transaction is kept. What is longer than ten parts is cut, and says so."""
    row = store.TextMessage(
        direction="out", number=to, ours=ours, body=texts.cut(body), template=template, ticket_id=ticket_id,
        call_id=call_id, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    orders.place(session, "send_message", now, call_id, message_id=row.id)
    return row


def progressed(
    session: Session, sid: str, status: str, now: datetime, code: str = "", message_id: int = 0
) -> None:
    """News of a message that we sent. `code`: why it failed, as the phone company numbers it.

    The first news may come before the answer that tells us its `sid`; then its own number finds it.
    """
    message = store.message_by_sid(session, sid) if sid else None
    if message is None and message_id > 0:
        unnamed = store.message_by_id(session, message_id)
        message = unnamed if unnamed and unnamed.sid is None else None
    if message and message.direction == "out" and is_progress(message.status, status):
        _moved(session, message, status, code, now)


def sent(session: Session, message_id: int, sid: str, status: str, now: datetime) -> None:
    """The phone company has it."""
    message = store.message_by_id(session, message_id)
    if message is None:
        return
    message.sid = sid
    if is_progress(message.status, status):
        _moved(session, message, status, "", now)


def not_sent(session: Session, message_id: int, error: str, now: datetime) -> None:
    """The phone company does not take it: `error` is its HTTP status and code, or a word."""
    message = store.message_by_id(session, message_id)
    if message:
        _moved(session, message, "failed", error, now)


def is_progress(before: str, after: str) -> bool:
    if before in _FINAL or after == before:
        return False
    if after in _FINAL:
        return before not in ("delivered", "read")
    return after in _ORDER and (before not in _ORDER or _ORDER.index(after) > _ORDER.index(before))


def outgoing(session: Session, message_id: int) -> Outgoing | None:
    message = store.message_by_id(session, message_id)
    return Outgoing(message.number, message.ours, message.body) if message else None


def of_ticket(session: Session, ticket_id: int) -> tuple[MessageLine, ...]:
    """Oldest first."""
    return tuple(_line(row) for row in store.messages_of(session, ticket_id))


def of_number(session: Session, number: str, limit: int = 100) -> tuple[MessageLine, ...]:
    """Newest first."""
    return tuple(_line(row) for row in store.messages_with(session, number, limit))


def _line(row: store.TextMessage) -> MessageLine:
    return MessageLine(row.created_at, row.direction, row.number, row.body, row.status, row.template)


def _moved(session: Session, message: store.TextMessage, status: str, why: str, now: datetime) -> None:
    message.status = status
    if status in _FINAL:
        _note_failure(session, message, why, now)
        if _WANTS_NONE in why.split():
            opt_outs.leave(session, message.number, _WANTS_NONE, now)
    if message.ticket_id:
        announce(session, "tickets")


def _note_failure(session: Session, message: store.TextMessage, why: str, now: datetime) -> None:
    """The ticket says that its customer was not reached."""
    if message.ticket_id is None:
        return
    session.add(
        ticket_store.TicketEntry(
            ticket_id=message.ticket_id, at=now, kind="message", text=f"{message.status} {why}".strip()
        )
    )
