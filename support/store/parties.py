"""Parties: whom we bring into a call's room beside its caller and its agents.

A supervisor who listens, a number that an agent consults or passes the call on to, the customer of a
callback. The row is there before anybody is rung: it is the intent, and every address we hand out has its id.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base


class Party(Base):
    """`kind`: supervisor, outside, customer. `state`: ordered, ringing, in, left, failed.

    `mode` of a supervisor: listen, whisper, barge. `result` is how the ringing ended: "", answered, busy,
    no-answer, failed, canceled, hangup, machine. `sequence` orders the status callbacks of its leg.
    """

    __tablename__ = "parties"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("queue_entries.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    callback_id: Mapped[int | None] = mapped_column(ForeignKey("callbacks.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # who asked for it
    address: Mapped[str] = mapped_column(String(200), default="")  # +E.164, sip:… or client:…
    mode: Mapped[str] = mapped_column(String(8), default="")
    state: Mapped[str] = mapped_column(String(8), default="ordered", index=True)
    result: Mapped[str] = mapped_column(String(12), default="")
    leg_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    sequence: Mapped[int] = mapped_column(default=-1)
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


def party(session: Session, party_id: int) -> Party | None:
    """Locked, as it is now. Who locks its entry too does that first."""
    return session.get(Party, party_id, with_for_update=True, populate_existing=True)


def of_entry(session: Session, entry_id: int) -> list[Party]:
    return list(session.scalars(select(Party).where(Party.entry_id == entry_id).order_by(Party.id)))


def open_parties(session: Session, entry_id: int) -> list[Party]:
    """Those who are in the room or on their way."""
    return [each for each in of_entry(session, entry_id) if each.state in ("ordered", "ringing", "in")]


def take_along(session: Session, entry_id: int, to: int) -> None:
    """A customer whom we rang goes on waiting in another stay in line."""
    for party in open_parties(session, entry_id):
        if party.kind == "customer":
            party.entry_id = to
    session.flush()


def by_leg(session: Session, sid: str) -> Party | None:
    """Not locked: to find it."""
    return session.scalars(select(Party).where(Party.leg_sid == sid)).first()


def unanswered_since(session: Session, since: datetime) -> list[Party]:
    """Those who have been on their way since before then."""
    query = select(Party).where(Party.state.in_(("ordered", "ringing")), Party.created_at < since)
    return list(session.scalars(query.order_by(Party.id)))
