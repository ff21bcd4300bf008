"""What belongs to a ticket: calls, recordings, messages, callbacks, scores; read, and moved to another."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from support.store.base import Base
from support.store.callbacks import Callback
from support.store.calls import Call
from support.store.messages import TextMessage
from support.store.recordings import Recording
from support.store.surveys import Score
from support.store.tickets import TicketCall, TicketTag, TicketWatcher

# Tables whose rows belong to one ticket, by the word that a history's line has for them.
_OWNED: dict[str, type[Base]] = {
    "recordings": Recording,
    "messages": TextMessage,
    "callbacks": Callback,
    "scores": Score,
}
# Tables that may name the same thing for several tickets, and its column.
_SHARED: dict[str, tuple[type[Base], str]] = {
    "calls": (TicketCall, "call_id"),
    "watchers": (TicketWatcher, "user_id"),
    "tags": (TicketTag, "tag"),
}
Moved = dict[str, list[int | str]]


def calls(session: Session, ticket_id: int) -> list[Call]:
    query = select(Call).join(TicketCall, TicketCall.call_id == Call.id)
    return list(session.scalars(query.where(TicketCall.ticket_id == ticket_id).order_by(Call.id)))


def recordings(session: Session, ticket_id: int) -> list[Recording]:
    query = select(Recording).where(Recording.ticket_id == ticket_id)
    return list(session.scalars(query.order_by(Recording.id)))


def messages(session: Session, ticket_id: int) -> list[TextMessage]:
    query = select(TextMessage).where(TextMessage.ticket_id == ticket_id)
    return list(session.scalars(query.order_by(TextMessage.id)))


def callbacks(session: Session, ticket_id: int) -> list[Callback]:
    query = select(Callback).where(Callback.ticket_id == ticket_id)
    return list(session.scalars(query.order_by(Callback.id)))


def move(session: Session, from_id: int, to_id: int) -> Moved:
    """Everything of one ticket to another. Returns what was moved: ids, and what the other did not have."""
    moved: Moved = {}
    for word, table in _OWNED.items():
        ids = list(session.scalars(select(table.id).where(table.ticket_id == from_id)))  # type: ignore[attr-defined]
        moved[word] = ids
        _give(session, table, ids, to_id)
    for word, (shared, column) in _SHARED.items():
        moved[word] = _copy(session, shared, column, from_id, to_id)
    session.flush()
    session.expire_all()
    return moved


def move_back(session: Session, moved: Moved, from_id: int, to_id: int) -> None:
    """The same things back to where they were; `to_id` loses what it had only by the move."""
    for word, table in _OWNED.items():
        _give(session, table, moved.get(word, []), from_id)
    for word, (shared, column) in _SHARED.items():
        values = moved.get(word, [])
        query = delete(shared).where(shared.ticket_id == to_id, getattr(shared, column).in_(values))  # type: ignore[attr-defined]
        session.execute(query)
    session.expire_all()


def _give(session: Session, table: type[Base], ids: Sequence[int | str], ticket_id: int) -> None:
    if ids:
        session.execute(update(table).where(table.id.in_(ids)).values(ticket_id=ticket_id))  # type: ignore[attr-defined]


def _copy(session: Session, table: type[Base], column: str, from_id: int, to_id: int) -> list[int | str]:
    """Rows of the first ticket that the second has not; both have them then, so that history stays."""
    query = select(table).where(table.ticket_id == from_id)  # type: ignore[attr-defined]
    own = set(session.scalars(select(getattr(table, column)).where(table.ticket_id == to_id)))  # type: ignore[attr-defined]
    new = [row for row in session.scalars(query) if getattr(row, column) not in own]
    for row in new:
        values = {each.key: getattr(row, each.key) for each in table.__table__.columns}
        session.add(table(**{**values, "ticket_id": to_id}))
    return [getattr(row, column) for row in new]
