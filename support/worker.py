"""The worker: sweeps, and carries out orders to the outside world as soon as they are placed.

`carry_out` does the talking (REST, HTTP) and returns what became of it; what follows from that is
written by `settle` in a transaction. A worker that dies leaves its order due again after `LEASE_S`.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from support import sweeper
from support.services import offers
from support.store import orders as store
from support.store.base import Session, Store

LEASE_S = 60
SWEEP_S = 2.0
MAX_ATTEMPTS = 6
log = structlog.get_logger()


@dataclass(frozen=True)
class Done:
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Again:
    """Not done, and safe to try again."""

    error: str


@dataclass(frozen=True)
class GivenUp:
    """Not done, or nobody knows; trying again would be wrong or useless."""

    error: str


Outcome = Done | Again | GivenUp
CarryOut = Callable[[store.Order], Outcome]
Settle = Callable[[Session, store.Order, Outcome, datetime], None]


class Worker:
    """`start` runs it in threads of this process; `run_once` does one round here and now (tests)."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        carry_out: CarryOut,
        settle: Settle,
        threads: int = 8,
    ) -> None:
        self._store, self._clock, self._carry_out, self._settle = store, clock, carry_out, settle
        self._threads = threads
        self._free = threading.BoundedSemaphore(threads)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._running: list[threading.Thread] = []
        self._also: list[Callable[[], None]] = []

    def wake(self) -> None:
        """Something is due now."""
        self._wake.set()

    def also(self, action: Callable[[], None]) -> None:
        """Something that this process does at every sweep."""
        self._also.append(action)

    def join(self) -> None:
        """Wait until it is stopped."""
        for thread in self._running:
            thread.join()

    def start(self) -> None:
        self._stopping.clear()
        self._wake.set()  # what fell due while nobody worked
        thread = threading.Thread(target=self._loop, name="worker", daemon=True)
        thread.start()
        self._running = [thread]

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        for thread in self._running:
            thread.join(timeout=10)

    def run_once(self) -> None:
        self._safely("sweep", self._sweep)
        while order := self._claim():
            self._do(order)

    def do_now(self, order_id: int) -> None:
        """An order for which somebody waits, here and now, by whoever placed it in hand."""
        with self._store.reading() as session:
            order = store.order(session, order_id)
        if order and order.state == "due":
            self._do(order)

    def _loop(self) -> None:
        swept_at = 0.0
        with ThreadPoolExecutor(self._threads, "orders") as pool:
            while not self._stopping.is_set():
                self._wake.wait(timeout=SWEEP_S)
                self._wake.clear()
                moment = self._clock().timestamp()
                if moment - swept_at >= SWEEP_S:
                    swept_at = moment
                    self._safely("sweep", self._sweep)
                else:
                    self._safely("assign", self._assign)
                self._safely("orders", lambda: self._hand_out(pool))

    def _hand_out(self, pool: ThreadPoolExecutor) -> None:
        """Claim only what a thread is free for: an order that waits in memory loses its lease."""
        while not self._stopping.is_set() and self._free.acquire(blocking=False):
            order = None
            try:
                order = self._claim()
            finally:
                if order is None:
                    self._free.release()
            if order is None:
                return
            pool.submit(self._do_and_go_on, order)

    def _do_and_go_on(self, order: store.Order) -> None:
        try:
            self._do(order)
        finally:
            self._free.release()
            self.wake()

    def _sweep(self) -> None:
        for action in self._also:
            self._safely("also", action)
        with self._store.writing() as session:
            sweeper.sweep(session, self._clock())

    def _assign(self) -> None:
        with self._store.writing() as session:
            offers.assign(session, self._clock())

    def _claim(self) -> store.Order | None:
        now = self._clock()
        with self._store.reading() as session:
            due = store.next_due(session)
        if due is None or due > now:
            return None
        with self._store.writing() as session:
            return store.claim(session, now, now + timedelta(seconds=LEASE_S))

    def _do(self, order: store.Order) -> None:
        try:
            outcome = self._carry_out(order)
        except Exception as error:
            log.exception("order_broke", kind=order.kind, order=order.id)
            outcome = GivenUp(type(error).__name__)
        self._safely("settle", lambda: self._finish(order, outcome))

    def _finish(self, order: store.Order, outcome: Outcome) -> None:
        now = self._clock()
        if isinstance(outcome, Again) and order.attempts >= MAX_ATTEMPTS:
            outcome = GivenUp(outcome.error)
        with self._store.writing() as session:
            if isinstance(outcome, Again):
                store.postpone(session, order.id, now + _back_off(order.attempts), outcome.error)
                return
            state = "done" if isinstance(outcome, Done) else "failed"
            result = dict(outcome.result) if isinstance(outcome, Done) else {}
            error = "" if isinstance(outcome, Done) else outcome.error
            if store.finish(session, order.id, state, now, error, **result):
                self._settle(session, order, outcome, now)
        if isinstance(outcome, GivenUp):
            log.warning("order_given_up", kind=order.kind, order=order.id, error=outcome.error)

    def _safely(self, what: str, action: Callable[[], None]) -> None:
        """A database that is away for a while must not end the worker."""
        try:
            action()
        except Exception:
            log.exception("worker_failed", at=what)


def _back_off(attempts: int) -> timedelta:
    """0.5 s, 1 s, 2 s, … with jitter, so that many refused orders do not come back together."""
    return timedelta(seconds=min(2 ** (attempts - 2), 60) * random.uniform(0.8, 1.2))
