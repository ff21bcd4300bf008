"""Lists as other systems read them: filtered, newest first, from an id on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from support.store import search
from support.store.base import Base
from support.store.callbacks import Callback
from support.store.calls import Call, CallEvent
from support.store.customers import Consent, Customer, CustomerNumber
from support.store.recordings import Recording
from support.store.tickets import Ticket, TicketTag

Row = TypeVar("Row", bound=Base)


def calls(session: Session, wanted: Mapping[str, Any], before: int | None, limit: int) -> list[Call]:
    """`wanted`: caller, called, queue, outcome, since, until (times of its beginning), is_live."""
    query = select(Call)
    query = _equal(query, Call, wanted, ("caller", "called", "queue", "outcome"))
    query = _between(query, Call.started_at, wanted)
    if wanted.get("is_live") is not None:
        query = query.where(Call.ended_at.is_(None) == wanted["is_live"])
    return _page(session, query, Call, before, limit)


def events(session: Session, call_id: int, limit: int = 1000) -> list[CallEvent]:
    query = select(CallEvent).where(CallEvent.call_id == call_id).order_by(CallEvent.id)
    return list(session.scalars(query.limit(limit)))


def tickets(session: Session, wanted: Mapping[str, Any], before: int | None, limit: int) -> list[Ticket]:
    """`wanted`: status, queue, category, priority, customer, assignee_id, tag, words, since, …"""
    query = select(Ticket)
    names = ("status", "queue", "category", "priority", "customer", "assignee_id", "kind")
    query = _equal(query, Ticket, wanted, names)
    query = _between(query, Ticket.created_at, wanted)
    if wanted.get("changed_since"):
        query = query.where(Ticket.updated_at >= wanted["changed_since"])
    if wanted.get("tag"):
        query = query.where(Ticket.id.in_(select(TicketTag.ticket_id).where(TicketTag.tag == wanted["tag"])))
    if wanted.get("words"):
        query = query.where(Ticket.id.in_(search.matching(session, "ticket", wanted["words"])))
    return _page(session, query, Ticket, before, limit)


def tags(session: Session, ticket_ids: list[int]) -> dict[int, list[str]]:
    query = select(TicketTag).where(TicketTag.ticket_id.in_(ticket_ids)).order_by(TicketTag.tag)
    found: dict[int, list[str]] = {}
    for row in session.scalars(query):
        found.setdefault(row.ticket_id, []).append(row.tag)
    return found


def numbers_of_tickets(session: Session, ticket_ids: set[int]) -> dict[int, int]:
    """Id to number."""
    query = select(Ticket.id, Ticket.number).where(Ticket.id.in_(ticket_ids))
    return {row[0]: row[1] for row in session.execute(query)}


def recordings(
    session: Session, wanted: Mapping[str, Any], before: int | None, limit: int
) -> list[Recording]:
    """`wanted`: kind, state, queue, call_id, ticket_id, since, until, words (of its transcript)."""
    query = select(Recording)
    query = _equal(query, Recording, wanted, ("kind", "state", "queue", "call_id", "ticket_id"))
    query = _between(query, Recording.created_at, wanted)
    if wanted.get("words"):
        query = query.where(Recording.id.in_(search.matching(session, "recording", wanted["words"])))
    return _page(session, query, Recording, before, limit)


def callbacks(session: Session, wanted: Mapping[str, Any], before: int | None, limit: int) -> list[Callback]:
    """`wanted`: state, queue, number, is_open."""
    query = _equal(select(Callback), Callback, wanted, ("state", "queue", "number"))
    if wanted.get("is_open") is not None:
        query = query.where(Callback.closed_at.is_(None) == wanted["is_open"])
    return _page(session, query, Callback, before, limit)


def customers(session: Session, wanted: Mapping[str, Any], before: int | None, limit: int) -> list[Customer]:
    """`wanted`: number, external_id, tier, words."""
    query = select(Customer).where(Customer.merged_into_id.is_(None))
    query = _equal(query, Customer, wanted, ("external_id", "tier"))
    if wanted.get("number"):
        query = query.where(
            Customer.id.in_(
                select(CustomerNumber.customer_id).where(CustomerNumber.number == wanted["number"])
            )
        )
    if wanted.get("words"):
        query = query.where(Customer.id.in_(search.matching(session, "customer", wanted["words"])))
    return _page(session, query, Customer, before, limit)


def consents(session: Session, numbers: list[str]) -> list[Consent]:
    """The newest of each number and kind."""
    query = select(Consent).where(Consent.number.in_(numbers)).order_by(Consent.id)
    return list({(row.number, row.kind): row for row in session.scalars(query)}.values())


def numbers_of(session: Session, customer_ids: list[int]) -> dict[int, list[str]]:
    query = select(CustomerNumber).where(CustomerNumber.customer_id.in_(customer_ids))
    found: dict[int, list[str]] = {}
    for row in session.scalars(query.order_by(CustomerNumber.number)):
        found.setdefault(row.customer_id, []).append(row.number)
    return found


def _equal(query: Select[Any], table: type[Base], wanted: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        if wanted.get(name) not in (None, ""):
            query = query.where(getattr(table, name) == wanted[name])
    return query


def _between(query: Select[Any], column: Any, wanted: Mapping[str, Any]) -> Any:
    """From `since` on, before `until`."""
    if wanted.get("since"):
        query = query.where(column >= wanted["since"])
    if wanted.get("until"):
        query = query.where(column < wanted["until"])
    return query


def _page(
    session: Session, query: Select[Any], table: type[Row], before: int | None, limit: int
) -> list[Row]:
    key: Any = table.__table__.c.id
    if before is not None:
        query = query.where(key < before)
    return list(session.scalars(query.order_by(key.desc()).limit(limit)))
