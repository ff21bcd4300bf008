"""Who is told that something changed. In one process: threads that wait on topics.

A topic names what to look at again (`desk:7`, `queues`, `tickets`); the news itself is always read from
the database, so a missed wake-up costs a delay and never a fact.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable


class Subscription:
    """Changes of some topics since the last look. Close it when nobody looks any more."""

    def __init__(self, live: Live, topics: frozenset[str]) -> None:
        self._live = live
        self._topics = topics
        self._changed: set[str] = set()
        self._condition = threading.Condition()

    def wait(self, timeout_s: float) -> frozenset[str]:
        """The topics that changed; empty when nothing did in that time."""
        with self._condition:
            self._condition.wait_for(lambda: bool(self._changed), timeout_s)
            changed, self._changed = frozenset(self._changed), set()
        return changed

    def tell(self, topics: frozenset[str]) -> None:
        mine = topics if "*" in self._topics else topics & self._topics
        if mine:
            with self._condition:
                self._changed |= mine
                self._condition.notify_all()

    def close(self) -> None:
        self._live.forget(self)


class Live:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: set[Subscription] = set()

    def publish(self, topics: Iterable[str]) -> None:
        told = frozenset(topics)
        with self._lock:
            subscriptions = list(self._subscriptions)
        for subscription in subscriptions:
            subscription.tell(told)

    def subscribe(self, topics: Iterable[str]) -> Subscription:
        """`*` stands for every topic."""
        subscription = Subscription(self, frozenset(topics))
        with self._lock:
            self._subscriptions.add(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        with self._lock:
            self._subscriptions.discard(subscription)
