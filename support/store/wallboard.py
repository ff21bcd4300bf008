"""What the wallboard asks of the database: each question once for all queues. Only queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from support.store.callbacks import Callback
from support.store.facts import Bookmark
from support.store.queues import QueueEntry
from support.store.sla import SlaClock
from support.store.tickets import Ticket

ALARMS = "alarms"


def waiting(session: Session, now: datetime) -> dict[str, tuple[int, datetime | None, int]]:
    """Queue to (callers on the line, when the first of them came, how many would be served before the next).

    Promised callbacks are before the next caller too, once they may be made.
    """
    on_line = QueueEntry.callback_id.is_(None)
    ready = or_(QueueEntry.not_before.is_(None), QueueEntry.not_before <= now)
    query = (
        select(
            QueueEntry.queue,
            _count(on_line),
            func.min(case((on_line, QueueEntry.entered_at))),
            _count(ready),
        )
        .where(QueueEntry.state.in_(("waiting", "offered")))
        .group_by(QueueEntry.queue)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(query)}


def callbacks_due(session: Session, now: datetime) -> dict[str, int]:
    """Queue to the number of promises whose time has come."""
    again = and_(Callback.state == "missed", or_(Callback.next_try_at.is_(None), Callback.next_try_at <= now))
    query = (
        select(Callback.queue, func.count())
        .where(Callback.state.in_(("due", "missed")), or_(Callback.state == "due", again))
        .group_by(Callback.queue)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def breaching(session: Session, now: datetime) -> dict[str, tuple[int, int]]:
    """Queue to open tickets with (a broken promise, one that is to be warned of)."""
    is_late = or_(SlaClock.state == "breached", SlaClock.due_at <= now)
    each = (
        select(SlaClock.ticket_id, func.max(case((is_late, 1), else_=0)).label("is_late"))
        .where(
            SlaClock.stopped_at.is_(None),
            SlaClock.warn_at <= now,
            SlaClock.state.in_(("running", "breached")),
        )
        .group_by(SlaClock.ticket_id)
        .subquery()
    )
    query = (
        select(Ticket.queue, func.sum(each.c.is_late), func.count())
        .join(each, each.c.ticket_id == Ticket.id)
        .where(Ticket.status.in_(("new", "open", "pending")))
        .group_by(Ticket.queue)
    )
    return {row[0]: (int(row[1]), int(row[2]) - int(row[1])) for row in session.execute(query)}


def told(session: Session) -> dict[str, Any]:
    """Alarms that others were told of: key to what was said."""
    found = session.get(Bookmark, ALARMS)
    return dict(found.state) if found else {}


def told_locked(session: Session) -> dict[str, Any]:
    """The same, as it is now, kept from others."""
    found = session.get(Bookmark, ALARMS, with_for_update=True, populate_existing=True)
    return dict(found.state) if found else {}


def keep_told(session: Session, state: dict[str, Any], now: datetime) -> None:
    found = session.get(Bookmark, ALARMS) or Bookmark(name=ALARMS, position=0)
    found.state, found.at = state, now
    session.add(found)
    session.flush()


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
