"""Queries about conversations: the offers, parties and holds of queue entries that an agent has or had.

Nothing is locked here: who changes what is found locks the entry first and looks again.
"""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from support.store.parties import Party
from support.store.queues import Offer, QueueEntry

ON_THE_WAY_OR_IN = ("ordered", "ringing", "in")


def open_offers(session: Session, entry_id: int) -> list[Offer]:
    """The lead first. Lock the entry before."""
    query = select(Offer).where(Offer.entry_id == entry_id, Offer.closed_at.is_(None))
    query = query.order_by(Offer.role.desc(), Offer.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def agents_of_entry(session: Session, entry_id: int) -> list[int]:
    """Who has this conversation in hand, or on their screen."""
    query = select(Offer.agent_id).where(Offer.entry_id == entry_id, Offer.closed_at.is_(None))
    return list(session.scalars(query))


def restless(session: Session) -> list[int]:
    """Entries in which something may have to be put in order: somebody is lost, gone, or waited for."""
    lost = select(Offer.entry_id).where(Offer.closed_at.is_(None), Offer.lost_at.is_not(None))
    consulted = select(Offer.entry_id).where(Offer.closed_at.is_(None), Offer.role == "consult")
    query = select(QueueEntry.id).where(
        QueueEntry.left_at.is_(None),
        or_(
            QueueEntry.id.in_(lost),
            QueueEntry.id.in_(consulted),
            QueueEntry.held_for == "consult",
            QueueEntry.state == "passed",
        ),
    )
    return [*session.scalars(query.order_by(QueueEntry.id)), *_left_but_busy(session)]


def _left_but_busy(session: Session) -> list[int]:
    """Entries that have left while somebody still is in their room or on the way there."""
    offered = select(Offer.entry_id).where(Offer.closed_at.is_(None))
    invited = select(Party.entry_id).where(Party.state.in_(ON_THE_WAY_OR_IN))
    query = select(QueueEntry.id).where(
        QueueEntry.left_at.is_not(None), or_(QueueEntry.id.in_(offered), QueueEntry.id.in_(invited))
    )
    return list(session.scalars(query.order_by(QueueEntry.id)))


def supervised_by(session: Session, user_id: int) -> list[Party]:
    """Conversations that this user listens to, or is on the way to."""
    query = select(Party).where(
        Party.kind == "supervisor", Party.user_id == user_id, Party.state.in_(ON_THE_WAY_OR_IN)
    )
    return list(session.scalars(query.order_by(Party.id)))
