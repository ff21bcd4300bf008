"""What happened in a call, from the facts in its log: the fold that every figure is made of. Pure.

One call's log becomes one `CallFact`, a `StayFact` for each stay in a line, a `LegFact` for each agent to
whom it was proposed, a `CallbackFact` for each promise. Lengths are whole milliseconds, never negative;
moments are UTC. `day` and `quarter` are when the centre's local day and the quarter of an hour began, in Unix
seconds: what a fact is booked to. A fact is of the log up to the last event of `MATTERS`, so that what is
kept up to date and what is rebuilt are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

# A log is looked at again when one of these comes; what comes after the last of them waits for the next.
MATTERS = frozenset(
    {
        "agent_connected", "queue_left", "call_ended", "agent_left", "wrapped_up", "not_reached", "declined",
        "missed", "withdrawn", "transferred_to", "callback_promised", "callback_dialled", "callback_missed",
        "callback_connected", "callback_expired", "callback_cancelled", "callback_refused",
        "callback_restored", "callback_asked_again",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """As in the log. `id` orders events of the same moment; the same id twice is one event."""

    id: int
    at: datetime
    kind: str
    data: dict[str, Any]


@dataclass(slots=True)
class Head:
    """What a call's own row says. `customer`: a digest, by which nobody finds the number; "" is unknown."""

    call_id: int
    customer: str
    number: str
    language: str
    started_at: datetime


@dataclass(slots=True)
class CallFact:
    """Booked to when it arrived. `id`: the call's, or negative for one of another system (`source`).

    The four clocks: arrived, entered a line, first rang, answered. `outcome` "" while it goes on.
    `matter`: its intent, or else its queue; "" is unknown. `repeated_at`: when this customer called about it
    again, if they did. `path`: [step, milliseconds, how it was left], in order. `receipts`: as in the log.
    """

    id: int
    source: str
    customer: str
    flow: str
    version: int
    number: str
    language: str
    intent: str
    matter: str
    queue: str  # the first that was entered
    agent_id: int | None  # who talked last
    day: int
    quarter: int
    arrived_at: datetime
    entered_at: datetime | None
    rang_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str
    last_step: str
    menu_ms: int  # from arrival to the first line, or to the end
    wait_ms: int
    ring_ms: int
    talk_ms: int
    hold_ms: int
    wrap_ms: int
    stays: int
    legs: int  # agents who talked
    transfers: int
    holds: int
    repeated_at: datetime | None
    path: list[Any]
    receipts: list[Any]


@dataclass(slots=True)
class StayFact:
    """One stay in one queue, once somebody answered it or it ended; booked to when it began.

    `end`: answered, abandoned (hung up while waiting), or flowed (left the line in another way, as `result`
    says). `wait_ms`: from entering to the answer, or to leaving. `target_s`, `short_s`: what held then.
    """

    id: int  # the queue entry's, or negative
    call_id: int
    source: str
    queue: str
    from_queue: str
    is_callback: bool
    flow: str
    language: str
    number: str
    intent: str
    agent_id: int | None  # who answered
    team: str
    day: int
    quarter: int
    entered_at: datetime
    first_entered_at: datetime
    rang_at: datetime | None
    answered_at: datetime | None
    left_at: datetime | None
    end: str
    result: str
    wait_ms: int
    hold_ms: int
    estimate_s: int | None
    target_s: int
    short_s: int


@dataclass(slots=True)
class LegFact:
    """One agent's part: what was proposed to them and what became of it; booked to when it was proposed.

    `end`: done, talking, declined, missed, not_reached, withdrawn. `ring_ms` until it was taken or not;
    `talk_ms` without `hold_ms`; `wrap_ms` 0 until the work after it is over.
    """

    id: int  # the offer's, or negative
    call_id: int
    stay_id: int
    source: str
    queue: str
    role: str
    is_callback: bool
    flow: str
    language: str
    number: str
    intent: str
    agent_id: int
    team: str
    day: int
    quarter: int
    offered_at: datetime
    accepted_at: datetime | None
    connected_at: datetime | None
    left_at: datetime | None
    wrapped_at: datetime | None
    end: str
    disposition: str
    is_transferred: bool  # passed on by this agent
    ring_ms: int
    talk_ms: int
    hold_ms: int
    wrap_ms: int


@dataclass(slots=True)
class CallbackFact:
    """One promise to call back; booked to when it was made. `state`: open, connected, expired, cancelled."""

    id: int
    call_id: int
    source: str
    queue: str
    flow: str
    language: str
    number: str
    intent: str
    agent_id: int | None
    team: str
    day: int
    quarter: int
    requested_at: datetime
    first_try_at: datetime | None
    connected_at: datetime | None
    closed_at: datetime | None
    state: str
    attempts: int
    asked_again: int  # promises that were this one


@dataclass(slots=True)
class Facts:
    """`call` is None for a log in which nothing has mattered yet."""

    call: CallFact | None
    stays: tuple[StayFact, ...]
    legs: tuple[LegFact, ...]
    callbacks: tuple[CallbackFact, ...]
