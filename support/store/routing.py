"""What a decision of routing reads and claims: heads of lines, free agents, whose turn it is to decide.

Only queries live here. Lines are read a page at a time, by the index that has their order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from json import dumps
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, and_, cast, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from support.rules.routing import Need
from support.store.agents import Agent, AgentQueue, AgentSkill, PresenceChange
from support.store.queues import Offer, Queue, QueueEntry

_TURN = 726_252  # any number of our own: the advisory lock of deciding
_PAGES = (8, 64, 512)  # rows read at a time: most decisions need the first few
_CALL = (
    QueueEntry.id,
    QueueEntry.queue,
    QueueEntry.priority,
    QueueEntry.place_at,
    QueueEntry.entered_at,
    QueueEntry.skills,
    QueueEntry.relax_every_s,
    QueueEntry.relax_by,
    QueueEntry.sticky_agent_id,
)
_ORDER = (QueueEntry.priority.desc(), QueueEntry.place_at, QueueEntry.id)


class Free(NamedTuple):
    """An available agent and one of the queues they serve."""

    id: int
    idle_since: datetime
    last_offered_at: datetime | None
    queue: str | None
    rank: int | None


class Made(NamedTuple):
    """An offer as it was made."""

    id: int
    agent_id: int
    entry_id: int
    call_id: int
    callback_id: int | None


def take_turn(session: Session) -> None:
    """From here to the end of the transaction nobody else decides.

    Take it before any row is locked: whoever decides waits for rows, and must not wait for who waits for it.
    SQLite has one writer, and who begins to write is alone from then on.
    """
    if session.connection().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))


def busy_queues(session: Session) -> list[str]:
    """Queues in whose line somebody waits."""
    waits = select(QueueEntry.id).where(QueueEntry.state == "waiting", QueueEntry.queue == Queue.name)
    return list(session.scalars(select(Queue.name).where(waits.exists())))


def queues(session: Session, names: Collection[str]) -> list[Queue]:
    return list(session.scalars(select(Queue).where(Queue.name.in_(names))))


def line(
    session: Session, queue: str, now: datetime, hopeless: Callable[[], Collection[Need]] = tuple
) -> Iterator[Sequence[Any]]:
    """Calls that anybody may be offered, in the order of the line; read as far as they are asked for.

    Rows of `support.rules.routing.WaitingCall`, less `only_agent_id`. Callbacks not due yet are left out, and
    so are, from the second page on, those that by then are `hopeless`.
    """
    waits = (QueueEntry.queue == queue, QueueEntry.state == "waiting", _is_due(now), ~_is_kept(now))
    query = select(*_CALL).where(*waits).order_by(*_ORDER)
    after: ColumnElement[bool] | None = None
    for size in _sizes():
        page = session.execute((query if after is None else query.where(after)).limit(size)).all()
        yield from page
        if len(page) < size:
            return
        after = and_(_behind(*(page[-1][n] for n in (2, 3, 0))), *(~_is_of(each) for each in hopeless()))


def kept(session: Session, now: datetime) -> list[Sequence[Any]]:
    """Calls kept for an agent who is available, in the order of the line; `only_agent_id` comes last."""
    query = (
        select(*_CALL, QueueEntry.only_agent_id)
        .join(Agent, Agent.id == QueueEntry.only_agent_id)
        # The sum is for SQLite, which else goes through everybody who waits: few calls are kept.
        .where(_is_due(now), _is_kept(now), QueueEntry.left_at.is_(None), QueueEntry.state + "" == "waiting")
        .where(Agent.presence == "available")
        .order_by(*_ORDER)
    )
    return list(session.execute(query))


def free_agents(session: Session, names: Collection[str], ids: Collection[int]) -> list[Free]:
    """Available agents, a row for each of these queues that they serve.

    Those of `ids` come also when they serve none of them, with a queue of None.
    """
    serves = and_(AgentQueue.agent_id == Agent.id, AgentQueue.queue.in_(names))
    query = (
        select(Agent.id, Agent.idle_since, Agent.last_offered_at, AgentQueue.queue, AgentQueue.rank)
        .outerjoin(AgentQueue, serves)
        .where(Agent.presence == "available", or_(AgentQueue.queue.is_not(None), Agent.id.in_(ids)))
    )
    return [Free(*row) for row in session.execute(query)]


def skills(session: Session) -> dict[int, dict[str, int]]:
    """Of available agents: id to {skill: level}."""
    query = select(AgentSkill).join(Agent, Agent.id == AgentSkill.agent_id)
    found: dict[int, dict[str, int]] = {}
    for row in session.scalars(query.where(Agent.presence == "available")):
        found.setdefault(row.agent_id, {})[row.skill] = row.level
    return found


def accepted_since(session: Session, since: datetime, ids: Collection[int]) -> dict[int, int]:
    """Of these agents, id to how many calls they have taken since then."""
    query = select(Offer.agent_id, func.count()).group_by(Offer.agent_id)
    query = query.where(Offer.agent_id.in_(ids), Offer.accepted_at >= since)
    return {row[0]: row[1] for row in session.execute(query)}


def claim_entries(session: Session, ids: Collection[int], before: str, after: str) -> set[int]:
    """Those of them that changed from the one state to the other, here and nowhere else."""
    query = update(QueueEntry).where(QueueEntry.id.in_(ids), QueueEntry.state == before)
    return set(session.scalars(query.values(state=after).returning(QueueEntry.id)))


def reserve_agents(session: Session, ids: Collection[int], now: datetime) -> set[int]:
    """Those of them who were available and now are reserved."""
    query = update(Agent).where(Agent.id.in_(ids), Agent.presence == "available")
    query = query.values(presence="reserved", presence_since=now, reason="")
    reserved = set(session.scalars(query.returning(Agent.id)))
    if reserved:
        rows = [{"agent_id": each, "at": now, "presence": "reserved"} for each in reserved]
        session.execute(insert(PresenceChange), rows)
    return reserved


def make_offers(session: Session, rows: Sequence[dict[str, Any]]) -> list[Made]:
    """Offers of `rows` (entry_id, agent_id, created_at, expires_at), which are the only open ones."""
    if not rows:
        return []
    session.execute(insert(Offer), rows)
    query = (
        select(Offer.id, Offer.agent_id, Offer.entry_id, QueueEntry.call_id, QueueEntry.callback_id)
        .join(QueueEntry, QueueEntry.id == Offer.entry_id)
        .where(Offer.entry_id.in_([row["entry_id"] for row in rows]))
        .where(Offer.closed_at.is_(None), Offer.role == "lead")
        .order_by(Offer.id)
    )
    return [Made(*row) for row in session.execute(query)]


def _is_of(known: Need) -> ColumnElement[bool]:
    # As it was written: were another text to mean the same, those calls would be read, and no more.
    alike = [cast(QueueEntry.skills, String) == dumps(dict(known.skills))]
    alike += [QueueEntry.relax_every_s == known.relax_every_s, QueueEntry.relax_by == known.relax_by]
    return and_(*alike, QueueEntry.entered_at > known.entered_after)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(QueueEntry.not_before.is_(None), QueueEntry.not_before <= now)


def _is_kept(now: datetime) -> ColumnElement[bool]:
    still = or_(QueueEntry.only_until.is_(None), QueueEntry.only_until > now)
    return and_(QueueEntry.only_agent_id.is_not(None), still)


def _behind(priority: int, place_at: datetime, entry_id: int) -> ColumnElement[bool]:
    later = tuple_(QueueEntry.place_at, QueueEntry.id) > (place_at, entry_id)
    return or_(QueueEntry.priority < priority, and_(QueueEntry.priority == priority, later))


def _sizes() -> Iterator[int]:
    yield from _PAGES
    while True:
        yield _PAGES[-1]
