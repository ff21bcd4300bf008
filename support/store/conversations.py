"""Queries about conversations: the offers, parties and holds of queue entries that an agent has or had.

Nothing is locked here: who changes what is found locks the entry first and looks again.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from support.store.agents import User
from support.store.calls import Call, CallEvent
from support.store.parties import Party
from support.store.queues import Offer, QueueEntry

ON_THE_WAY_OR_IN = ("ordered", "ringing", "in")
_HELD = ("connecting", "talking", "timing_out")  # nobody is on hold in a line


def open_offers(session: Session, entry_id: int) -> list[Offer]:
    """The lead first. Lock the entry before."""
    query = select(Offer).where(Offer.entry_id == entry_id, Offer.closed_at.is_(None))
    query = query.order_by(Offer.role.desc(), Offer.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def agents_of_entry(session: Session, entry_id: int) -> list[int]:
    """Who has this conversation in hand, or on their screen."""
    query = select(Offer.agent_id).where(Offer.entry_id == entry_id, Offer.closed_at.is_(None))
    return list(session.scalars(query))


def in_hand(session: Session) -> dict[int, tuple[Offer, QueueEntry, str]]:
    """Of every agent who is rung or talks: the offer, its entry, and the caller's number."""
    query = (
        select(Offer, QueueEntry, Call.caller)
        .join(QueueEntry, QueueEntry.id == Offer.entry_id)
        .join(Call, Call.id == QueueEntry.call_id)
        .where(Offer.closed_at.is_(None))
    )
    return {row[0].agent_id: (row[0], row[1], row[2]) for row in session.execute(query)}


def supervisors(session: Session) -> dict[int, list[str]]:
    """Entry to the names of those who listen, or are on the way to."""
    query = select(Party.entry_id, User.name).join(User, User.id == Party.user_id)
    query = query.where(Party.kind == "supervisor", Party.state.in_(ON_THE_WAY_OR_IN)).order_by(Party.id)
    found: dict[int, list[str]] = {}
    for entry_id, name in session.execute(query):
        found.setdefault(entry_id, []).append(name)
    return found


def heads(session: Session, length: int) -> list[tuple[QueueEntry, str, int]]:
    """The first of each line in its order, with the caller's number and the position; lines by name."""
    order = (QueueEntry.priority.desc(), QueueEntry.place_at, QueueEntry.id)
    position = func.row_number().over(partition_by=QueueEntry.queue, order_by=order).label("position")
    waits = QueueEntry.state.in_(("waiting", "offered"))
    first = select(QueueEntry.id, position).where(waits).subquery()
    query = (
        select(QueueEntry, Call.caller, first.c.position)
        .join(first, first.c.id == QueueEntry.id)
        .join(Call, Call.id == QueueEntry.call_id)
        .where(first.c.position <= length)
        .order_by(QueueEntry.queue, first.c.position)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def chosen(session: Session, call_ids: Collection[int]) -> dict[int, str]:
    """Call to what was chosen last in its menus."""
    query = select(CallEvent.call_id, CallEvent.data).where(CallEvent.kind == "option_chosen")
    query = query.where(CallEvent.call_id.in_(call_ids)).order_by(CallEvent.id)
    return {row[0]: str(row[1].get("option", "")) for row in session.execute(query)}


def restless(session: Session) -> list[int]:
    """Entries in which something may have to be put in order: somebody is lost, gone, or waited for."""
    offered = select(Offer.entry_id).where(Offer.closed_at.is_(None))
    invited = select(Party.entry_id).where(Party.state.in_(ON_THE_WAY_OR_IN))
    is_open, has_left = QueueEntry.left_at.is_(None), QueueEntry.left_at.is_not(None)
    # One by one: a query that finds either of them reads every entry that there ever was.
    found = (
        _of(offered.where(Offer.lost_at.is_not(None)), is_open),
        _of(offered.where(Offer.role == "consult"), is_open),
        select(QueueEntry.id).where(QueueEntry.state.in_(_HELD), QueueEntry.held_for == "consult"),
        select(QueueEntry.id).where(QueueEntry.state == "passed"),
        _of(offered, has_left),
        _of(invited, has_left),
    )
    return sorted({each for query in found for each in session.scalars(query)})


def _of(query: Select[int], state: ColumnElement[bool]) -> Select[int]:
    """The entries of these offers or parties that are in this state."""
    return query.join(QueueEntry).where(state)


def supervised_by(session: Session, user_id: int) -> list[Party]:
    """Conversations that this user listens to, or is on the way to."""
    query = select(Party).where(
        Party.kind == "supervisor", Party.user_id == user_id, Party.state.in_(ON_THE_WAY_OR_IN)
    )
    return list(session.scalars(query.order_by(Party.id)))
