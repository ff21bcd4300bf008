"""Surveys sent by SMS, and what customers answered on calls and by SMS."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base
from support.store.queues import Offer, QueueEntry
from support.store.tickets import Ticket, TicketCall


class Score(Base):
    """An answer to a survey. `survey`: csat (1 to 5) or nps (0 to 10); `channel`: call or sms."""

    __tablename__ = "scores"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"), index=True)
    queue: Mapped[str] = mapped_column(String(64), default="")
    number: Mapped[str] = mapped_column(String(64), default="", index=True)
    channel: Mapped[str] = mapped_column(String(8), default="call")
    survey: Mapped[str] = mapped_column(String(8))
    score: Mapped[int]
    comment: Mapped[str] = mapped_column(Text, default="")
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("recordings.id"))
    at: Mapped[datetime] = mapped_column(index=True)


class SurveyInvitation(Base):
    """A survey asked by SMS after a ticket was solved. At most one a ticket."""

    __tablename__ = "survey_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), unique=True)
    number: Mapped[str] = mapped_column(String(64), index=True)
    survey: Mapped[str] = mapped_column(String(8))
    sent_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


def scores(
    session: Session, *, ticket_id: int | None = None, call_id: int | None = None, number: str = ""
) -> list[Score]:
    """Oldest first, of what is given."""
    query = select(Score).order_by(Score.id)
    if ticket_id is not None:
        query = query.where(Score.ticket_id == ticket_id)
    if call_id is not None:
        query = query.where(Score.call_id == call_id)
    if number:
        query = query.where(Score.number == number)
    return list(session.scalars(query))


def newest_of_call(session: Session, call_id: int) -> Score | None:
    query = select(Score).where(Score.call_id == call_id).order_by(Score.id.desc()).limit(1)
    return session.scalars(query).first()


def of_recording(session: Session, recording_id: int) -> Score | None:
    return session.scalars(select(Score).where(Score.recording_id == recording_id)).first()


def invitation_of(session: Session, ticket_id: int) -> SurveyInvitation | None:
    return session.scalars(select(SurveyInvitation).where(SurveyInvitation.ticket_id == ticket_id)).first()


def invite(
    session: Session, ticket_id: int, number: str, survey: str, now: datetime, expires_at: datetime
) -> None:
    session.add(
        SurveyInvitation(
            ticket_id=ticket_id, number=number, survey=survey, sent_at=now, expires_at=expires_at
        )
    )
    session.flush()


def open_invitation(session: Session, number: str, now: datetime) -> SurveyInvitation | None:
    """The last one to this number, while it may still be answered."""
    query = select(SurveyInvitation).where(
        SurveyInvitation.number == number,
        SurveyInvitation.answered_at.is_(None),
        SurveyInvitation.expires_at > now,
    )
    return session.scalars(query.order_by(SurveyInvitation.id.desc()).limit(1).with_for_update()).first()


def who_talked(session: Session, call_id: int) -> int | None:
    """The agent who talked last in this call."""
    query = (
        select(Offer.agent_id)
        .join(QueueEntry, QueueEntry.id == Offer.entry_id)
        .where(QueueEntry.call_id == call_id, Offer.accepted_at.is_not(None))
        .order_by(Offer.accepted_at.desc(), Offer.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def ticket_of_call(session: Session, call_id: int) -> int | None:
    """The newest ticket that this call is on the matter of."""
    began = select(Ticket.id).where(Ticket.call_id == call_id)
    joined = select(TicketCall.ticket_id).where(TicketCall.call_id == call_id)
    query = select(func.max(Ticket.id)).where(or_(Ticket.id.in_(began), Ticket.id.in_(joined)))
    return session.scalar(query)
