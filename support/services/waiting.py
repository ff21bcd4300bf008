"""How long the next caller of a queue will wait, from what is known now."""

from __future__ import annotations

from collections.abc import Collection

from support.rules import waiting as rules
from support.store import routing as routing_store
from support.store import waiting as store
from support.store.base import Session


def estimate_s(session: Session, queue: str, ahead: int) -> int | None:
    """Seconds for whom `ahead` callers are before; None when nothing sensible can be said."""
    return Estimates(session, (queue,)).seconds(queue, ahead)


class Estimates:
    """Of several queues, from three looks at the database."""

    def __init__(self, session: Session, queues: Collection[str]) -> None:
        self._members: dict[str, list[tuple[str, set[str]]]] = {}
        for presence, served in store.serving(session, queues).values():
            for queue in served:
                self._members.setdefault(queue, []).append((presence, served))
        staffed = [queue for queue in queues if queue in self._members]
        self._times = store.handling_s(session, (*staffed, "")) if staffed else {}
        self._busy = routing_store.busy_queues(session) if staffed else []

    def seconds(self, queue: str, ahead: int) -> int | None:
        """As `estimate_s`."""
        times, every = self._times.get(queue, []), self._times.get("", [])
        if len(times) < rules.ENOUGH:
            return None
        members = self._members[queue]
        free = sum(presence == "available" for presence, _ in members)
        hands = rules.hands(queue, (served for _, served in members), self._busy)
        return rules.estimate_s(ahead, times, hands, free, sum(every) / len(every))
