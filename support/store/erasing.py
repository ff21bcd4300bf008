"""Statements that take personal values out of rows and leave the figures: times, queues, outcomes, counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from support.store import search
from support.store.agents import Audit
from support.store.api import HookDelivery, IdempotencyKey
from support.store.callbacks import Callback
from support.store.calls import Call, CallEvent
from support.store.customers import Consent, Customer, CustomerNumber, consents
from support.store.messages import OptOut, TextMessage, forgotten, opt_out
from support.store.orders import Order
from support.store.parties import Party
from support.store.personal import Kind, Subject
from support.store.queues import Offer, QueueEntry
from support.store.recordings import LegalHold, Recording, RecordingLine
from support.store.surveys import Score, SurveyInvitation
from support.store.tickets import Ticket, TicketCall, TicketEntry
from support.store.transcripts import TranscriptLine, Utterance

# Of events and histories: texts that are ours, never a caller's. What is not here is emptied.
OURS = frozenset((
    "flow", "step", "by", "option", "next", "other", "reason", "command", "party", "why", "queue",
    "from_queue", "to_queue", "result", "outcome", "mode", "disposition", "status", "language", "kind",
    "intent", "role", "state", "survey", "event", "stage", "category", "priority", "tag", "source", "from",
    "level", "policy", "clock", "target", "music", "skill", "engine",
))  # fmt: skip
_SYSTEM = (
    "status", "assigned", "priority", "queue", "category", "tag", "sla", "opened", "merged", "recording",
    "callback",
)  # fmt: skip
ERASED = "Erased"
_EVENTS: Table = CallEvent.__table__  # type: ignore[assignment]
_ENTRIES: Table = TicketEntry.__table__  # type: ignore[assignment]


def held_tickets(session: Session, who: Subject) -> set[int]:
    """Tickets of the subject that a hold keeps: by themselves, or because of one of their recordings."""
    numbers = select(LegalHold.ref).where(LegalHold.kind == "ticket", LegalHold.released_at.is_(None))
    refs = [int(ref) for ref in session.scalars(numbers)]
    by_sound = select(Recording.ticket_id).where(Recording.id.in_(_held_sounds(session)))
    linked = select(TicketCall.ticket_id).join(Recording, Recording.call_id == TicketCall.call_id)
    linked = linked.where(Recording.id.in_(_held_sounds(session)))
    wanted = or_(Ticket.number.in_(refs), Ticket.id.in_(by_sound), Ticket.id.in_(linked))
    return set(session.scalars(select(Ticket.id).where(Ticket.id.in_(who.tickets), wanted)))


def held_calls(session: Session, who: Subject, tickets: Collection[int]) -> set[int]:
    """Calls of the subject that belong to held tickets or have held recordings."""
    begun = select(Ticket.call_id).where(Ticket.id.in_(tickets))
    linked = select(TicketCall.call_id).where(TicketCall.ticket_id.in_(tickets))
    sound = select(Recording.call_id).where(Recording.id.in_(_held_sounds(session)))
    wanted = or_(Call.id.in_(begun), Call.id.in_(linked), Call.id.in_(sound))
    return set(session.scalars(select(Call.id).where(Call.id.in_(who.calls), wanted)))


def _held_sounds(session: Session) -> list[int]:
    query = select(LegalHold.ref).where(LegalHold.kind == "recording", LegalHold.released_at.is_(None))
    return [int(ref) for ref in session.scalars(query)]


def next_calls(session: Session, who: Subject, held: Collection[int], limit: int) -> list[Call]:
    """Calls that are over and not erased, locked."""
    query = select(Call).where(Call.caller == who.number, Call.ended_at.is_not(None), Call.id.not_in(held))
    return list(session.scalars(query.order_by(Call.id).limit(limit).with_for_update()))


def is_calling(session: Session, who: Subject) -> bool:
    query = select(Call.id).where(Call.caller == who.number, Call.ended_at.is_(None)).limit(1)
    return session.scalar(query) is not None


def next_tickets(session: Session, who: Subject, held: Collection[int], limit: int) -> list[Ticket]:
    query = select(Ticket).where(Ticket.customer == who.number, Ticket.id.not_in(held))
    return list(session.scalars(query.order_by(Ticket.id).limit(limit).with_for_update()))


def sounds_of(session: Session, call_ids: Sequence[int], ticket_ids: Sequence[int]) -> list[Recording]:
    of = or_(Recording.call_id.in_(call_ids), Recording.ticket_id.in_(ticket_ids))
    return list(session.scalars(select(Recording).where(of).order_by(Recording.id)))


def open_callbacks(session: Session, who: Subject) -> list[int]:
    query = select(Callback.id).where(Callback.number == who.number, Callback.closed_at.is_(None))
    return list(session.scalars(query))


def calls(session: Session, who: Subject, rows: Sequence[Call]) -> None:
    """The calls, their events, words, notes; what they ordered."""
    ids = [row.id for row in rows]
    _scrub(session, _EVENTS, _EVENTS.c.call_id.in_(ids), who)
    entries = select(QueueEntry.id).where(QueueEntry.call_id.in_(ids))
    session.execute(update(Offer).where(Offer.entry_id.in_(entries)).values(notes=""))
    about = (Party.entry_id.in_(entries), Party.address == who.number)
    session.execute(update(Party).where(*about).values(address=""))
    session.execute(delete(TranscriptLine).where(TranscriptLine.call_id.in_(ids)))
    session.execute(delete(Utterance).where(Utterance.call_id.in_(ids)))
    session.execute(update(Score).where(Score.call_id.in_(ids)).values(number="", comment=""))
    ours = (Order.call_id.in_(ids), Order.state != "due")
    session.execute(update(Order).where(*ours).values(payload={}, result={}, error=""))
    for row in rows:
        row.caller, row.reply = "", []
        row.state = {**row.state, "variables": {}, "choice": "", "receipt": {}}
    session.flush()


def tickets(session: Session, who: Subject, rows: Sequence[Ticket]) -> None:
    ids = [row.id for row in rows]
    _scrub(session, _ENTRIES, _ENTRIES.c.ticket_id.in_(ids), who)
    said = (TicketEntry.ticket_id.in_(ids), TicketEntry.kind.not_in(_SYSTEM))
    session.execute(update(TicketEntry).where(*said).values(text=""))
    session.execute(update(Score).where(Score.ticket_id.in_(ids)).values(number="", comment=""))
    for row in rows:
        row.customer, row.subject, row.description = "", ERASED, ""
        row.version += 1
        search.forget(session, "ticket", row.id)
    session.flush()


def words_of(session: Session, recording_ids: Sequence[int]) -> None:
    """What was heard in recordings."""
    session.execute(delete(RecordingLine).where(RecordingLine.recording_id.in_(recording_ids)))
    for recording_id in recording_ids:
        search.forget(session, "recording", recording_id)


def customer(session: Session, who: Subject) -> int:
    """The number goes; the customer goes with their last one, and so do those who were merged into them."""
    session.execute(delete(Consent).where(Consent.number == who.number))
    owned = session.get(CustomerNumber, who.number, with_for_update=True)
    if owned is None:
        return 0
    session.delete(owned)
    session.flush()
    others = select(CustomerNumber.number).where(CustomerNumber.customer_id == owned.customer_id).limit(1)
    is_last = session.scalar(others) is None
    merged = list(session.scalars(select(Customer).where(Customer.merged_into_id == owned.customer_id)))
    for row in merged:
        _unmerge(session, row, who, is_last=is_last)
    session.flush()
    if is_last:
        search.forget(session, "customer", owned.customer_id)
        session.execute(delete(Customer).where(Customer.id == owned.customer_id))
    return owned.customer_id


def _unmerge(session: Session, row: Customer, who: Subject, *, is_last: bool) -> None:
    """What a merge could be taken back to is erased too."""
    had = row.merged.get("numbers", [])
    left = [number for number in had if number != who.number]
    if is_last or (had and not left):
        # Somebody may have been merged into this one before.
        session.execute(update(Customer).where(Customer.merged_into_id == row.id).values(merged_into_id=None))
        session.delete(row)
    else:
        row.merged = {**row.merged, "numbers": left}


def by_number(session: Session, who: Subject, held: Collection[int]) -> dict[str, int]:
    """What hangs on the number itself; table to how many rows. `held`: tickets that are kept."""
    free = or_(TextMessage.ticket_id.is_(None), TextMessage.ticket_id.not_in(held))
    done = {
        "messages": update(TextMessage)
        .where(TextMessage.number == who.number, free)
        .values(number="", body=""),
        "scores": update(Score).where(Score.number == who.number).values(number="", comment=""),
        "survey_invitations": update(SurveyInvitation)
        .where(SurveyInvitation.number == who.number)
        .values(number=""),
        "callbacks": update(Callback)
        .where(Callback.number == who.number, Callback.closed_at.is_not(None))
        .values(number=""),
        "parties": update(Party).where(Party.address == who.number).values(address=""),
        "legal_holds": update(LegalHold)
        .where(LegalHold.kind == "number", LegalHold.ref == who.number, LegalHold.released_at.is_not(None))
        .values(ref=""),
    }
    return {name: session.connection().execute(statement).rowcount for name, statement in done.items()}


def wish(session: Session, number: str) -> tuple[str, datetime] | None:
    """(word, since when), of somebody who wants no messages, or refused to be sent any."""
    found = opt_out(session, number)
    if found is not None:
        return found.keyword, found.at
    said = consents(session, [number], "sms")
    return None if not said or said[0].is_given else ("", said[0].at)


def keep_wish(session: Session, number: str) -> bool:
    """Who wants no messages goes on getting none, when nobody knows any more who they are."""
    found = wish(session, number)
    session.execute(delete(OptOut).where(OptOut.number == number))
    if found is not None:
        session.merge(OptOut(number=forgotten(session, number), keyword=found[0], at=found[1]))
        session.flush()
    return found is not None


def scanned(session: Session, kind: Kind, ids: Sequence[int]) -> None:
    """Rows of a table that was looked through."""
    values: Mapping[Any, dict[str, Any]] = {
        Audit: {"object": "", "data": {}},
        HookDelivery: {"payload": {}},
        IdempotencyKey: {"answer": {}},
        Order: {"payload": {}, "result": {}},
    }
    query = update(kind.model).where(kind.model.__table__.c.id.in_(ids))
    if kind.model is Order:
        query = query.where(Order.state != "due")
    if kind.model is HookDelivery:  # what was not told yet is not told any more
        waiting = update(HookDelivery).where(HookDelivery.id.in_(ids), HookDelivery.state == "due")
        session.execute(waiting.values(state="failed", error="erased"))
    session.execute(query.values(**values[kind.model]))


def _scrub(session: Session, table: Table, of: ColumnElement[bool], who: Subject) -> None:
    """Events are appended and never changed, but for this."""
    found = session.execute(select(table.c.id, table.c.data).where(of))
    changed = [{"row": row.id, "kept": scrubbed(row.data, who.number)} for row in found if row.data]
    if changed:
        query = update(table).where(table.c.id == bindparam("row")).values(data=bindparam("kept"))
        session.connection().execute(query, changed)


def scrubbed(data: Mapping[str, Any], number: str) -> dict[str, Any]:
    """Figures and our own words; anything else is emptied."""
    digits = number.lstrip("+")
    return {key: _scrubbed(key, value, digits) for key, value in data.items() if digits not in key}


def _scrubbed(key: str, value: Any, digits: str) -> Any:
    if isinstance(value, (bool, type(None))):
        return value
    if isinstance(value, (int, float)):
        return value if digits not in str(value) else 0
    if isinstance(value, dict):
        return scrubbed(value, digits)
    if isinstance(value, list):
        return [_scrubbed(key, each, digits) for each in value]
    return value if key in OURS and digits not in str(value) else ""
