"""Rows of the API: one answer for a key whoever is faster, one sender for a delivery."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from support.store import api as store
from support.store.api import ApiToken, Hook, HookDelivery
from tests.support.centre import Centre

LEASE = timedelta(minutes=1)


def at_once(count: int, action: Callable[[], None]) -> None:
    ready = threading.Barrier(count)

    def run() -> None:
        ready.wait()
        action()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def token(centre: Centre) -> int:
    with centre.store.writing() as session:
        row = ApiToken(name="x", prefix="x", digest="x", scopes=[], created_at=centre.now)
        session.add(row)
        session.flush()
        return row.id


def deliveries(centre: Centre, count: int) -> None:
    now = centre.now
    with centre.store.writing() as session:
        hook = Hook(url="https://a.example.com", secret="s", events=["*"], created_at=now)
        session.add(hook)
        session.flush()
        for _ in range(count):
            made = HookDelivery(hook_id=hook.id, event="call.ended", payload={}, due_at=now, created_at=now)
            session.add(made)


def test_of_many_at_once_one_has_the_key(centre: Centre) -> None:
    whose = token(centre)
    firsts = []

    def begin() -> None:
        with centre.store.writing() as session:
            if store.begin_request(session, whose, "k", "r", centre.now) is None:
                firsts.append(1)
                store.keep_answer(session, whose, "k", 201, {})

    at_once(5, begin)
    assert firsts == [1]


def test_of_many_senders_each_has_its_own(centre: Centre) -> None:
    count = 6
    deliveries(centre, count)
    taken: list[int] = []

    def claim() -> None:
        with centre.store.writing() as session:
            found = store.claim_delivery(session, centre.now, centre.now + LEASE)
            if found:
                taken.append(found.id)

    at_once(count, claim)
    while len(taken) < count:  # who was passed over
        before = len(taken)
        claim()
        assert len(taken) > before
    assert sorted(taken) == sorted(set(taken))
    assert centre.do(store.claim_delivery, centre.now, centre.now + LEASE) is None


def test_hooks_that_are_left_alone(centre: Centre) -> None:
    deliveries(centre, 1)
    assert centre.do(store.claim_delivery, centre.now, centre.now, [1]) is None
    assert centre.do(store.delivery_is_due, centre.now)
    assert centre.do(store.claim_delivery, centre.now, centre.now, [2]) is not None
