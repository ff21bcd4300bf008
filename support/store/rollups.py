"""Sums of facts, so that any period costs little: by quarters of an hour, hours, the centre's days, months.

A row is of one `grain` (q, h, d, m), one `queue` ("" is none) and one value of one dimension `dim`: "" (all),
agent, team, flow, language, number or intent. Over all queues it is the whole. Only "" is kept by quarters.
`start` is Unix seconds. What each column counts is in `support.rules.tallies`; lengths are milliseconds.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from support.store.base import Base

Big = BigInteger().with_variant(Integer, "sqlite")

DIMENSIONS = ("", "agent", "team", "flow", "language", "number", "intent")


class Rollup(Base):
    __tablename__ = "rollups"
    __table_args__ = (Index("ix_rollups_value", "grain", "dim", "value", "start"),)

    grain: Mapped[str] = mapped_column(String(1), primary_key=True)
    dim: Mapped[str] = mapped_column(String(8), primary_key=True)
    start: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(String(64), primary_key=True)
    queue: Mapped[str] = mapped_column(String(64), primary_key=True)
    # of calls, by when they arrived; `queue` is the first that they entered
    calls: Mapped[int] = mapped_column(Big, server_default="0")  # that are over
    contained: Mapped[int] = mapped_column(Big, server_default="0")
    calls_answered: Mapped[int] = mapped_column(Big, server_default="0")
    abandoned_menu: Mapped[int] = mapped_column(Big, server_default="0")
    abandoned_queue: Mapped[int] = mapped_column(Big, server_default="0")
    abandoned_ringing: Mapped[int] = mapped_column(Big, server_default="0")
    abandoned_hold: Mapped[int] = mapped_column(Big, server_default="0")
    callback: Mapped[int] = mapped_column(Big, server_default="0")
    voicemail: Mapped[int] = mapped_column(Big, server_default="0")
    overflow: Mapped[int] = mapped_column(Big, server_default="0")
    after_hours: Mapped[int] = mapped_column(Big, server_default="0")
    transferred_out: Mapped[int] = mapped_column(Big, server_default="0")
    failed: Mapped[int] = mapped_column(Big, server_default="0")
    reached: Mapped[int] = mapped_column(
        Big, server_default="0"
    )  # calls with an agent, of a known customer and matter
    repeated: Mapped[int] = mapped_column(Big, server_default="0")  # of those: called again about it
    transfers: Mapped[int] = mapped_column(Big, server_default="0")
    menu_ms: Mapped[int] = mapped_column(Big, server_default="0")
    # of stays in a line, by when they began; promised callbacks apart
    offered: Mapped[int] = mapped_column(Big, server_default="0")
    answered: Mapped[int] = mapped_column(Big, server_default="0")
    answered_in: Mapped[int] = mapped_column(Big, server_default="0")  # within the target
    abandoned: Mapped[int] = mapped_column(Big, server_default="0")
    abandoned_in: Mapped[int] = mapped_column(Big, server_default="0")
    short: Mapped[int] = mapped_column(Big, server_default="0")  # abandoned sooner than counts
    flowed: Mapped[int] = mapped_column(Big, server_default="0")
    flowed_in: Mapped[int] = mapped_column(Big, server_default="0")
    to_callback: Mapped[int] = mapped_column(Big, server_default="0")  # of those that flowed
    to_callback_in: Mapped[int] = mapped_column(Big, server_default="0")
    wait_answered_ms: Mapped[int] = mapped_column(Big, server_default="0")
    wait_abandoned_ms: Mapped[int] = mapped_column(Big, server_default="0")
    longest_ms: Mapped[int] = mapped_column(
        Big, server_default="0"
    )  # the longest wait; the only one that is no sum
    estimated: Mapped[int] = mapped_column(Big, server_default="0")  # answered ones that had been told a wait
    estimate_error_ms: Mapped[int] = mapped_column(Big, server_default="0")  # |told - waited|, added up
    estimate_bias_ms: Mapped[int] = mapped_column(Big, server_default="0")  # told - waited
    # of agents' parts, by when they were proposed
    rings: Mapped[int] = mapped_column(Big, server_default="0")
    taken: Mapped[int] = mapped_column(Big, server_default="0")
    declined: Mapped[int] = mapped_column(Big, server_default="0")
    missed: Mapped[int] = mapped_column(Big, server_default="0")  # and those that were not reached
    handled: Mapped[int] = mapped_column(Big, server_default="0")  # talked, and are done talking
    wrapped: Mapped[int] = mapped_column(Big, server_default="0")
    handled_transferred: Mapped[int] = mapped_column(Big, server_default="0")
    handled_held: Mapped[int] = mapped_column(Big, server_default="0")
    ring_ms: Mapped[int] = mapped_column(Big, server_default="0")  # of those taken
    talk_ms: Mapped[int] = mapped_column(Big, server_default="0")
    hold_ms: Mapped[int] = mapped_column(Big, server_default="0")
    wrap_ms: Mapped[int] = mapped_column(Big, server_default="0")


class DurationRollup(Base):
    """How many lasted how long, all of a day or month of one value of a dimension in one row.

    Each column is a spread of lengths, packed (`support.rules.spreads`); wait is that of the answered.
    `grain`: d or m.
    """

    __tablename__ = "duration_rollups"

    grain: Mapped[str] = mapped_column(String(1), primary_key=True)
    dim: Mapped[str] = mapped_column(String(8), primary_key=True)
    start: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(String(64), primary_key=True)
    queue: Mapped[str] = mapped_column(String(64), primary_key=True)
    wait: Mapped[bytes]
    abandon: Mapped[bytes]
    ring: Mapped[bytes]
    talk: Mapped[bytes]
    hold: Mapped[bytes]
    wrap: Mapped[bytes]
    handle: Mapped[bytes]


class ThresholdRollup(Base):
    """How many stays were measured by which thresholds, by the day."""

    __tablename__ = "threshold_rollups"

    day: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    queue: Mapped[str] = mapped_column(String(64), primary_key=True)
    target_s: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    short_s: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Big, server_default="0")


class StepRollup(Base):
    """Where callers go in a flow, by the day: from a step to the next, which is "" where the call ended.

    `how`: how the step was left, as `CallFact.path` says.
    """

    __tablename__ = "step_rollups"

    flow: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(128), primary_key=True)
    following: Mapped[str] = mapped_column(String(128), primary_key=True)
    how: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int] = mapped_column(Big, server_default="0")
    ms: Mapped[int] = mapped_column(Big, server_default="0")


class ReceiptRollup(Base):
    """How questions went, by the day. `result`, `input`, `intent`: as receipts have them."""

    __tablename__ = "receipt_rollups"

    flow: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    step: Mapped[str] = mapped_column(String(128), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    intent: Mapped[str] = mapped_column(String(64), primary_key=True)
    input: Mapped[str] = mapped_column(String(8), primary_key=True)
    result: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int] = mapped_column(Big, server_default="0")
    asked: Mapped[int] = mapped_column(Big, server_default="0")
    heard: Mapped[int] = mapped_column(Big, server_default="0")
    confirmed: Mapped[int] = mapped_column(Big, server_default="0")
    corrected: Mapped[int] = mapped_column(Big, server_default="0")
    rejected: Mapped[int] = mapped_column(Big, server_default="0")
    silent: Mapped[int] = mapped_column(Big, server_default="0")
    keyed: Mapped[int] = mapped_column(Big, server_default="0")
    answer_ms: Mapped[int] = mapped_column(Big, server_default="0")


class PresenceRollup(Base):
    """Time of agents in each presence: `PresenceFact` added up. `grain`: d or m; `day` is when it began."""

    __tablename__ = "presence_rollups"
    __table_args__ = (Index("ix_presence_rollups_day", "grain", "day"),)

    grain: Mapped[str] = mapped_column(String(1), primary_key=True)
    agent_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    presence: Mapped[str] = mapped_column(String(12), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40), primary_key=True)
    team: Mapped[str] = mapped_column(String(64), primary_key=True)
    ms: Mapped[int] = mapped_column(Big, server_default="0")


# All that is added up from facts of calls.
SUMS = (Rollup, DurationRollup, ThresholdRollup, StepRollup, ReceiptRollup)
