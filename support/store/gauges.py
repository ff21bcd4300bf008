"""Counts of this moment, each by an index: lines, agents, calls, orders, tickets. Only queries live here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, literal, or_, select, text
from sqlalchemy.orm import Session

from support.store.agents import Agent, User
from support.store.api import HookDelivery
from support.store.calls import Call
from support.store.orders import Order
from support.store.queues import Queue, QueueEntry
from support.store.sla import SlaClock
from support.store.tickets import UNSOLVED, Ticket

_IN_LINE = QueueEntry.state.in_(("waiting", "offered"))


def queue_names(session: Session) -> list[str]:
    return list(session.scalars(select(Queue.name)))


def lines(session: Session) -> dict[str, tuple[int, datetime]]:
    """Queue to how many callers wait, and when the first of them came; promised callbacks are apart."""
    query = select(QueueEntry.queue, func.count(), func.min(QueueEntry.entered_at))
    query = query.where(_IN_LINE, QueueEntry.callback_id.is_(None)).group_by(QueueEntry.queue)
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def promised(session: Session, at: datetime) -> dict[str, tuple[int, int]]:
    """Queue to its promised callbacks: (in the line, of those whose time has come)."""
    is_due = or_(QueueEntry.not_before.is_(None), QueueEntry.not_before <= at)
    query = select(QueueEntry.queue, func.count(), func.sum(case((is_due, 1), else_=0)))
    query = query.where(_IN_LINE, QueueEntry.callback_id.is_not(None)).group_by(QueueEntry.queue)
    return {row[0]: (row[1], int(row[2])) for row in session.execute(query)}


def agents(session: Session) -> dict[str, int]:
    """Presence to how many, of people who may sign in."""
    query = select(Agent.presence, func.count()).join(User, User.id == Agent.user_id)
    return {row[0]: row[1] for row in session.execute(query.where(User.is_active).group_by(Agent.presence))}


def calls_in_progress(session: Session) -> int:
    return session.scalar(select(func.count()).where(Call.ended_at.is_(None))) or 0


def orders_due(session: Session, at: datetime) -> tuple[int, datetime | None]:
    """(how many, since when the oldest). What somebody has in hand is due later again."""
    query = select(func.count(), func.min(Order.due_at)).where(Order.state == "due", Order.due_at <= at)
    count, oldest = session.execute(query).one()
    return count, oldest


def hooks_due(session: Session, at: datetime) -> int:
    query = select(func.count()).where(HookDelivery.state == "due", HookDelivery.due_at <= at)
    return session.scalar(query) or 0


def tickets(session: Session, at: datetime) -> tuple[int, int, int]:
    """(not solved, of those with a broken promise, of those that soon break one)."""
    is_late = or_(SlaClock.state == "breached", SlaClock.due_at <= at)
    warned = (
        select(SlaClock.ticket_id, func.max(case((is_late, 1), else_=0)).label("late"))
        .join(Ticket, Ticket.id == SlaClock.ticket_id)
        .where(SlaClock.stopped_at.is_(None), SlaClock.warn_at <= at)
        .where(
            SlaClock.state.in_(("running", "breached")), text(UNSOLVED.replace("status", "tickets.status"))
        )
        .group_by(SlaClock.ticket_id)
        .subquery()
    )
    late, all_warned = session.execute(
        select(func.coalesce(func.sum(warned.c.late), literal(0)), func.count()).select_from(warned)
    ).one()
    opened = session.scalar(select(func.count()).select_from(Ticket).where(text(UNSOLVED))) or 0
    return opened, int(late), all_warned - int(late)
