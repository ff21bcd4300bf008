"""The worker: each order once, again after a while, or visibly given up; alive whatever happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from support.observing import Observing
from support.services import offers, policies
from support.store import orders as store
from support.store import wallboard
from support.store.base import Session, Store
from support.worker import LEASE_S, MAX_ATTEMPTS, Again, Done, GivenUp, Lane, Outcome, Worker
from tests.support.centre import NOON, Centre


class Outside:
    """The world: answers orders as it was told, and remembers which it was asked."""

    def __init__(self, *answers: Outcome | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[int] = []
        self.settled: list[tuple[str, Outcome]] = []

    def carry_out(self, order: store.Order) -> Outcome:
        self.asked.append(order.id)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def settle(self, _session: Session, order: store.Order, outcome: Outcome, _now: datetime) -> None:
        self.settled.append((order.kind, outcome))


def worker_of(centre: Centre, outside: Outside, found: Store | None = None) -> Worker:
    return Worker(found or centre.store, lambda: centre.now, outside.carry_out, outside.settle, threads=2)


def order_of(centre: Centre, order_id: int) -> store.Order:
    with centre.store.reading() as session:
        order = store.order(session, order_id)
    assert order
    return order


def test_an_order_is_carried_out_and_settled_once(centre: Centre) -> None:
    order_id = centre.place("check_call", sid="CA1")
    outside = Outside(Done({"status": "completed"}))
    for _ in range(2):
        worker_of(centre, outside).run_once()
    assert outside.asked == [order_id]
    assert outside.settled == [("check_call", Done({"status": "completed"}))]
    done = order_of(centre, order_id)
    assert (done.state, done.result, done.done_at) == ("done", {"status": "completed"}, centre.now)


def test_orders_are_carried_out_in_the_order_in_which_they_fell_due(centre: Centre) -> None:
    later = centre.place("check_call", sid="CA1")
    with centre.store.writing() as session:
        store.postpone(session, later, centre.now + timedelta(seconds=5), "")
    first = centre.place("check_call", sid="CA2")
    outside = Outside(Done())
    worker_of(centre, outside).run_once()
    centre.later(5)
    worker_of(centre, outside).run_once()
    assert outside.asked == [first, later]


def test_again_comes_back_later_and_later(centre: Centre) -> None:
    order_id = centre.place("join_caller", sid="CA1")
    outside = Outside(Again("429"))
    worker = worker_of(centre, outside)
    waits = []
    for _ in range(MAX_ATTEMPTS - 1):
        worker.run_once()
        order = order_of(centre, order_id)
        assert (order.state, order.error) == ("due", "429")
        waits.append((order.due_at - centre.now).total_seconds())
        worker.run_once()  # not due yet
        centre.now = order.due_at
    assert len(outside.asked) == MAX_ATTEMPTS - 1
    assert all(0.4 <= wait <= 61 for wait in waits)
    assert waits == sorted(waits)
    assert outside.settled == []


def test_again_too_often_is_given_up_and_settled(centre: Centre) -> None:
    order_id = centre.place("join_caller", sid="CA1")
    outside = Outside(Again("503"))
    for _ in range(MAX_ATTEMPTS + 2):
        worker_of(centre, outside).run_once()
        centre.later(120)
    assert outside.asked.count(order_id) == MAX_ATTEMPTS  # minutes go by: sweeps place orders of their own
    assert outside.settled == [("join_caller", GivenUp("503"))]
    assert (order_of(centre, order_id).state, order_of(centre, order_id).error) == ("failed", "503")


def test_what_is_given_up_is_not_tried_again(centre: Centre) -> None:
    centre.place("ring_agent", offer_id=1)
    outside = Outside(GivenUp("timeout"))
    for _ in range(2):
        worker_of(centre, outside).run_once()
        centre.later(LEASE_S)
    assert len(outside.asked) == 1
    assert outside.settled == [("ring_agent", GivenUp("timeout"))]


def test_an_order_that_breaks_is_given_up_and_the_next_goes_on(centre: Centre) -> None:
    centre.place("ring_agent", offer_id=1)
    second = centre.place("check_call", sid="CA1")
    outside = Outside(KeyError("offer"), Done())
    worker_of(centre, outside).run_once()
    assert [outcome for _, outcome in outside.settled] == [GivenUp("KeyError"), Done()]
    assert order_of(centre, second).state == "done"


def test_a_worker_that_dies_leaves_its_order_due_after_the_lease(centre: Centre) -> None:
    order_id = centre.place("check_call", sid="CA1")
    lease = timedelta(seconds=LEASE_S)
    assert centre.do(store.claim, centre.now, centre.now + lease)  # and nobody hears of it again
    outside = Outside(Done())
    worker_of(centre, outside).run_once()
    centre.later(LEASE_S - 1)
    worker_of(centre, outside).run_once()
    assert outside.asked == []
    centre.later(1)
    worker_of(centre, outside).run_once()
    assert outside.asked == [order_id]


def test_who_finishes_late_settles_nothing_twice(centre: Centre) -> None:
    """A slow worker's order was taken over after its lease: only the first result counts."""
    order_id = centre.place("check_call", sid="CA1")
    outside = Outside(Done({"n": 1}))
    slow = worker_of(centre, outside)
    order = slow._claim()
    assert order
    centre.later(LEASE_S)
    worker_of(centre, outside).run_once()
    slow._do(order)
    assert len(outside.settled) == 1
    assert order_of(centre, order_id).attempts == 2


def in_hand(centre: Centre) -> int:
    until = centre.now + timedelta(seconds=10)
    with centre.store.writing() as session:
        return store.place_in_hand(session, "next_document", centre.now, until, sid="CA1").id


def test_who_places_an_order_in_hand_does_it_now_and_once(centre: Centre) -> None:
    order_id, outside = in_hand(centre), Outside(Done())
    worker = worker_of(centre, outside)
    worker.run_once()
    assert outside.asked == []
    for _ in range(2):
        worker.do_now(order_id)
    assert outside.asked == [order_id]
    assert order_of(centre, order_id).state == "done"


def test_an_order_in_hand_that_failed_is_tried_again_by_a_worker(centre: Centre) -> None:
    order_id, outside = in_hand(centre), Outside(Again("503"), Done())
    worker = worker_of(centre, outside)
    worker.do_now(order_id)
    centre.now += timedelta(seconds=2)
    worker.run_once()
    assert outside.asked == [order_id, order_id]
    assert order_of(centre, order_id).state == "done"


def test_an_order_in_hand_of_a_process_that_died_is_done_by_another(centre: Centre) -> None:
    order_id, outside = in_hand(centre), Outside(Done())
    centre.now += timedelta(seconds=10)
    worker_of(centre, outside).run_once()
    assert outside.asked == [order_id]


def test_a_round_sweeps_too(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    worker = worker_of(centre, Outside(Done()))
    also: list[datetime] = []
    worker.also(lambda: also.append(centre.now))
    worker.run_once()
    assert centre.presence(ana) == "reserved"
    centre.later(offers.RING_S)
    worker.run_once()
    assert centre.presence(ana) == "away"
    assert len(also) == 2


def test_what_settling_breaks_is_rolled_back_and_tried_again(centre: Centre) -> None:
    order_id = centre.place("check_call", sid="CA1")
    outside = Outside(Done())

    def broken(*_: Any) -> None:
        raise ValueError("settling broke")

    Worker(centre.store, lambda: centre.now, outside.carry_out, broken).run_once()
    assert order_of(centre, order_id).state == "due"
    centre.later(LEASE_S)
    worker_of(centre, outside).run_once()
    assert order_of(centre, order_id).state == "done"


class Flaky(Store):
    """A database that goes away for a while."""

    is_away = False
    refused = 0

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Session]:
        self._refuse()
        with super().writing(alone=alone) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        self._refuse()
        with super().reading() as session:
            yield session

    def _refuse(self) -> None:
        if self.is_away:
            self.refused += 1
            raise ConnectionError("the database is away")


def eventually(holds: Callable[[], bool], within_s: float = 10) -> bool:
    deadline = time.monotonic() + within_s
    while not holds() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return holds()


@pytest.fixture
def flaky(database_url: str) -> Iterator[Flaky]:
    made = Flaky(database_url)
    yield made
    made.close()


def test_a_database_that_is_away_for_a_while_does_not_end_the_worker(centre: Centre, flaky: Flaky) -> None:
    order_id = centre.place("check_call", sid="CA1")
    outside = Outside(Done())
    worker = worker_of(centre, outside, flaky)
    flaky.is_away = True
    worker.start()
    try:
        assert eventually(lambda: flaky.refused > 0)
        assert outside.asked == []
        flaky.is_away = False
        centre.later(10)
        worker.wake()
        assert eventually(lambda: order_of(centre, order_id).state == "done")
    finally:
        worker.stop()


def test_a_running_worker_is_woken_and_stopped(centre: Centre) -> None:
    outside = Outside(Done())
    worker = worker_of(centre, outside)
    worker.start()
    try:
        ids = [centre.place("check_call", sid=f"CA{n}") for n in range(5)]
        worker.wake()
        assert eventually(lambda: all(order_of(centre, each).state == "done" for each in ids))
    finally:
        worker.stop()
    worker.join()
    last = centre.place("check_call", sid="CA9")
    worker.wake()
    assert sorted(outside.asked) == ids
    assert order_of(centre, last).state == "due"


def test_a_broken_extra_does_not_stop_the_sweep(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    worker = worker_of(centre, Outside(Done()))
    worker.also(lambda: 1 / 0)  # type: ignore[arg-type]  # it breaks before it returns
    worker.run_once()
    assert centre.presence(ana) == "reserved"


def test_a_round_tells_of_alarms(centre: Centre) -> None:
    text = "ramal policies: 1\nwallboard: [{figure: waiting, above: 0, hook: true}]\n"
    centre.do(policies.publish, text, None, centre.now)
    centre.enqueue()
    for _ in range(2):
        worker_of(centre, Outside(Done())).run_once()
    assert list(centre.do(wallboard.told)) == ["billing/waiting/warning"]


def test_no_more_orders_are_claimed_than_threads_are_free(centre: Centre) -> None:
    """An order that only waits in memory would lose its lease and be done twice."""
    gate, begun = threading.Event(), threading.Semaphore(0)

    def slow(_order: store.Order) -> Outcome:
        begun.release()
        gate.wait(10)
        return Done()

    for number in range(5):
        centre.place("check_call", sid=f"CA{number}")
    worker = Worker(centre.store, lambda: centre.now, slow, lambda *_: None, threads=2)
    worker.start()
    assert begun.acquire(timeout=10)
    assert begun.acquire(timeout=10)
    with centre.store.reading() as session:
        taken = session.query(store.Order).filter(store.Order.in_hand).count()
    gate.set()
    for _ in range(3):
        assert begun.acquire(timeout=10)
    worker.stop()
    assert taken == 2


def test_hiccups_of_the_database_do_not_use_up_the_threads(centre: Centre, flaky: Flaky) -> None:
    done = threading.Event()

    def carry_out(_order: store.Order) -> Outcome:
        done.set()
        return Done()

    worker = Worker(flaky, lambda: NOON, carry_out, lambda *_: None, threads=1)
    flaky.is_away = True
    worker.start()
    for _ in range(3):
        flaky.refused = 0
        worker.wake()
        assert eventually(lambda: flaky.refused > 1)
    flaky.is_away = False
    centre.place("check_call", sid="CA1")
    worker.wake()
    assert done.wait(10)
    worker.stop()


def test_what_needs_patience_is_tried_for_hours(centre: Centre) -> None:
    centre.place("fetch_recording", recording_id=1)
    outside = Outside(Again("HTTP 404", tries=20, longest_s=900))
    began = centre.now
    for _ in range(19):
        worker_of(centre, outside).run_once()
        assert outside.settled == []
        centre.later(1081)
    worker_of(centre, outside).run_once()
    assert outside.settled == [("fetch_recording", GivenUp("HTTP 404"))]
    assert centre.now - began > timedelta(hours=2)


def test_long_work_leaves_threads_to_callers(centre: Centre) -> None:
    """Ten messages to be transcribed do not keep one caller waiting."""
    for number in range(10):
        centre.place("transcribe_recording", recording_id=number)
    centre.place("check_call", sid="CA1")
    gate, asked = threading.Event(), threading.Event()
    busy: list[int] = []

    def carry_out(order: store.Order) -> Outcome:
        if order.kind == "check_call":
            asked.set()
        else:
            busy.append(order.id)
            gate.wait(10)
        return Done()

    lane = Lane(frozenset({"transcribe_recording"}), 1)
    settle = Outside(Done()).settle
    worker = Worker(centre.store, lambda: centre.now, carry_out, settle, threads=1, lanes=[lane])
    worker.start()
    try:
        assert asked.wait(10)
        assert len(busy) <= 1
    finally:
        gate.set()
        worker.stop()


def test_what_takes_longer_than_its_lease_stays_in_hand(centre: Centre) -> None:
    order_id = centre.place("transcribe_recording", recording_id=1)
    begun, gate = threading.Event(), threading.Event()

    def carry_out(_order: store.Order) -> Outcome:
        begun.set()
        gate.wait(10)
        return Done()

    def is_due(moment: datetime) -> bool:
        return order_of(centre, order_id).due_at == moment

    worker = Worker(centre.store, lambda: centre.now, carry_out, Outside(Done()).settle, threads=1)
    worker.start()
    try:
        assert begun.wait(10)
        for _ in range(3):
            centre.later(LEASE_S * 0.6)
            worker.wake()
            longer = centre.now + timedelta(seconds=LEASE_S)
            assert eventually(partial(is_due, longer))
        assert order_of(centre, order_id).attempts == 1
    finally:
        gate.set()
        worker.stop()
    assert order_of(centre, order_id).state == "done"


class Timers:
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def took(self, what: str, part: str, seconds: float) -> None:
        assert seconds >= 0
        self.found.append((what, part))


def test_what_is_logged_of_an_order_names_its_call(centre: Centre) -> None:
    centre.begin("CA7")
    with centre.store.writing() as session:
        store.place(session, "check_call", centre.now, centre.row("CA7").id)
        store.place(session, "hang_up_leg", centre.now, sid="CAleg")
    with capture_logs([merge_contextvars]) as logs:
        worker_of(centre, Outside(GivenUp("404"))).run_once()
        worker_of(centre, Outside(GivenUp("404"))).run_once()
    told = {each["kind"]: each["call"] for each in logs if each["event"] == "order_given_up"}
    assert told == {"check_call": "CA7", "hang_up_leg": "CAleg"}


def test_orders_and_decisions_are_timed(centre: Centre) -> None:
    timers, outside = Timers(), Outside(Done())
    worker = Worker(
        centre.store, lambda: centre.now, outside.carry_out, outside.settle, observing=Observing(timers)
    )
    worker._assign()
    assert timers.found == [], "nothing was decided"
    centre.agent("ana")
    centre.enqueue()
    worker._assign()
    worker.run_once()
    assert timers.found == [("routing", ""), ("order", "ring_agent")]
