"""Promises to call back: one a number and queue, in the caller's own place, taken back by whoever may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import Refused
from support.services import callbacks, due, offers, tickets
from support.store.queues import Offer
from tests.support import promised as steps
from tests.support.centre import CALLER, FLOW, NOON, OTHER, Centre
from tests.support.promised import place, promise, promised

ABROAD = "+12025550123"


def ticket(centre: Centre, number: int) -> tickets.TicketRow:
    with centre.store.reading() as session:
        return tickets.detail(session, number).ticket


def test_a_promise_stands_where_its_caller_stood(centre: Centre) -> None:
    stay = centre.entry(centre.enqueue())
    centre.later(90)
    number = promise(centre, ends=False)
    made, entry = promised(centre), place(centre)
    assert (made.state, made.first_entered_at, ticket(centre, number).customer) == ("promised", NOON, CALLER)
    assert (entry.first_entered_at, entry.place_at, entry.priority) == (NOON, stay.place_at, stay.priority)
    assert (entry.callback_id, entry.call_id, entry.state) == (made.id, stay.call_id, "waiting")


def test_nobody_is_rung_while_they_are_still_with_us(centre: Centre) -> None:
    centre.begin()
    agent = centre.agent("ana")
    promise(centre, ends=False)
    for _ in range(10):
        centre.later(120)
        centre.do(due.look_after, centre.now)
        assert centre.assign() == 0
    centre.end()
    centre.do(due.look_after, centre.now)
    assert (promised(centre).state, place(centre).not_before) == ("due", None)
    assert centre.assign() == 1
    assert centre.presence(agent) == "reserved"
    assert promised(centre).state == "reserved"


def test_asking_again_joins_and_keeps_the_better_place(centre: Centre) -> None:
    centre.enqueue("CA1")
    number = promise(centre)
    centre.later(60)
    centre.begin("CA2")
    later = centre.later(60) + timedelta(hours=2)
    assert promise(centre, "CA2", at=later) == number
    made = promised(centre)
    assert (made.first_entered_at, made.chosen_at, made.next_try_at) == (NOON, later, later)
    assert place(centre).not_before == later
    assert steps.history(centre, number)[-1] == ("callback", "asked_again")


def test_one_promise_for_each_number_and_queue(centre: Centre) -> None:
    centre.begin("CA1")
    assert promise(centre, "CA1", ends=False) != promise(centre, "CA1", OTHER)
    assert promised(centre).id != promised(centre, OTHER).id


def test_another_number_replaces_the_one_promised_a_moment_ago(centre: Centre) -> None:
    centre.enqueue()
    first = promise(centre, ends=False)
    second = promise(centre, number=OTHER, instead=CALLER)
    assert promised(centre).state == "cancelled"
    assert (promised(centre, OTHER).state, promised(centre, OTHER).first_entered_at) == ("due", NOON)
    assert (ticket(centre, first).status, ticket(centre, second).status) == ("closed", "new")


def test_a_number_promised_in_an_earlier_call_is_not_replaced(centre: Centre) -> None:
    centre.begin("CA1")
    promise(centre, "CA1")
    centre.begin("CA2")
    promise(centre, "CA2", OTHER, instead=CALLER)
    assert promised(centre).state == "due"


def test_a_number_abroad_is_a_ticket_for_people_and_nothing_is_dialled(centre: Centre) -> None:
    centre.begin()
    number = promise(centre, number=ABROAD)
    assert promised(centre, ABROAD).state == "expired"
    assert ticket(centre, number).status == "new"
    assert steps.history(centre, number)[-1] == ("callback", "refused")
    centre.agent("ana")
    assert centre.assign() == 0


def test_a_country_that_the_flow_names_is_called(centre: Centre) -> None:
    centre.publish(FLOW.replace("timezone: UTC\n", "timezone: UTC\ncountries: [US]\n"))
    centre.later(4 * 3600)
    centre.begin()
    promise(centre, number=ABROAD)
    assert promised(centre, ABROAD).state == "due"


def test_cancelled_by_calling_again(centre: Centre) -> None:
    centre.begin()
    number = promise(centre)
    gone = centre.do(callbacks.cancel, "billing", CALLER, centre.now)
    assert gone
    assert gone.first_entered_at == NOON
    assert (place(centre).state, place(centre).result) == ("left", "cancelled")
    assert steps.history(centre, number)[-1] == ("callback", "cancelled")
    assert centre.do(callbacks.cancel, "billing", CALLER, centre.now) is None


def test_cancelled_while_it_rings_at_an_agent(centre: Centre) -> None:
    centre.begin()
    agent = centre.agent("ana")
    promise(centre)
    centre.offered(agent)
    centre.do(callbacks.give_up, promised(centre).id, centre.now)
    assert (centre.presence(agent), centre.offer(agent)) == ("available", None)
    with pytest.raises(Refused):
        centre.do(callbacks.give_up, promised(centre).id, centre.now)


def test_cancelled_while_the_customer_is_rung(centre: Centre) -> None:
    centre.begin()
    agent = centre.agent("ana")
    promise(centre)
    steps.in_room(centre, agent)
    centre.do(callbacks.give_up, promised(centre).id, centre.now)
    assert (centre.presence(agent), promised(centre).state) == ("available", "cancelled")
    assert steps.party(centre).state == "failed"


def test_declining_is_no_failed_try(centre: Centre) -> None:
    centre.begin()
    agent = centre.agent("ana")
    promise(centre)
    centre.do(offers.fail, centre.offered(agent), "declined", centre.now)
    assert (promised(centre).state, promised(centre).attempts) == ("due", 0)
    assert place(centre).state == "waiting"


def test_tried_now_though_another_time_was_chosen(centre: Centre) -> None:
    centre.begin()
    promise(centre, at=NOON + timedelta(hours=3))
    assert promised(centre).state == "promised"
    centre.do(callbacks.try_now, promised(centre).id, centre.now)
    assert (promised(centre).state, place(centre).not_before) == ("due", None)
    centre.do(due.look_after, centre.now)
    assert promised(centre).state == "due"


def test_nobody_is_woken_up_by_a_supervisor(centre: Centre) -> None:
    centre.begin()
    promise(centre)
    centre.later(14 * 3600)
    with pytest.raises(Refused):
        centre.do(callbacks.try_now, promised(centre).id, centre.now)


def spoken_to(centre: Centre) -> Offer:
    agent = centre.agent("ana")
    centre.enqueue()
    centre.talking(agent)
    found = centre.offer(agent)
    assert found
    return found


def test_an_agent_promises_to_call_again(centre: Centre) -> None:
    offer = spoken_to(centre)
    at = NOON + timedelta(hours=2)
    made = centre.do(callbacks.follow_up, offer, CALLER, at, 1, centre.now)
    entry = place(centre)
    assert (made.chosen_at, entry.not_before, entry.sticky_agent_id) == (at, at, offer.agent_id)
    with centre.store.reading() as session:
        found = tickets.listing(session, "open", 1)[0]
    assert (found.kind, found.customer, found.assignee) == ("callback", CALLER, "ana")


@pytest.mark.parametrize(("number", "hours"), [("", 1), ("nonsense", 1), (ABROAD, 1), (CALLER, -1)], ids=str)
def test_what_an_agent_cannot_promise(centre: Centre, number: str, hours: int) -> None:
    offer = spoken_to(centre)
    with pytest.raises(Refused):
        centre.do(callbacks.follow_up, offer, number, NOON + timedelta(hours=hours), 1, centre.now)
