"""Queries about legal holds and about what may be deleted because its time is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, exists, or_, select
from sqlalchemy.orm import Session, aliased

from support.store.calls import Call
from support.store.recordings import LegalHold, Recording
from support.store.tickets import Ticket, TicketCall


def active(session: Session, kind: str = "", refs: Sequence[str] = ()) -> list[LegalHold]:
    """Newest first."""
    query = select(LegalHold).where(LegalHold.released_at.is_(None)).order_by(LegalHold.id.desc())
    if kind:
        query = query.where(LegalHold.kind == kind, LegalHold.ref.in_(refs))
    return list(session.scalars(query))


def released(session: Session, limit: int) -> list[LegalHold]:
    query = select(LegalHold).where(LegalHold.released_at.is_not(None))
    return list(
        session.scalars(query.order_by(LegalHold.released_at.desc(), LegalHold.id.desc()).limit(limit))
    )


def hold(session: Session, hold_id: int) -> LegalHold | None:
    return session.get(LegalHold, hold_id, with_for_update=True, populate_existing=True)


def holds_of_recording(session: Session, recording_id: int) -> list[LegalHold]:
    query = select(LegalHold).join(Recording, _holds(Recording, LegalHold))
    return list(session.scalars(query.where(Recording.id == recording_id).order_by(LegalHold.id)))


def expired(session: Session, now: datetime, limit: int) -> list[Recording]:
    """Recordings whose time is over, oldest first; none that is held."""
    held = exists().where(_holds(Recording, LegalHold))
    query = select(Recording).where(Recording.expires_at <= now, Recording.deleted_at.is_(None), ~held)
    query = query.order_by(Recording.expires_at, Recording.id).limit(limit)
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def kept_after(session: Session, recording_id: int, limit: int) -> list[Recording]:
    """Recordings that are not deleted, for whoever goes through all of them."""
    query = select(Recording).where(Recording.id > recording_id, Recording.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Recording.id).limit(limit)))


def _holds(recording: type[Recording], hold: type[LegalHold]) -> ColumnElement[bool]:
    """Held itself, by its caller's number, by its ticket, or by another ticket of its call."""
    linked = aliased(TicketCall)
    caller = select(Call.caller).where(Call.id == recording.call_id).correlate(recording).scalar_subquery()
    called = select(Call.called).where(Call.id == recording.call_id).correlate(recording).scalar_subquery()
    also = select(linked.ticket_id).where(linked.call_id == recording.call_id).correlate(recording)
    mine = or_(Ticket.id == recording.ticket_id, Ticket.call_id == recording.call_id, Ticket.id.in_(also))
    tickets = select(cast(Ticket.number, String)).where(mine).correlate(recording)
    customers = (
        select(Ticket.customer).where(Ticket.id == recording.ticket_id).correlate(recording).scalar_subquery()
    )
    return hold.released_at.is_(None) & or_(
        (hold.kind == "recording") & (hold.ref == cast(recording.id, String)),
        (hold.kind == "number") & or_(hold.ref == caller, hold.ref == called, hold.ref == customers),
        (hold.kind == "ticket") & hold.ref.in_(tickets),
    )
