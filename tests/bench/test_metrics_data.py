"""The centre of `bench metrics`: as many calls as asked for, and rollups that are theirs."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from sqlalchemy import func, select

from bench import metrics_data
from support.services import metrics
from support.store import facts, rollups
from support.store.base import Session, Store
from tests.support import books

_EVER = metrics.Asked(datetime(2024, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def _count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_calls_and_their_sums(store: Store) -> None:
    told: list[int] = []
    metrics_data.fill(store, 300, told.append, is_small=True)
    assert told == [300]
    with store.writing() as session:
        assert _count(session, facts.CallFact) == 300
        sums = metrics.total(session, _EVER)
        assert sums.calls == 300
        assert sums.offered == _count(session, facts.StayFact)
        assert sums.rings == _count(session, facts.LegFact)
        assert min(sums.answered, sums.abandoned, sums.handled, sums.repeated, sums.available_ms) > 0
        agents = metrics.split(session, _EVER, "agent")
        kept = _count(session, rollups.Rollup)
        books.recount(session, metrics_data.ZONE)
        assert _count(session, rollups.Rollup) == kept
        assert metrics.split(session, _EVER, "agent") == agents


def test_agents_serve_three_queues() -> None:
    draw = random.Random(1)
    served: dict[int, set[str]] = {}
    for queue in metrics_data.QUEUES * 500:
        served.setdefault(metrics_data._agent(draw, queue), set()).add(queue)
    assert set(served) == set(range(1, metrics_data.AGENTS + 1))
    assert {len(each) for each in served.values()} == {3}
