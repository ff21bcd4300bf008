"""Work after a call: what is written down stays with its call, and ends once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import Refused
from support.services import agents, offers, tickets, wrap_up
from tests.support.centre import CALLER, FLOW, NOON, VOICEMAIL, Centre


def talked(centre: Centre, sid: str = "CA1", leg: str = "AG1", agent_id: int = 0) -> tuple[int, int]:
    """A conversation of three minutes that is over; (agent, offer)."""
    centre.enqueue(sid)
    ana = agent_id or centre.agent("ana")
    offer_id = centre.talking(ana, sid, leg)
    centre.do(offers.finish, offer_id, centre.later(180))
    assert centre.presence(ana) == "wrap_up"
    return ana, offer_id


def shown(centre: Centre, agent_id: int) -> wrap_up.WrapUp | None:
    return centre.do(wrap_up.card, agent_id, centre.now)


def test_the_call_stays_in_sight_with_its_notes_until_the_next_one(centre: Centre) -> None:
    ana, offer_id = talked(centre)
    centre.do(wrap_up.save, ana, offer_id, notes="Sent the\0 bill again")
    centre.do(wrap_up.save, ana, offer_id, disposition="solved")
    card = shown(centre, ana)
    assert card
    assert (card.until is not None, card.dispositions) == (True, wrap_up.DISPOSITIONS)
    assert (card.offer.offer_id, card.offer.disposition) == (offer_id, "solved")
    assert (card.offer.notes, card.offer.call.caller) == ("Sent the bill again", CALLER)
    centre.do(wrap_up.ready, ana, centre.now)
    still = shown(centre, ana)
    assert still
    assert still.until is None
    centre.enqueue("CA2")
    centre.offered(ana)
    assert shown(centre, ana) is None


def test_an_old_call_is_no_longer_at_hand(centre: Centre) -> None:
    ana, _ = talked(centre)
    centre.do(wrap_up.ready, ana, centre.now)
    centre.later(3601)
    assert shown(centre, ana) is None


@pytest.mark.parametrize("way", ["ready", "time", "away"])
def test_however_wrap_up_ends_it_is_told_once(centre: Centre, way: str) -> None:
    ana, offer_id = talked(centre)
    centre.do(wrap_up.save, ana, offer_id, disposition="test")
    if way == "ready":
        centre.do(wrap_up.ready, ana, centre.now)
    elif way == "away":
        centre.do(agents.set_presence, ana, "away", centre.now, reason="lunch")
    else:
        centre.do(agents.look_after, centre.later(600))
    centre.do(wrap_up.ready, ana, centre.now)
    facts = [data for kind, data in centre.facts() if kind == "wrapped_up"]
    assert facts == [{"agent": ana, "entry": 1, "offer": offer_id, "disposition": "test"}]


def test_more_time_is_added_to_what_is_left_and_only_during_wrap_up(centre: Centre) -> None:
    ana, _ = talked(centre)
    before = shown(centre, ana)
    centre.do(wrap_up.more_time, ana, centre.now)
    after = shown(centre, ana)
    assert before
    assert before.until
    assert after
    assert after.until
    assert after.until - before.until == timedelta(seconds=wrap_up.MORE_S)
    centre.do(wrap_up.ready, ana, centre.now)
    with pytest.raises(Refused):
        centre.do(wrap_up.more_time, ana, centre.now)


def test_a_queue_has_dispositions_of_its_own(centre: Centre) -> None:
    centre.publish(FLOW.replace("en-US: Billing, pt-BR: Faturas}", "en-US: Billing}, dispositions: [paid]"))
    assert centre.do(wrap_up.dispositions, "billing") == ("paid",)
    ana, offer_id = talked(centre)
    with pytest.raises(Refused):
        centre.do(wrap_up.save, ana, offer_id, disposition="solved")
    centre.do(wrap_up.save, ana, offer_id, disposition="paid")
    centre.do(wrap_up.save, ana, offer_id, disposition="")


def test_nobody_writes_on_a_call_of_somebody_else(centre: Centre) -> None:
    _, offer_id = talked(centre)
    bia = centre.agent("bia")
    with pytest.raises(Refused):
        centre.do(wrap_up.save, bia, offer_id, notes="mine")
    with pytest.raises(Refused):
        centre.do(wrap_up.save, bia, 404, notes="mine")


def test_a_ringing_call_has_no_notes_yet(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    with pytest.raises(Refused):
        centre.do(wrap_up.save, ana, centre.offered(ana), notes="early")


def test_a_ticket_is_opened_and_notes_are_added_to_it(centre: Centre) -> None:
    ana, offer_id = talked(centre)
    number = centre.do(wrap_up.open_ticket, ana, offer_id, " Bill twice ", "Two bills in May", 1, centre.now)
    with pytest.raises(Refused, match="notes first"):
        centre.do(wrap_up.note_on_ticket, ana, offer_id, number, 1, centre.now)
    centre.do(wrap_up.save, ana, offer_id, notes="Will be refunded")
    centre.do(wrap_up.note_on_ticket, ana, offer_id, number, 1, centre.now)
    with centre.store.reading() as session:
        found = tickets.detail(session, number)
    assert (found.ticket.subject, found.ticket.customer, found.ticket.kind) == ("Bill twice", CALLER, "call")
    assert (found.ticket.status, found.ticket.assignee) == ("open", "ana")
    assert [line.text for line in found.history] == ["", "Two bills in May", "Will be refunded"]


def test_a_ticket_needs_a_subject_and_notes_go_to_the_customers_own_tickets(centre: Centre) -> None:
    centre.reach(VOICEMAIL, "CA9", "+5511900000000")
    ana, offer_id = talked(centre)
    centre.do(wrap_up.save, ana, offer_id, notes="x")
    with pytest.raises(Refused, match="subject"):
        centre.do(wrap_up.open_ticket, ana, offer_id, " ", "", 1, centre.now)
    with pytest.raises(Refused, match="1001"):
        centre.do(wrap_up.note_on_ticket, ana, offer_id, 1001, 1, centre.now)
    assert centre.do(wrap_up.number_of, ana, offer_id) == CALLER


def test_todays_figures_count_from_answer_to_ready(centre: Centre) -> None:
    ana, _ = talked(centre)
    centre.do(wrap_up.ready, ana, centre.later(20))
    assert centre.do(wrap_up.today, ana, NOON) == wrap_up.Today(1, 200)
    assert centre.do(wrap_up.today, ana, centre.later(1)) == wrap_up.Today(0, None)
