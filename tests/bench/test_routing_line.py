"""The line that is measured is the same in memory and in the database; what is wrong in it is counted."""

from __future__ import annotations

from sqlalchemy import select, update

from bench import routing_line as line
from support.rules import routing
from support.services import offers
from support.store import queues
from support.store.base import Store


def assign(store: Store) -> int:
    with store.writing() as session:
        return offers.assign(session, line.NOW)


def test_the_database_decides_like_the_rule(store: Store) -> None:
    calls, agents = line.waiting_calls(300), line.free_agents(40)
    line.fill(store, calls, agents, "available")
    with store.reading() as session:
        decided, _ = offers.decide(session, line.NOW)
    assert decided == routing.match(calls, agents, line.NOW, {})
    assert len(decided) == 40


def test_turned_over_agents_are_free_again(store: Store) -> None:
    line.fill(store, line.waiting_calls(50), line.free_agents(20), "available")
    made = assign(store)
    with store.writing() as session:
        assert sum(line.turn_over(session, share, 2, line.NOW) for share in (0, 1)) == made
    assert assign(store) > 0
    assert (line.doubled(store), line.overtaken(store)) == (0, 0)


def test_what_is_doubled_or_overtaken_is_found(store: Store) -> None:
    line.fill(store, line.waiting_calls(400), line.free_agents(60), "available")
    assert assign(store) > 1
    with store.writing() as session:
        line.turn_over(session, 0, 1, line.NOW)
        session.execute(update(queues.QueueEntry).values(skills={}))
        made = list(session.scalars(select(queues.Offer).order_by(queues.Offer.id)))
        session.execute(update(queues.QueueEntry).where(queues.QueueEntry.id == made[-1].entry_id).values(
            priority=9, queue=session.get_one(queues.QueueEntry, made[0].entry_id).queue))  # fmt: skip
        made[1].entry_id = made[0].entry_id
    assert line.doubled(store) == 1
    assert line.overtaken(store) >= 1


def test_emptying(store: Store) -> None:
    line.fill(store, line.waiting_calls(3), line.free_agents(2), "away")
    assert line.has_calls(store)
    line.empty(store)
    assert not line.has_calls(store)
