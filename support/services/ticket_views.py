"""A ticket as people see it: one whole, with everything that belongs to it, and lists by view."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from support.errors import NotFound
from support.services import ticket_log
from support.services.ticket_words import UNSOLVED
from support.store import calls as call_store
from support.store import linked
from support.store import sla as sla_store
from support.store import tickets as store
from support.store.base import Session
from support.store.callbacks import Callback
from support.store.messages import TextMessage
from support.store.recordings import Recording


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
    category: str = ""
    due_at: datetime | None = None
    breached_at: datetime | None = None


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    who: str
    kind: str
    text: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TicketDetail:
    """`call`: the one it began with. `merged_into`: the number of the ticket that it became part of, over
    any number of merges; `merged`: those that became part of it. `suggested_number`: said in a message.
    `version` is to be given back with a change."""

    ticket: TicketRow
    assignee_id: int | None
    history: tuple[HistoryLine, ...]
    recordings: tuple[Recording, ...]
    call: call_store.Call | None
    description: str = ""
    language: str = ""
    level: int = 1
    version: int = 1
    tags: tuple[str, ...] = ()
    watchers: dict[int, str] = field(default_factory=dict)
    calls: tuple[call_store.Call, ...] = ()
    callbacks: tuple[Callback, ...] = ()
    messages: tuple[TextMessage, ...] = ()
    clocks: tuple[sla_store.SlaClock, ...] = ()
    merged_into: int | None = None
    merged: tuple[int, ...] = ()
    suggested_number: str = ""
    id: int = 0
    responded_at: datetime | None = None
    solved_at: datetime | None = None


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
    names = ticket_log.names(session)
    return [row(ticket, names) for ticket in found]


def counts(session: Session, user_id: int) -> dict[str, int]:
    """How many each view shows."""
    return store.view_counts(session, UNSOLVED, user_id)


def detail(session: Session, number: int) -> TicketDetail:
    ticket = store.ticket(session, number)
    if ticket is None:
        raise NotFound("there is no ticket %(number)s", number=number)
    names = ticket_log.names(session)
    history = tuple(
        HistoryLine(line.at, ticket_log.author(line, names), line.kind, line.text, line.data)
        for line in store.history(session, ticket.id)
    )
    said = [str(line.data["callback_number"]) for line in history if line.data.get("callback_number")]
    return TicketDetail(
        row(ticket, names),
        ticket.assignee_id,
        history,
        tuple(linked.recordings(session, ticket.id)),
        call_store.by_id(session, ticket.call_id) if ticket.call_id else None,
        description=ticket.description,
        language=ticket.language,
        level=ticket.level,
        version=ticket.version,
        tags=tuple(sorted(store.tags(session, ticket.id))),
        watchers={user_id: names.get(user_id, "") for user_id in store.watchers(session, ticket.id)},
        calls=tuple(linked.calls(session, ticket.id)),
        callbacks=tuple(linked.callbacks(session, ticket.id)),
        messages=tuple(linked.messages(session, ticket.id)),
        clocks=tuple(sla_store.clocks_of(session, ticket.id)),
        merged_into=_merged_into(session, ticket),
        merged=tuple(store.merged_into(session, ticket.id)),
        suggested_number=said[-1] if said else "",
        id=ticket.id,
        responded_at=ticket.responded_at,
        solved_at=ticket.solved_at,
    )


def _merged_into(session: Session, ticket: store.Ticket) -> int | None:
    into = None
    while ticket.merged_into_id is not None:
        found = store.ticket_by_id(session, ticket.merged_into_id)
        assert found is not None
        ticket, into = found, found.number
    return into


def row(ticket: store.Ticket, names: dict[int, str]) -> TicketRow:
    """One line of a list; `names` by user id."""
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
        category=ticket.category,
        due_at=ticket.due_at,
        breached_at=ticket.breached_at,
    )
