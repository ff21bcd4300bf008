"""The worker: sweeps, and carries out orders to the outside world as soon as they are placed.

`carry_out` does the talking (REST, HTTP) and returns what became of it; what follows from that is
written by `settle` in a transaction. A worker that dies leaves its order due again after `LEASE_S`; one
that lives holds on to what takes longer. Long work has lanes of its own, so that no caller waits for it.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter
from typing import Any

import structlog

from support import logs, sweeper
from support.observing import Observing
from support.services import alarms, offers, sla
from support.store import orders as store
from support.store.base import Session, Store

LEASE_S = 60
LEASE = timedelta(seconds=LEASE_S)
SWEEP_S = 2.0
TICKET_SWEEPS = 5  # in one go, when many promises break at once
MAX_ATTEMPTS = 6
log = structlog.get_logger()


@dataclass(frozen=True)
class Done:
    """`result` stays on the order. `aside` is for settling alone: callers' words, or much of anything."""

    result: Mapping[str, Any] = field(default_factory=dict)
    aside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Again:
    """Not done, and safe to try again: `tries` in all, at most `longest_s` after one another."""

    error: str
    tries: int = MAX_ATTEMPTS
    longest_s: int = 60


@dataclass(frozen=True)
class GivenUp:
    """Not done, or nobody knows; trying again would be wrong or useless."""

    error: str


@dataclass(frozen=True)
class Lane:
    """Kinds of orders that are carried out beside all others, so many at once in a process."""

    kinds: frozenset[str]
    threads: int


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
        lanes: Sequence[Lane] = (),
        observing: Observing | None = None,
    ) -> None:
        self._store, self._clock, self._carry_out, self._settle = store, clock, carry_out, settle
        self._observing = observing or Observing()
        apart = frozenset(kind for lane in lanes for kind in lane.kinds)
        self._lanes = [_Lane(threads, without=apart), *(_Lane(lane.threads, lane.kinds) for lane in lanes)]
        self._leases: dict[int, datetime] = {}  # of orders in hand, until when
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
        pool = ThreadPoolExecutor(sum(lane.threads for lane in self._lanes), "orders")
        with pool:
            while not self._stopping.is_set():
                self._wake.wait(timeout=SWEEP_S)
                self._wake.clear()
                moment = self._clock().timestamp()
                if moment - swept_at >= SWEEP_S:
                    swept_at = moment
                    self._safely("sweep", self._sweep)
                else:
                    self._safely("assign", self._assign)
                self._safely("leases", self._hold_on)
                for lane in self._lanes:
                    self._safely("orders", partial(self._hand_out, pool, lane))

    def _hand_out(self, pool: ThreadPoolExecutor, lane: _Lane) -> None:
        """Claim only what a thread is free for: an order that waits in memory loses its lease."""
        while not self._stopping.is_set() and lane.free.acquire(blocking=False):
            order = None
            try:
                order = self._claim(lane)
            finally:
                if order is None:
                    lane.free.release()
            if order is None:
                return
            pool.submit(self._do_and_go_on, order, lane)

    def _do_and_go_on(self, order: store.Order, lane: _Lane) -> None:
        try:
            self._do(order)
        finally:
            lane.free.release()
            self.wake()

    def _hold_on(self) -> None:
        """What takes longer than its lease is still in hand: no other worker needs to begin it."""
        now = self._clock()
        ending = [each for each, until in list(self._leases.items()) if until - now < LEASE / 2]
        if ending:
            with self._store.writing() as session:
                store.extend(session, ending, now + LEASE)
            self._leases.update((each, now + LEASE) for each in ending if each in self._leases)

    def _sweep(self) -> None:
        for action in (*self._also, self._sweep_tickets, self._sweep_alarms):
            self._safely("also", action)
        with self._store.writing() as session:
            sweeper.sweep(session, self._clock())

    def _sweep_tickets(self) -> None:
        """In small transactions: callers write in between."""
        for _ in range(TICKET_SWEEPS):
            with self._store.writing() as session:
                if sla.sweep(session, self._clock()) < sla.AT_ONCE:
                    return

    def _sweep_alarms(self) -> None:
        """Looked at without keeping anybody from writing."""
        with self._store.reading() as session:
            are_other = alarms.are_other(session, self._clock())
        if are_other:
            with self._store.writing() as session:
                alarms.tell(session, self._clock())

    def _assign(self) -> None:
        began = perf_counter()
        with self._store.writing() as session:
            made = offers.assign(session, self._clock())
        if made:
            self._observing.took("routing", "", perf_counter() - began, traced=True)

    def _claim(self, lane: _Lane | None = None) -> store.Order | None:
        """The oldest due order of a lane, or of all."""
        now = self._clock()
        only, without = (lane.only, lane.without) if lane else (frozenset(), frozenset())
        with self._store.reading() as session:
            due = store.next_due(session, only, without)
        if due is None or due > now:
            return None
        with self._store.writing() as session:
            return store.claim(session, now, now + LEASE, only, without)

    def _do(self, order: store.Order) -> None:
        call = order.sid or str(order.payload.get("sid", ""))
        with logs.about(call=call, order=order.id), self._observing.timing("order", order.kind, call=call):
            self._carry_out_and_settle(order)

    def _carry_out_and_settle(self, order: store.Order) -> None:
        self._leases[order.id] = self._clock() + LEASE
        try:
            outcome = self._carry_out(order)
        except Exception as error:
            log.exception("order_broke", kind=order.kind)
            outcome = GivenUp(type(error).__name__)
        finally:
            self._leases.pop(order.id, None)
        self._safely("settle", lambda: self._finish(order, outcome))

    def _finish(self, order: store.Order, outcome: Outcome) -> None:
        now = self._clock()
        if isinstance(outcome, Again) and order.attempts >= outcome.tries:
            outcome = GivenUp(outcome.error)
        with self._store.writing() as session:
            if isinstance(outcome, Again):
                store.postpone(
                    session, order.id, now + _back_off(order.attempts, outcome.longest_s), outcome.error
                )
                return
            state = "done" if isinstance(outcome, Done) else "failed"
            result = dict(outcome.result) if isinstance(outcome, Done) else {}
            error = "" if isinstance(outcome, Done) else outcome.error
            if store.finish(session, order.id, state, now, error, **result):
                self._settle(session, order, outcome, now)
        if isinstance(outcome, GivenUp):
            log.warning("order_given_up", kind=order.kind, error=outcome.error)

    def _safely(self, what: str, action: Callable[[], None]) -> None:
        """A database that is away for a while must not end the worker."""
        try:
            action()
        except Exception:
            log.exception("worker_failed", at=what)


class _Lane:
    """`only` these kinds, or all `without` those."""

    def __init__(
        self, threads: int, only: frozenset[str] = frozenset(), without: frozenset[str] = frozenset()
    ) -> None:
        self.threads, self.only, self.without = threads, only, without
        self.free = threading.BoundedSemaphore(threads)


def _back_off(attempts: int, longest_s: int) -> timedelta:
    """0.5 s, 1 s, 2 s, … with jitter, so that many refused orders do not come back together."""
    return timedelta(seconds=min(2 ** (attempts - 2), longest_s) * random.uniform(0.8, 1.2))
