"""A ticket's history: the one way in which a line gets into it, and what else follows from each.

Whoever listens (other systems, open pages, the search) learns of a ticket from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from support.errors import NotFound
from support.rules import numbers
from support.services import hooks
from support.store import agents as agent_store
from support.store import customers as customer_store
from support.store import search
from support.store import tickets as store
from support.store.base import Session, announce

CHANGES = ("status", "assigned", "priority", "queue", "category", "subject", "tag", "merged", "level")
"""Kinds of lines that change a field: who saves over one is told."""
SEARCHED = 500  # lines of a history that it is found by, the newest
_FOUND_BY = ("opened", "comment", "reply", "answer", "subject", "category", "tag", "merged", "recording")
_BY = "by"
_EVENTS = {
    "opened": "ticket.opened",
    "comment": "ticket.commented",
    "reply": "ticket.replied",
    "answer": "ticket.answered",
    "merged": "ticket.merged",
    "warned": "ticket.warned",
    "breached": "ticket.breached",
    **dict.fromkeys(
        ("status", "assigned", "priority", "queue", "category", "subject", "tag"), "ticket.changed"
    ),
}


def write(
    session: Session,
    ticket: store.Ticket,
    kind: str,
    now: datetime,
    user_id: int | None = None,
    text: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Add a line. `kind` is one of a `TicketEntry`'s; `warned` and `breached` are lines of kind sla.

    A program that works through this session is named in the line's data as `by`.
    """
    ticket.updated_at = now
    if kind in CHANGES:
        ticket.version += 1
    written = "sla" if kind in ("warned", "breached") else kind
    session.add(
        store.TicketEntry(
            ticket_id=ticket.id,
            at=now,
            user_id=user_id,
            kind=written,
            text=text,
            data={**(data or {}), **_by(session)},
        )
    )
    session.flush()
    if kind in _FOUND_BY:
        search.keep(session, "ticket", ticket.id, _words(session, ticket))
    event = "ticket.solved" if kind == "status" and ticket.status == "solved" else _EVENTS.get(kind)
    if event:
        hooks.emit(session, event, facts(session, ticket), now)
    announce(session, "tickets")


def acting(session: Session, program: str) -> None:
    """Whatever is written through this session from here on is this program's doing."""
    session.info[_BY] = program


def _by(session: Session) -> dict[str, str]:
    return {_BY: session.info[_BY]} if _BY in session.info else {}


def author(line: store.TicketEntry, names: Mapping[int, str]) -> str:
    """Who wrote this line: a person, a program, or "" for nobody of ours."""
    return names.get(line.user_id or 0, "") or str(line.data.get(_BY, ""))


def facts(session: Session, ticket: store.Ticket) -> dict[str, Any]:
    """What other systems are told of a ticket."""
    return {
        "number": ticket.number,
        "kind": ticket.kind,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "queue": ticket.queue,
        "category": ticket.category,
        "customer": ticket.customer,
        "assignee_id": ticket.assignee_id,
        "tags": sorted(store.tags(session, ticket.id)),
        "due_at": ticket.due_at.isoformat() if ticket.due_at else None,
        "version": ticket.version,
    }


def _words(session: Session, ticket: store.Ticket) -> str:
    person = customer_store.by_number(session, ticket.customer)
    kinds = ("comment", "reply", "answer")
    said = [line.text for line in store.entries_since(session, ticket.id, kinds, SEARCHED)]
    return " ".join(
        (
            str(ticket.number), ticket.subject, ticket.customer, numbers.shown(ticket.customer),
            person.name if person else "", ticket.category, *sorted(store.tags(session, ticket.id)),
            ticket.description, *said,
        )
    )  # fmt: skip


def find(session: Session, number: int) -> store.Ticket:
    """Locked, so that nobody else changes it meanwhile. Raises NotFound."""
    ticket = store.locked(session, number)
    if ticket is None:
        raise NotFound("there is no ticket %(number)s", number=number)
    return ticket


def survivor(session: Session, ticket: store.Ticket) -> store.Ticket:
    """The ticket that this one has become part of, over any number of merges; itself when of none."""
    while ticket.merged_into_id is not None:
        found = store.locked_by_id(session, ticket.merged_into_id)
        assert found is not None
        ticket = found
    return ticket


def names(session: Session) -> dict[int, str]:
    """User id to name."""
    return {user.id: user.name for user in agent_store.users(session)}
