"""Callbacks with several workers at once: one promise, one leg, one conversation, whoever is faster."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from ivr.actions import PromiseCallback
from support import sweeper
from support.errors import NotFound, Refused
from support.services import callbacks, dialling, legs, rooms
from support.store.base import Store
from tests.support import promised as steps
from tests.support.centre import CALLER, Centre
from tests.support.promised import promise, promised
from tests.support.test_concurrency import at_once, failures, workers
from tests.support.test_random_callbacks import agrees
from tests.support.test_random_days import check

ROUNDS = range(4)


def assert_all_agrees(store: Store) -> None:
    with store.reading() as session:
        agrees(session)
        check(session)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_calls_promise_the_same_number(centre: Centre, database_url: str, _round: int) -> None:
    for sid in ("CA1", "CA2", "CA3"):
        centre.begin(sid)
    wanted = PromiseCallback("billing", CALLER)
    with workers(database_url, 3) as town:
        jobs: list[Callable[[], object]] = [
            partial(each.do, callbacks.promise, each.row(f"CA{n + 1}"), wanted, centre.now)
            for n, each in enumerate(town)
        ]
        results = at_once(*jobs)
    assert failures(results) == []
    assert len({getattr(ticket, "number", None) for ticket in results}) == 1
    assert_all_agrees(centre.store)


@pytest.mark.parametrize("_round", ROUNDS)
def test_accepted_by_several_workers_the_customer_is_rung_once(
    centre: Centre, database_url: str, _round: int
) -> None:
    centre.begin()
    promise(centre)
    offer_id = centre.offered(centre.agent("ana"))
    with workers(database_url, 3) as town:
        results = at_once(
            *(partial(each.do, rooms.answered, offer_id, "AG1", centre.now) for each in town),
            partial(town[0].do, sweeper.sweep, centre.now),
        )
    assert failures(results, Refused, NotFound) == []
    assert len(centre.orders("ring_party")) == 1
    assert_all_agrees(centre.store)


@pytest.mark.parametrize("_round", ROUNDS)
def test_picked_up_busy_cancelled_and_swept_at_once(centre: Centre, database_url: str, _round: int) -> None:
    centre.begin()
    promise(centre)
    party_id = steps.in_room(centre, centre.agent("ana"))
    with workers(database_url, 3) as town:
        one, two, three = town
        results = at_once(
            partial(one.do, dialling.answered, party_id, "CU1", "human", centre.now),
            partial(two.do, dialling.answered, party_id, "CU1", "human", centre.now),
            partial(three.do, legs.party_report, "CU1", party_id, "no-answer", 5, centre.now),
            partial(one.do, legs.report, "AG1", 1, "completed", 9, centre.now),
            partial(two.do, callbacks.give_up, promised(centre).id, centre.now),
            partial(three.do, sweeper.sweep, centre.now),
        )
    assert failures(results, Refused) == []
    assert_all_agrees(centre.store)
    centre.do(sweeper.sweep, centre.later(30))
    assert_all_agrees(centre.store)
    assert sum(made.attempts for made in [promised(centre)]) <= 1
