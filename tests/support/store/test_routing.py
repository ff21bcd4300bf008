"""What a decision reads: lines in their order and no further than asked, who is free, whose turn it is."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import event, update

from support.store import routing
from support.store.base import Store
from support.store.queues import QueueEntry
from tests.support.centre import NOON, TECH, Centre


def change(centre: Centre, entry_id: int, **values: Any) -> None:
    with centre.store.writing() as session:
        session.execute(update(QueueEntry).where(QueueEntry.id == entry_id).values(**values))


def line(centre: Centre, queue: str = "billing") -> list[int]:
    with centre.store.reading() as session:
        return [row[0] for row in routing.line(session, queue, centre.now)]


def test_the_order_of_the_line(centre: Centre) -> None:
    late, early, first, same = (centre.enqueue(f"CA{n}") for n in range(4))
    change(centre, late, place_at=NOON + timedelta(seconds=9))
    change(centre, first, priority=1, place_at=NOON + timedelta(seconds=20))
    centre.enqueue("CA9", TECH)
    assert line(centre) == [first, early, same, late]


def test_who_is_offered_already_or_not_yet_to_be_called_is_not_in_it(centre: Centre) -> None:
    offered, later, due, kept, past = (centre.enqueue(f"CA{n}") for n in range(5))
    agent = centre.agent("ana")
    change(centre, offered, state="offered")
    change(centre, later, not_before=NOON + timedelta(seconds=1))
    change(centre, due, not_before=NOON)
    change(centre, kept, only_agent_id=agent, only_until=NOON + timedelta(seconds=1))
    change(centre, past, only_agent_id=agent, only_until=NOON)
    assert line(centre) == [due, past]
    with centre.store.reading() as session:
        assert [(row[0], row[-1]) for row in routing.kept(session, NOON)] == [(kept, agent)]


@pytest.mark.parametrize("priorities", [(0,), (0, 1, 2)])
def test_pages_join_without_gap_or_repetition(centre: Centre, priorities: tuple[int, ...]) -> None:
    first = centre.entry(centre.enqueue())
    with centre.store.writing() as session:
        for n in range(700):
            session.add(
                QueueEntry(
                    call_id=first.call_id, queue="sales", priority=priorities[n % len(priorities)], seq=1,
                    at_most_s=9, entered_at=NOON, first_entered_at=NOON, left_at=NOON, state="waiting",
                    place_at=NOON + timedelta(seconds=n * 7919 % 50),
                )
            )  # fmt: skip
    with centre.store.reading() as session:
        rows = list(routing.line(session, "sales", NOON))
    keys = [(-row[2], row[3], row[0]) for row in rows]
    assert len(set(keys)) == 700
    assert keys == sorted(keys)


def test_no_more_is_read_than_asked_for(centre: Centre) -> None:
    for n in range(3):
        centre.enqueue(f"CA{n}")
    statements: list[str] = []
    with centre.store.reading() as session:
        event.listen(centre.store.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
        assert len(list(islice(routing.line(session, "billing", NOON), 2))) == 2
    assert len(statements) == 1
    assert "LIMIT" in statements[0]


def test_free_agents_of_some_queues_and_those_wanted_themselves(centre: Centre) -> None:
    ana, bia, caio = (
        centre.agent(*each) for each in (("ana", "billing", "tech"), ("bia", "tech"), ("caio",))
    )
    centre.agent("dora", "billing", presence="away")
    with centre.store.reading() as session:
        rows = routing.free_agents(session, ["billing"], [bia])
    assert {(row.id, row.queue) for row in rows} == {(ana, "billing"), (bia, None), (caio, "billing")}


def test_busy_queues(centre: Centre) -> None:
    change(centre, centre.enqueue("CA1"), state="talking")
    centre.enqueue("CA2", TECH)
    with centre.store.reading() as session:
        assert routing.busy_queues(session) == ["tech"]


def test_a_claim_is_for_what_is_still_so(centre: Centre) -> None:
    one, two = centre.enqueue("CA1"), centre.enqueue("CA2")
    change(centre, two, state="left", left_at=NOON)
    assert centre.do(routing.claim_entries, {one, two}, "waiting", "offered") == {one}
    assert centre.do(routing.claim_entries, {one, two}, "waiting", "offered") == set()
    ana, bia = centre.agent("ana"), centre.agent("bia", presence="away")
    assert centre.do(routing.reserve_agents, {ana, bia}, NOON) == {ana}


def test_only_one_decides_at_a_time(centre: Centre, database_url: str) -> None:
    other, order = Store(database_url), []
    began = threading.Event()

    def decide() -> None:
        began.set()
        with other.writing() as session:
            routing.take_turn(session)
            order.append("second")

    with centre.store.writing() as session:
        routing.take_turn(session)
        thread = threading.Thread(target=decide)
        thread.start()
        began.wait(5)
        thread.join(0.2)
        order.append("first")
    thread.join(5)
    other.close()
    assert order == ["first", "second"]
