"""Tickets: opened for what was promised on a call, worked on by people, with a history of everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from support.errors import NotFound, Refused
from support.rules import numbers
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import messages as message_store
from support.store import recordings as recording_store
from support.store import tickets as store
from support.store.base import Session, announce
from support.store.calls import CallRow

STATUSES = ("new", "open", "pending", "solved", "closed")
UNSOLVED = ("new", "open", "pending")
_SUBJECTS = {"voicemail": "Voicemail from {caller}", "callback": "Call back {caller}"}


@dataclass(frozen=True)
class TicketRow:
    number: int
    kind: str
    subject: str
    queue: str
    customer: str
    priority: str
    status: str
    assignee: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    who: str
    kind: str
    text: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TicketDetail:
    ticket: TicketRow
    assignee_id: int | None
    history: tuple[HistoryLine, ...]
    recordings: tuple[recording_store.Recording, ...]
    call: call_store.Call | None


def open_for_call(session: Session, kind: str, queue: str, row: CallRow, now: datetime) -> store.Ticket:
    """A new ticket for what a caller leaves behind."""
    ticket = store.Ticket(
        number=store.next_number(session),
        kind=kind,
        subject=_SUBJECTS[kind].format(caller=numbers.shown(row.caller) or "a withheld number"),
        queue=queue,
        customer=row.caller,
        call_id=row.id,
        created_at=now,
        updated_at=now,
    )
    session.add(ticket)
    session.flush()
    _write(session, ticket, "opened", now)
    return ticket


def open_by_agent(
    session: Session, subject: str, queue: str, customer: str, call_id: int, user_id: int, now: datetime
) -> store.Ticket:
    """A ticket that somebody opens about a call; theirs until they pass it on."""
    ticket = store.Ticket(
        number=store.next_number(session),
        kind="call",
        subject=subject,
        queue=queue,
        customer=customer,
        status="open",
        assignee_id=user_id,
        call_id=call_id,
        created_at=now,
        updated_at=now,
    )
    session.add(ticket)
    session.flush()
    _write(session, ticket, "opened", now, user_id)
    return ticket


def expect_recording(
    session: Session, call_id: int, ticket: store.Ticket | None, seq: int, now: datetime
) -> recording_store.Recording:
    """The row that exists before the sound does."""
    recording = recording_store.Recording(
        call_id=call_id, ticket_id=ticket.id if ticket else None, seq=seq, created_at=now
    )
    session.add(recording)
    session.flush()
    return recording


def outgoing_message(
    session: Session, to: str, row: CallRow, body: str, now: datetime
) -> message_store.TextMessage:
    message = message_store.TextMessage(
        direction="out", number=to, ours=row.called, body=body, call_id=row.id, created_at=now
    )
    session.add(message)
    session.flush()
    return message


def listing(
    session: Session, view: str, user_id: int, queue: str = "", words: str = "", before: int | None = None
) -> list[TicketRow]:
    """A page of a view: mine, unassigned, open or all; newest first."""
    found = store.tickets(
        session,
        statuses=() if view == "all" else UNSOLVED,
        queue=queue,
        assignee_id=user_id if view == "mine" else None,
        unassigned=view == "unassigned",
        words=words,
        before_number=before,
    )
    names = _names(session)
    return [_row(ticket, names) for ticket in found]


def counts(session: Session, user_id: int) -> dict[str, int]:
    """How many each view shows."""
    return store.view_counts(session, UNSOLVED, user_id)


def detail(session: Session, number: int) -> TicketDetail:
    ticket = _find(session, number)
    names = _names(session)
    history = tuple(
        HistoryLine(line.at, names.get(line.user_id or 0, ""), line.kind, line.text, line.data)
        for line in store.history(session, ticket.id)
    )
    call = call_store.by_id(session, ticket.call_id) if ticket.call_id else None
    recordings = tuple(recording_store.recordings_of(session, ticket.id))
    return TicketDetail(_row(ticket, names), ticket.assignee_id, history, recordings, call)


def change_status(session: Session, number: int, status: str, user_id: int, now: datetime) -> str:
    """Returns the status before, so that it can be undone."""
    ticket = _find(session, number)
    if status not in STATUSES:
        raise Refused(f"a ticket is {', '.join(STATUSES)}; not {status!r}")
    before = ticket.status
    if before != status:
        ticket.status = status
        ticket.solved_at = now if status in ("solved", "closed") else None
        _write(session, ticket, "status", now, user_id, f"{before} → {status}")
    return before


def assign(session: Session, number: int, assignee_id: int | None, user_id: int, now: datetime) -> int | None:
    """Returns who had it before."""
    ticket = _find(session, number)
    assignee = agent_store.user(session, assignee_id) if assignee_id else None
    if assignee_id and assignee is None:
        raise NotFound("there is no such person")
    before, ticket.assignee_id = ticket.assignee_id, assignee_id
    _write(session, ticket, "assigned", now, user_id, assignee.name if assignee else "nobody")
    return before


def comment(session: Session, number: int, text: str, user_id: int, now: datetime) -> None:
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused("a comment needs words")
    _write(session, _find(session, number), "comment", now, user_id, text[:10_000])


def recording_kept(session: Session, recording: recording_store.Recording, now: datetime) -> None:
    """Tell the ticket that its message can be heard, or why not."""
    ticket = store.ticket_by_id(session, recording.ticket_id) if recording.ticket_id else None
    if ticket:
        text = f"{recording.seconds or 0} s" if recording.state == "kept" else recording.state
        _write(session, ticket, "recording", now, text=text)


def _find(session: Session, number: int) -> store.Ticket:
    ticket = store.ticket(session, number)
    if ticket is None:
        raise NotFound("there is no ticket %(number)s", number=number)
    return ticket


def _write(
    session: Session,
    ticket: store.Ticket,
    kind: str,
    now: datetime,
    user_id: int | None = None,
    text: str = "",
) -> None:
    ticket.updated_at = now
    session.add(store.TicketEntry(ticket_id=ticket.id, at=now, user_id=user_id, kind=kind, text=text))
    session.flush()
    announce(session, "tickets")


def _names(session: Session) -> dict[int, str]:
    return {user.id: user.name for user in agent_store.users(session)}


def _row(ticket: store.Ticket, names: dict[int, str]) -> TicketRow:
    return TicketRow(
        number=ticket.number,
        kind=ticket.kind,
        subject=ticket.subject,
        queue=ticket.queue,
        customer=ticket.customer,
        priority=ticket.priority,
        status=ticket.status,
        assignee=names.get(ticket.assignee_id or 0, ""),
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
    )
