"""A line for `bench routing`: calls that wait in many queues, agents who serve some of them, in memory and
in a database.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, text, update

from support.rules.routing import FreeAgent, WaitingCall, line_order
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import flows as flow_store
from support.store import queues as queue_store
from support.store.base import Base, Session, Store

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
QUEUES = tuple(f"queue{n:02d}" for n in range(50))
AGENTS = 1000
SERVED = 3  # queues that each agent serves
SKILLS = ("english", "spanish")


def waiting_calls(count: int, seed: int = 1) -> list[WaitingCall]:
    """One in ten needs a skill, which relaxes; priorities 0 to 2; in the order of the line."""
    draw = random.Random(seed)
    calls = []
    for n in range(count):
        entered = NOW - timedelta(seconds=draw.uniform(0, 1800))
        skills = {draw.choice(SKILLS): draw.randint(2, 6)} if draw.random() < 0.1 else {}
        priority = draw.choice((0, 0, 0, 0, 1, 2))
        calls.append(WaitingCall(n + 1, draw.choice(QUEUES), priority, entered, entered, skills, 60, 1))
    return sorted(calls, key=line_order)


def apart(calls: Iterable[WaitingCall]) -> dict[str, list[WaitingCall]]:
    lines: dict[str, list[WaitingCall]] = {queue: [] for queue in QUEUES}
    for call in calls:
        lines[call.queue].append(call)
    return lines


def free_agents(count: int = AGENTS, seed: int = 2) -> list[FreeAgent]:
    draw = random.Random(seed)
    return [
        FreeAgent(
            n + 1,
            NOW - timedelta(seconds=draw.uniform(0, 900)),
            {queue: draw.choice((1, 1, 2)) for queue in draw.sample(QUEUES, SERVED)},
            {skill: draw.randint(1, 6) for skill in SKILLS if draw.random() < 0.5},
        )
        for n in range(count)
    ]


def empty(store: Store) -> None:
    with store.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())


def has_calls(store: Store) -> bool:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(call_store.Call)) != 0


def fill(store: Store, calls: Iterable[WaitingCall], agents: Iterable[FreeAgent], presence: str) -> None:
    """The same line in an empty database, with agents of this presence; ids are those in memory."""
    with store.writing() as session:
        for rows in (_flow(), _calls(calls), _agents(agents, presence)):
            for table, made in rows.items():
                if made:
                    session.execute(insert(table), made)
    if not store.is_sqlite:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))  # as a database that has run for a day


def _flow() -> dict[type[Base], list[dict[str, Any]]]:
    version = {"id": 1, "flow": "bench", "version": 1, "title": "", "source": "", "document": {}}
    queues = [{"name": queue, "title": {"*": queue}, "settings": {}} for queue in QUEUES]
    by = {"published_at": NOW, "published_by": "bench"}
    return {flow_store.FlowVersion: [{**version, **by}], queue_store.Queue: queues}


def _calls(calls: Iterable[WaitingCall]) -> dict[type[Base], list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for call in calls:
        at = {"started_at": call.entered_at, "updated_at": call.entered_at}
        rows.append(
            {"id": call.entry_id, "sid": f"CA{call.entry_id:032d}", "caller": "", "called": "",
             "version_id": 1, "state": {}, "reply": [], **at}
        )  # fmt: skip
        entries.append(
            {"id": call.entry_id, "call_id": call.entry_id, "queue": call.queue, "priority": call.priority,
             "skills": dict(call.skills), "relax_every_s": call.relax_every_s, "relax_by": call.relax_by,
             "seq": 1, "at_most_s": 3600, "entered_at": call.entered_at,
             "first_entered_at": call.entered_at, "place_at": call.place_at}
        )  # fmt: skip
    return {call_store.Call: rows, queue_store.QueueEntry: entries}


def _agents(agents: Iterable[FreeAgent], presence: str) -> dict[type[Base], list[dict[str, Any]]]:
    made: Mapping[type[Base], list[dict[str, Any]]] = {
        agent_store.User: [], agent_store.Agent: [], agent_store.AgentQueue: [], agent_store.AgentSkill: [],
    }  # fmt: skip
    for agent in agents:
        name = f"agent{agent.agent_id}"
        user = {"id": agent.agent_id, "login": name, "name": name, "role": "agent", "password": "-"}
        made[agent_store.User].append({**user, "created_at": NOW})
        made[agent_store.Agent].append(
            {"id": agent.agent_id, "user_id": agent.agent_id, "name": name, "identity": name,
             "presence": presence, "presence_since": agent.idle_since, "idle_since": agent.idle_since}
        )  # fmt: skip
        serves = [{"agent_id": agent.agent_id, "queue": q, "rank": rank} for q, rank in agent.ranks.items()]
        made[agent_store.AgentQueue] += serves
        made[agent_store.AgentSkill] += [
            {"agent_id": agent.agent_id, "skill": skill, "level": level}
            for skill, level in agent.skills.items()
        ]
    return dict(made)


def set_presence(session: Session, agent_id: int, presence: str) -> None:
    query = update(agent_store.Agent).where(agent_store.Agent.id == agent_id)
    session.execute(query.values(presence=presence, presence_since=NOW, idle_since=NOW))


def turn_over(session: Session, share: int, shares: int, now: datetime) -> int:
    """Every ringing offer of this share is answered and over, and its agent free again, in no time."""
    offer, entry, agent = queue_store.Offer, queue_store.QueueEntry, agent_store.Agent
    mine = update(offer).where(offer.closed_at.is_(None), offer.agent_id % shares == share)
    done = session.execute(
        mine.values(state="done", accepted_at=now, closed_at=now).returning(offer.entry_id, offer.agent_id)
    ).all()
    left = update(entry).where(entry.id.in_([row[0] for row in done]))
    session.execute(left.values(state="left", left_at=now, result="answered"))
    free = update(agent).where(agent.id.in_([row[1] for row in done]))
    session.execute(free.values(presence="available", presence_since=now, idle_since=now))
    return len(done)


def doubled(store: Store) -> int:
    """Offers of a call that had been offered before; nobody declines here, so there should be none."""
    offer = queue_store.Offer
    with store.reading() as session:
        offers = session.scalar(select(func.count()).select_from(offer)) or 0
        return offers - (session.scalar(select(func.count(offer.entry_id.distinct()))) or 0)


def overtaken(store: Store) -> int:
    """Calls without wish for a skill that were offered after a later one of the same line."""
    entry, offer = queue_store.QueueEntry, queue_store.Offer
    query = select(entry.queue, entry.priority, entry.place_at, entry.id, entry.skills).join(offer)
    seen: dict[str, tuple[int, datetime, int]] = {}
    found = 0
    with store.reading() as session:
        for queue, priority, place_at, entry_id, skills in session.execute(query.order_by(offer.id)):
            key = (-priority, place_at, entry_id)
            if not skills:
                found += key < seen.get(queue, key)
                seen[queue] = max(key, seen.get(queue, key))
    return found
