"""How long the next caller of a queue will wait, from what is known now."""

from __future__ import annotations

from support.rules import waiting as rules
from support.store import routing as routing_store
from support.store import waiting as store
from support.store.base import Session


def estimate_s(session: Session, queue: str, ahead: int) -> int | None:
    """Seconds for whom `ahead` callers are before; None when nothing sensible can be said."""
    team = store.serving(session, queue)
    times = store.handling_s(session, queue) if team else []
    if len(times) < rules.ENOUGH:
        return None
    every = store.handling_s(session)
    free = sum(presence == "available" for presence, _ in team.values())
    busy = routing_store.busy_queues(session)
    hands = rules.hands(queue, (served for _, served in team.values()), busy)
    return rules.estimate_s(ahead, times, hands, free, sum(every) / len(every))
