"""Counts of promises, tickets and scores, read where they are kept: no sums are held of them.

Periods are moments, half-open. Moments come back as quarters of an hour in Unix seconds (`quarter`): whose
day that is, services know. Tickets that became part of another are left out everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from support.store.agents import Agent
from support.store.callbacks import OPEN, Callback
from support.store.facts import CallbackFact
from support.store.sla import SlaClock
from support.store.surveys import Score, SurveyInvitation
from support.store.tickets import Ticket

QUARTER = 900
_FINE_S = 600  # below this, times are counted by the second, above by the minute
_CALLBACK_KEYS = ("queue", "agent_id", "team", "flow", "language", "number", "intent", "day", "quarter")
_TICKET_KEYS = ("queue", "priority", "category", "kind")
_SCORE_KEYS = ("queue", "agent_id", "channel")


@dataclass(frozen=True, slots=True)
class CallbackCount:
    key: Any
    state: str
    count: int
    attempts: int
    asked_again: int


@dataclass(frozen=True, slots=True)
class ClockCount:
    """`used_s`: time that counted, of those that are over, whole minutes from ten minutes on; else None."""

    key: Any
    clock: str
    state: str
    used_s: int | None
    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class LateClock:
    """One that stopped after it was broken: its time goes on from `resumed_at`."""

    key: Any
    clock: str
    policy: str
    used_s: int
    resumed_at: datetime
    stopped_at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """`recording_id`: it was spoken. `call_id` and `ticket`: where it belongs."""

    id: int
    at: datetime
    survey: str
    score: int
    channel: str
    queue: str
    agent: str
    comment: str
    call_id: int | None
    ticket: int | None
    recording_id: int | None


def callback_counts(
    session: Session, start: datetime, end: datetime, by: str, queues: Sequence[str], **same: Any
) -> list[CallbackCount]:
    """Promises made in the period, by a column ("" for all of them) and what became of them."""
    fact = CallbackFact
    key = _key(fact, by, _CALLBACK_KEYS)
    query = select(
        key, fact.state, func.count(), func.sum(fact.attempts), func.sum(fact.asked_again)
    ).group_by(*_grouped(by), fact.state)
    return [CallbackCount(*row) for row in session.execute(_promises(query, start, end, queues, same))]


def callback_waits(
    session: Session, start: datetime, end: datetime, by: str, queues: Sequence[str], **same: Any
) -> list[tuple[Any, int, int]]:
    """Of promises kept: key, seconds from the request to the connection, how many."""
    fact = CallbackFact
    key = _key(fact, by, _CALLBACK_KEYS)
    waited = (_epoch(session, fact.connected_at) - _epoch(session, fact.requested_at)).label("g_waited")
    query = select(key, waited, func.count()).group_by(*_grouped(by), "g_waited")
    query = query.where(fact.state == "connected", fact.connected_at.is_not(None))
    rows = session.execute(_promises(query, start, end, queues, same))
    return [(row[0], max(0, int(row[1])), row[2]) for row in rows]


def callbacks_now(session: Session, now: datetime, queues: Sequence[str]) -> list[tuple[str, int, int, int]]:
    """Per queue what is open, what waits for an agent, and what is later than the customer chose."""
    free = Callback.state.in_(("promised", "due", "missed"))
    late = and_(free, Callback.chosen_at < now)
    due = and_(free, or_(Callback.state == "due", Callback.next_try_at <= now))
    query = select(Callback.queue, func.count(), _many(due), _many(late)).where(Callback.state.in_(OPEN))
    if queues:
        query = query.where(Callback.queue.in_(queues))
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query.group_by(Callback.queue))]


# --- tickets ----------------------------------------------------------------------------------------------


def tickets_by(
    session: Session, column: str, start: datetime, end: datetime, by: str, queues: Sequence[str]
) -> dict[Any, int]:
    """Tickets whose `column` (created_at, solved_at, breached_at) is in the period; `by`: quarter, "" too."""
    moment = getattr(Ticket, column)
    key = _quarter(session, moment) if by == "quarter" else _key(Ticket, by, _TICKET_KEYS)
    query = select(key, func.count()).where(moment >= start, moment < end)
    grouped = _of_queues(query, queues).group_by(*_grouped(by))
    return {row[0]: row[1] for row in session.execute(grouped)}


def backlog(session: Session, at: datetime, by: str, queues: Sequence[str]) -> dict[Any, int]:
    """Tickets that were open at that moment. One that was opened again was never solved."""
    key, found = _key(Ticket, by, _TICKET_KEYS), Counter[Any]()
    # Two questions, each answered by the index of `solved_at`; in one, every ticket before would be read.
    for then_open in (Ticket.solved_at.is_(None), Ticket.solved_at >= at):
        query = select(key, func.count()).where(then_open, Ticket.created_at < at)
        for row in session.execute(_of_queues(query, queues).group_by(*_grouped(by))):
            found[row[0]] += row[1]
    return dict(found)


def clock_counts(
    session: Session, start: datetime, end: datetime, by: str, queues: Sequence[str]
) -> list[ClockCount]:
    """Clocks that began in the period; `by`: policy, a field of their tickets, or "" for all."""
    key = _clock_key(by)
    used = SlaClock.target_s - SlaClock.left_s
    is_exact = and_(SlaClock.stopped_at.is_not(None), SlaClock.state == "met")
    coarse = case((used < _FINE_S, used), else_=used - used % 60)
    shown = case((is_exact, coarse), else_=None).label("g_used")
    # A broken promise stays broken, whether it was kept late or not yet.
    state = case((SlaClock.state.in_(("running", "paused")), "open"), else_=SlaClock.state).label("g_state")
    seconds = func.sum(case((and_(is_exact, used > 0), used), else_=0))
    query = select(key, SlaClock.kind, state, shown, func.count(), seconds)
    query = query.group_by(*_grouped(by), SlaClock.kind, "g_state", "g_used")
    rows = session.execute(_clocks(query, start, end, queues))
    return [ClockCount(row[0], row[1], row[2], row[3], row[4], int(row[5] or 0)) for row in rows]


def late_clocks(
    session: Session, start: datetime, end: datetime, by: str, queues: Sequence[str]
) -> list[LateClock]:
    used = SlaClock.target_s - SlaClock.left_s
    query = select(
        _clock_key(by), SlaClock.kind, SlaClock.policy, used, SlaClock.resumed_at, SlaClock.stopped_at
    )
    query = query.where(SlaClock.state == "breached", SlaClock.stopped_at.is_not(None))
    query = query.where(SlaClock.resumed_at.is_not(None))
    return [LateClock(*row) for row in session.execute(_clocks(query, start, end, queues))]


def voicemail_waits(
    session: Session, start: datetime, end: datetime, queues: Sequence[str]
) -> list[tuple[int | None, int]]:
    """Of tickets of voicemails: seconds by the clock until somebody answered, None while nobody has."""
    seconds: Any = _epoch(session, Ticket.responded_at) - _epoch(session, Ticket.created_at)
    waited = seconds.label("g_waited")
    query = select(waited, func.count()).where(
        Ticket.kind == "voicemail", Ticket.created_at >= start, Ticket.created_at < end
    )
    rows = session.execute(_of_queues(query, queues).group_by("g_waited"))
    return [(None if row[0] is None else max(0, int(row[0])), row[1]) for row in rows]


# --- scores -----------------------------------------------------------------------------------------------


def score_counts(
    session: Session, start: datetime, end: datetime, by: str, queues: Sequence[str]
) -> list[tuple[Any, str, int, int]]:
    """(key, survey, score, how many); `by`: queue, agent_id, channel, quarter, or "" for all."""
    key = _quarter(session, Score.at) if by == "quarter" else _key(Score, by, _SCORE_KEYS)
    query = select(key, Score.survey, Score.score, func.count()).where(Score.at >= start, Score.at < end)
    if queues:
        query = query.where(Score.queue.in_(queues))
    query = query.group_by(*_grouped(by), Score.survey, Score.score)
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]


def invitations(
    session: Session, start: datetime, end: datetime, by: str, queues: Sequence[str]
) -> dict[Any, tuple[int, int]]:
    """Surveys asked by SMS in the period and how many of them were answered; `by`: queue, quarter or ""."""
    sent = SurveyInvitation.sent_at
    key = _quarter(session, sent) if by == "quarter" else _key(Ticket, by, ("queue",))
    query = select(key, func.count(), func.count(SurveyInvitation.answered_at))
    query = query.join_from(SurveyInvitation, Ticket, Ticket.id == SurveyInvitation.ticket_id)
    query = query.where(sent >= start, sent < end)
    if queues:
        query = query.where(Ticket.queue.in_(queues))
    return {row[0]: (row[1], row[2]) for row in session.execute(query.group_by(*_grouped(by)))}


def comments(
    session: Session, start: datetime, end: datetime, queues: Sequence[str], limit: int
) -> list[Comment]:
    """Newest first: what customers said, or are being understood to have said, with their score."""
    query = (
        select(
            Score.id, Score.at, Score.survey, Score.score, Score.channel, Score.queue,
            func.coalesce(Agent.name, ""), Score.comment, Score.call_id, Ticket.number, Score.recording_id,
        )
        .outerjoin(Agent, Agent.id == Score.agent_id)
        .outerjoin(Ticket, Ticket.id == Score.ticket_id)
        .where(Score.at >= start, Score.at < end)
        .where(or_(Score.comment != "", Score.recording_id.is_not(None)))
        .order_by(Score.at.desc(), Score.id.desc())
        .limit(limit)
    )  # fmt: skip
    if queues:
        query = query.where(Score.queue.in_(queues))
    return [Comment(*row) for row in session.execute(query)]


def agent_names(session: Session) -> dict[int, str]:
    return {row[0]: row[1] for row in session.execute(select(Agent.id, Agent.name))}


# --- pieces -----------------------------------------------------------------------------------------------


def _key(table: Any, by: str, known: Sequence[str]) -> ColumnElement[Any]:
    if by and by not in known:
        raise ValueError(f"{table.__name__} is not counted by {by!r}")
    column: ColumnElement[Any] = getattr(table, by) if by else literal("")
    return column.label("g_key")


def _clock_key(by: str) -> ColumnElement[Any]:
    return SlaClock.policy.label("g_key") if by == "policy" else _key(Ticket, by, _TICKET_KEYS)


def _grouped(by: str) -> tuple[str, ...]:
    """By its label: PostgreSQL takes the same expression with its own parameters for another one."""
    return ("g_key",) if by else ()


def _promises(
    query: Select[Any], start: datetime, end: datetime, queues: Sequence[str], same: dict[str, Any]
) -> Select[Any]:
    query = query.where(CallbackFact.requested_at >= start, CallbackFact.requested_at < end)
    if queues:
        query = query.where(CallbackFact.queue.in_(queues))
    for name, value in same.items():
        query = query.where(_key(CallbackFact, name, _CALLBACK_KEYS) == value)
    return query


def _clocks(query: Select[Any], start: datetime, end: datetime, queues: Sequence[str]) -> Select[Any]:
    query = query.join_from(SlaClock, Ticket, Ticket.id == SlaClock.ticket_id)
    query = query.where(SlaClock.started_at >= start, SlaClock.started_at < end)
    return _of_queues(query, queues)


def _of_queues(query: Select[Any], queues: Sequence[str]) -> Select[Any]:
    query = query.where(Ticket.merged_into_id.is_(None))
    return query.where(Ticket.queue.in_(queues)) if queues else query


def _many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _epoch(session: Session, moment: Any) -> ColumnElement[int]:
    """Whole Unix seconds, in both databases."""
    if session.get_bind().dialect.name == "sqlite":
        # Without the fraction: SQLite would round it up, into the next quarter or day.
        return cast(func.strftime("%s", func.substr(moment, 1, 19)), Integer)
    return cast(func.floor(extract("epoch", moment)), BigInteger)


def _quarter(session: Session, moment: Any) -> ColumnElement[int]:
    seconds = _epoch(session, moment)
    return (seconds - seconds % QUARTER).label("g_key")
