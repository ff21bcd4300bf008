"""The benchmark's centre: as many of everything as asked for, in every kind of state."""

from __future__ import annotations

from sqlalchemy import func, select

from bench import tickets_data
from support.store.base import Store
from support.store.calls import CallEvent
from support.store.search import SearchText
from support.store.sla import SlaClock
from support.store.tickets import Ticket


def test_a_small_one(store: Store) -> None:
    tickets_data.fill(store, tickets_data.Size(tickets=200, calls=60, events=4, customers=30))
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(CallEvent)) == 240
        assert session.scalar(select(func.count()).select_from(SearchText)) == 200
        counted = select(Ticket.status, func.count()).group_by(Ticket.status)
        states = {row[0]: row[1] for row in session.execute(counted)}
        clocks = set(session.scalars(select(SlaClock.state).distinct()))
    assert sum(states.values()) == 200
    assert set(states) == {"new", "open", "pending", "solved", "closed"}
    assert {"running", "breached", "paused", "met"} <= clocks
