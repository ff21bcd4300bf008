"""Queries about conversations: who is in one, and which of them need a look."""

from __future__ import annotations

from support.store import conversations as store
from support.store import parties
from support.store import queues as queue_store
from support.store.base import Session
from tests.support.centre import Centre


def change(centre: Centre, **values: object) -> None:
    with centre.store.writing() as session:
        entry = session.get(queue_store.QueueEntry, 1)
        for name, value in values.items():
            setattr(entry, name, value)


def test_the_agents_of_a_conversation_the_lead_first(centre: Centre) -> None:
    centre.enqueue()
    ana, bia = centre.agent("ana"), centre.agent("bia")
    centre.talking(ana)
    consult = queue_store.Offer(
        entry_id=1, agent_id=bia, role="consult", created_at=centre.now, expires_at=centre.now
    )
    with centre.store.writing() as session:
        session.add(consult)
    with centre.store.reading() as session:
        assert [each.agent_id for each in store.open_offers(session, 1)] == [ana, bia]
        assert sorted(store.agents_of_entry(session, 1)) == [ana, bia]
        assert store.restless(session) == [1], "a consulted agent is waited for"


def test_an_ordinary_conversation_needs_no_look(centre: Centre) -> None:
    centre.enqueue()
    offer_id = centre.talking(centre.agent("ana"))
    assert centre.do(store.restless) == []
    with centre.store.writing() as session:
        offer = session.get(queue_store.Offer, offer_id)
        assert offer
        offer.lost_at = centre.now
    assert centre.do(store.restless) == [1]


def test_those_who_remain_in_a_room_that_was_left_do(centre: Centre) -> None:
    centre.enqueue()
    centre.talking(centre.agent("ana"))
    change(centre, state="left", left_at=centre.now, result="answered")
    assert centre.do(store.restless) == [1]


def test_whom_a_supervisor_listens_to(centre: Centre) -> None:
    centre.enqueue()
    centre.agent("ana")

    def supervise(session: Session) -> None:
        for state in ("in", "left"):
            session.add(
                parties.Party(entry_id=1, kind="supervisor", user_id=1, state=state, created_at=centre.now)
            )

    centre.do(supervise)
    found = centre.do(store.supervised_by, 1)
    assert [each.state for each in found] == ["in"]
