"""Surveys sent by SMS, and what customers answered on calls and by SMS."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from support.store.base import Base


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
    at: Mapped[datetime]


class SurveyInvitation(Base):
    """A survey asked by SMS after a ticket was solved. At most one a ticket."""

    __tablename__ = "survey_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), unique=True)
    number: Mapped[str] = mapped_column(String(64), index=True)
    survey: Mapped[str] = mapped_column(String(8))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
