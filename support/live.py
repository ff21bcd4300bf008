"""Who is told that something changed, in this process: threads that wait on topics, or are called.

A topic names what to look at again (`desk:7`, `queues`, `tickets`); the news itself is always read from
the database, so a missed wake-up costs a delay and never a fact. What other processes changed comes in
through `support.relay`.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable

EVERYTHING = frozenset({"*"})  # told: look at all again; subscribed to: every topic
# In a request's environment: a function that gives a connection away for good, as a socket.
TAKE_SOCKET = "ramal.take_socket"


class Subscription:
    """Changes of some topics since the last look. Close it when nobody looks any more."""

    def __init__(self, live: Live, topics: frozenset[str], wake: Callable[[], None] | None) -> None:
        self._live = live
        self._topics = topics
        self._wake = wake
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
        if "*" in topics:
            mine = self._topics
        if not mine:
            return
        with self._condition:
            is_new = not self._changed
            self._changed |= mine
            self._condition.notify_all()
        if is_new and self._wake:
            self._wake()

    def close(self) -> None:
        self._live.forget(self)


class Live:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: set[Subscription] = set()
        self._changes: Counter[str] = Counter()

    def publish(self, topics: Iterable[str]) -> None:
        """`*` tells everybody to look at everything again."""
        told = frozenset(topics)
        with self._lock:
            self._changes.update(told)
            subscriptions = list(self._subscriptions)
        for subscription in subscriptions:
            subscription.tell(told)

    def revision(self, topics: Iterable[str]) -> int:
        """Another one whenever any of these has changed, and before anybody is told of it."""
        with self._lock:
            return sum(self._changes[topic] for topic in {"*", *topics})

    def subscribe(self, topics: Iterable[str], wake: Callable[[], None] | None = None) -> Subscription:
        """`*` stands for every topic. `wake` is called, by whoever publishes, when there is news to take."""
        subscription = Subscription(self, frozenset(topics), wake)
        with self._lock:
            self._subscriptions.add(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        with self._lock:
            self._subscriptions.discard(subscription)
