"""Entries and offers: conditional moves, the order of the line, indexes that refuse what must not be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from support.services import offers as services
from support.store import queues
from tests.support.centre import NOON, OTHER, TECH, Centre


def test_only_one_mover_wins(centre: Centre) -> None:
    entry_id = centre.enqueue()
    assert centre.do(queues.move, entry_id, ("waiting",), "offered")
    assert not centre.do(queues.move, entry_id, ("waiting",), "offered")
    assert centre.do(queues.move, entry_id, ("waiting", "offered"), "connecting")
    assert not centre.do(queues.move, 404, ("waiting",), "offered")


def test_a_move_is_seen_by_who_holds_the_entry(centre: Centre) -> None:
    entry_id = centre.enqueue()
    with centre.store.writing() as session:
        held = queues.entry(session, entry_id)
        queues.move(session, entry_id, ("waiting",), "timing_out")
        assert held
        assert held.state == "timing_out"


def offer(entry_id: int, agent_id: int) -> queues.Offer:
    return queues.Offer(entry_id=entry_id, agent_id=agent_id, created_at=NOON, expires_at=NOON)


@pytest.mark.parametrize(("entry", "agent"), [(0, 1), (1, 0)], ids=["entry twice", "agent twice"])
def test_the_database_refuses_a_second_open_offer(centre: Centre, entry: int, agent: int) -> None:
    entries = [centre.enqueue("CA1"), centre.enqueue("CA2")]
    agents = [centre.agent("ana"), centre.agent("bia")]
    with centre.store.writing() as session:
        session.add(offer(entries[0], agents[0]))
    with pytest.raises(IntegrityError), centre.store.writing() as session:
        session.add(offer(entries[entry], agents[agent]))


def test_the_database_refuses_a_call_in_two_lines(centre: Centre) -> None:
    entry = centre.entry(centre.enqueue())
    second = queues.QueueEntry(
        call_id=entry.call_id,
        queue="tech",
        seq=1,
        at_most_s=9,
        entered_at=NOON,
        first_entered_at=NOON,
        place_at=NOON,
    )
    with pytest.raises(IntegrityError), centre.store.writing() as session:
        session.add(second)


def test_lines_and_lengths(centre: Centre) -> None:
    ids = [centre.enqueue("CA1"), centre.enqueue("CA2", caller=OTHER), centre.enqueue("CA3", TECH)]
    centre.agent("ana")
    centre.assign()
    with centre.store.reading() as session:
        assert [each.id for each in queues.in_line(session, "billing")] == ids[:2]
        assert [each.id for each in queues.waiting(session)] == ids[1:]
        assert [each.id for each in queues.waiting(session, "tech")] == ids[2:]
        assert queues.lengths(session) == {"billing": 2, "tech": 1}
        assert [each.id for each in queues.still_open(session)] == ids
        assert [each.name for each in queues.all_queues(session)] == ["billing", "tech"]
        assert queues.names(session) == {"billing", "tech"}


def test_expired_offers(centre: Centre) -> None:
    centre.enqueue()
    offer_id = centre.offered(centre.agent("ana"))
    with centre.store.reading() as session:
        early = NOON + timedelta(seconds=services.RING_S - 1)
        assert queues.expired_offers(session, early) == []
        assert [each.id for each in queues.expired_offers(session, early + timedelta(seconds=1))] == [
            offer_id
        ]


def test_what_is_not_there(centre: Centre) -> None:
    with centre.store.reading() as session:
        assert queues.entry(session, 404) is None
        assert queues.offer(session, 404) is None
        assert queues.open_entry(session, 404) is None
        assert queues.open_offer_of_entry(session, 404) is None
        assert queues.open_offer_of_agent(session, 404) is None


def test_results_of_the_day(centre: Centre) -> None:
    for n in range(3):
        centre.enqueue(f"CA{n}")
        centre.later(60)
        centre.end(f"CA{n}")
    with centre.store.reading() as session:
        assert queues.results_since(session, NOON + timedelta(seconds=100)) == {("billing", "hangup"): 2}
