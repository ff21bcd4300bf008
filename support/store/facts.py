"""What the logs of calls amount to, a row each: `support.rules.call_facts` says what stands in them.

All of it can be thrown away and made again from the logs, but for the rows of another system's (`source`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from support.store.base import Base

Big = BigInteger().with_variant(Integer, "sqlite")


class CallFact(Base):
    __tablename__ = "call_facts"
    __table_args__ = (
        Index("ix_call_facts_arrived", "arrived_at"),
        Index("ix_call_facts_elsewhere", "arrived_at",
              sqlite_where=text("source != ''"), postgresql_where=text("source != ''")),
        Index("ix_call_facts_open", "arrived_at",
              sqlite_where=text("outcome = ''"), postgresql_where=text("outcome = ''")),
        Index("ix_call_facts_flow", "flow", "arrived_at"),
        Index("ix_call_facts_matter", "customer", "matter", "arrived_at",
              sqlite_where=text("customer != ''"), postgresql_where=text("customer != ''")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(40))
    customer: Mapped[str] = mapped_column(String(32))
    flow: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    number: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12))
    intent: Mapped[str] = mapped_column(String(64))
    matter: Mapped[str] = mapped_column(String(64))
    queue: Mapped[str] = mapped_column(String(64))
    agent_id: Mapped[int | None]
    day: Mapped[int] = mapped_column(Big)
    quarter: Mapped[int] = mapped_column(Big)
    arrived_at: Mapped[datetime]
    entered_at: Mapped[datetime | None]
    rang_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(32))
    last_step: Mapped[str] = mapped_column(String(128))
    menu_ms: Mapped[int] = mapped_column(Big)
    wait_ms: Mapped[int] = mapped_column(Big)
    ring_ms: Mapped[int] = mapped_column(Big)
    talk_ms: Mapped[int] = mapped_column(Big)
    hold_ms: Mapped[int] = mapped_column(Big)
    wrap_ms: Mapped[int] = mapped_column(Big)
    stays: Mapped[int]
    legs: Mapped[int]
    transfers: Mapped[int]
    holds: Mapped[int]
    repeated_at: Mapped[datetime | None]
    path: Mapped[list[Any]]
    receipts: Mapped[list[Any]]


class StayFact(Base):
    __tablename__ = "stay_facts"
    __table_args__ = (
        Index("ix_stay_facts_queue_entered", "queue", "entered_at", "wait_ms"),
        Index("ix_stay_facts_entered", "entered_at", "wait_ms"),
        Index("ix_stay_facts_elsewhere", "entered_at", "queue",
              sqlite_where=text("source != ''"), postgresql_where=text("source != ''")),
        Index("ix_stay_facts_callbacks", "entered_at", "queue",
              sqlite_where=text("is_callback = 1"), postgresql_where=text("is_callback")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    call_id: Mapped[int] = mapped_column(Big, index=True)
    source: Mapped[str] = mapped_column(String(40))
    queue: Mapped[str] = mapped_column(String(64))
    from_queue: Mapped[str] = mapped_column(String(64))
    is_callback: Mapped[bool]
    flow: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(64))
    intent: Mapped[str] = mapped_column(String(64))
    agent_id: Mapped[int | None]
    team: Mapped[str] = mapped_column(String(64))
    day: Mapped[int] = mapped_column(Big)
    quarter: Mapped[int] = mapped_column(Big)
    entered_at: Mapped[datetime]
    first_entered_at: Mapped[datetime]
    rang_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    end: Mapped[str] = mapped_column(String(12))
    result: Mapped[str] = mapped_column(String(16))
    wait_ms: Mapped[int] = mapped_column(Big)
    hold_ms: Mapped[int] = mapped_column(Big)
    estimate_s: Mapped[int | None]
    target_s: Mapped[int]
    short_s: Mapped[int]


class LegFact(Base):
    __tablename__ = "leg_facts"
    __table_args__ = (Index("ix_leg_facts_agent_offered", "agent_id", "offered_at"),
                      Index("ix_leg_facts_queue_offered", "queue", "offered_at"),
                      Index("ix_leg_facts_offered", "offered_at"),
                      Index("ix_leg_facts_elsewhere", "offered_at",
                            sqlite_where=text("source != ''"), postgresql_where=text("source != ''")),
                      Index("ix_leg_facts_talking", "offered_at",
                            sqlite_where=text("\"end\" = 'talking'"),
                            postgresql_where=text("\"end\" = 'talking'")))  # fmt: skip

    id: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    call_id: Mapped[int] = mapped_column(Big, index=True)
    stay_id: Mapped[int] = mapped_column(Big)
    source: Mapped[str] = mapped_column(String(40))
    queue: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(8))
    is_callback: Mapped[bool]
    flow: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(64))
    intent: Mapped[str] = mapped_column(String(64))
    agent_id: Mapped[int]
    team: Mapped[str] = mapped_column(String(64))
    day: Mapped[int] = mapped_column(Big)
    quarter: Mapped[int] = mapped_column(Big)
    offered_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    connected_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    wrapped_at: Mapped[datetime | None]
    end: Mapped[str] = mapped_column(String(12))
    disposition: Mapped[str] = mapped_column(String(64))
    is_transferred: Mapped[bool]
    ring_ms: Mapped[int] = mapped_column(Big)
    talk_ms: Mapped[int] = mapped_column(Big)
    hold_ms: Mapped[int] = mapped_column(Big)
    wrap_ms: Mapped[int] = mapped_column(Big)


class CallbackFact(Base):
    __tablename__ = "callback_facts"
    __table_args__ = (Index("ix_callback_facts_requested", "requested_at"),)

    id: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    call_id: Mapped[int] = mapped_column(Big, index=True)
    source: Mapped[str] = mapped_column(String(40))
    queue: Mapped[str] = mapped_column(String(64))
    flow: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(64))
    intent: Mapped[str] = mapped_column(String(64))
    agent_id: Mapped[int | None]
    team: Mapped[str] = mapped_column(String(64))
    day: Mapped[int] = mapped_column(Big)
    quarter: Mapped[int] = mapped_column(Big)
    requested_at: Mapped[datetime]
    first_try_at: Mapped[datetime | None]
    connected_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int]
    asked_again: Mapped[int]


class PresenceFact(Base):
    """How long an agent was in one presence, within one quarter of an hour. Open ones grow."""

    __tablename__ = "presence_facts"
    __table_args__ = (Index("ix_presence_facts_quarter", "quarter"), Index("ix_presence_facts_day", "day"))

    agent_id: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[int] = mapped_column(Big, primary_key=True)
    presence: Mapped[str] = mapped_column(String(12), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[int] = mapped_column(Big)
    team: Mapped[str] = mapped_column(String(64))
    ms: Mapped[int] = mapped_column(Big)


class Bookmark(Base):
    """How far a log has been read: `events` or `presences`. `state`: what must be known to read on."""

    __tablename__ = "bookmarks"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    position: Mapped[int] = mapped_column(Big)
    at: Mapped[datetime | None]
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
