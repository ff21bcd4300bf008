"""Parties: rung once, told of in any order, gone once."""

from __future__ import annotations

import itertools

import pytest

from support.services import parties
from support.store import parties as store
from tests.support.centre import CALLED, Centre

NUMBER = "+551130002000"


@pytest.fixture
def invited(centre: Centre) -> int:
    """The id of a party on the way into a conversation."""
    centre.enqueue()
    centre.talking(centre.agent("ana"))
    return centre.do(parties.invite, 1, "outside", NUMBER, centre.now).id


def party(centre: Centre, party_id: int) -> store.Party:
    with centre.store.reading() as session:
        found = session.get(store.Party, party_id)
    assert found
    return found


def test_the_wish_is_there_before_anybody_is_rung(centre: Centre, invited: int) -> None:
    assert centre.orders("ring_party") == [{"party_id": invited}]
    assert party(centre, invited).state == "ordered"
    assert centre.do(parties.ring_details, invited) == parties.Ring(NUMBER, CALLED, detects=False)


def test_nobody_is_rung_twice_or_for_a_call_that_is_over(centre: Centre, invited: int) -> None:
    centre.do(parties.placed, invited, "PA1", centre.now)
    assert centre.do(parties.ring_details, invited) is None
    other = centre.do(parties.invite, 1, "outside", NUMBER, centre.now).id
    centre.end()
    assert centre.do(parties.ring_details, other) is None
    assert centre.do(parties.ring_details, 99) is None


def test_picking_up_leads_into_the_room_and_twice_is_once(centre: Centre, invited: int) -> None:
    joining = centre.do(parties.answered, invited, "PA1", centre.now)
    assert joining == parties.Joining(invited, 1, "outside", "", "entry-1", "")
    assert centre.do(parties.answered, invited, "PA1", centre.now) == joining
    assert (party(centre, invited).state, party(centre, invited).leg_sid) == ("in", "PA1")


def test_who_picks_up_too_late_gets_nobody(centre: Centre, invited: int) -> None:
    centre.end()
    assert centre.do(parties.answered, invited, "PA1", centre.now) is None
    assert centre.do(parties.answered, 99, "PA1", centre.now) is None


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_reports_in_any_order_end_it_once(centre: Centre, invited: int, order: tuple[int, ...]) -> None:
    statuses = ("initiated", "ringing", "in-progress", "completed")
    centre.do(parties.answered, invited, "PA1", centre.now)
    news = [
        centre.do(parties.report, invited, "PA1", statuses[number], number, centre.now)
        for number in (*order, *order)
    ]
    assert [each.id for each in news if each] == [invited]
    assert (party(centre, invited).state, party(centre, invited).result) == ("left", "answered")


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_how_ringing_ends_is_kept(centre: Centre, invited: int, status: str) -> None:
    assert centre.do(parties.report, invited, "PA1", status, 2, centre.now)
    assert (party(centre, invited).state, party(centre, invited).result) == ("failed", status)
    assert centre.do(parties.answered, invited, "PA1", centre.now) is None


def test_the_report_of_another_leg_changes_nothing(centre: Centre, invited: int) -> None:
    centre.do(parties.placed, invited, "PA1", centre.now)
    assert centre.do(parties.report, invited, "PA2", "completed", 9, centre.now) is None
    assert party(centre, invited).state == "ringing"


def test_who_was_sent_away_before_the_ring_is_not_rung(centre: Centre, invited: int) -> None:
    with centre.store.writing() as session:
        wanted = session.get(store.Party, invited)
        assert wanted
        parties.send_away(session, wanted, centre.now)
    assert centre.do(parties.ring_details, invited) is None
    centre.do(parties.placed, invited, "PA1", centre.now)
    assert centre.orders("hang_up_leg") == [{"sid": "PA1"}], "it rang all the same"


def test_a_ring_that_could_not_be_placed_fails_it(centre: Centre, invited: int) -> None:
    assert centre.do(parties.not_rung, invited, centre.now)
    assert centre.do(parties.not_rung, invited, centre.now) is None
    assert party(centre, invited).result == "failed"


def test_ringing_of_which_nothing_is_heard_is_over_some_day(centre: Centre, invited: int) -> None:
    centre.do(parties.placed, invited, "PA1", centre.now)
    assert centre.do(parties.overdue, centre.later(parties.OVERDUE_S)) == []
    assert [each.id for each in centre.do(parties.overdue, centre.later(1))] == [invited]
    assert centre.orders("hang_up_leg") == [{"sid": "PA1"}]


def test_a_leg_that_we_hung_up_is_gone_without_a_report(centre: Centre, invited: int) -> None:
    centre.do(parties.answered, invited, "PA1", centre.now)
    assert centre.do(parties.gone, "PA1", centre.now)
    assert centre.do(parties.gone, "PA1", centre.now) is None
    assert centre.do(parties.gone, "AG1", centre.now) is None


def test_the_customers_leg_is_their_own_call(centre: Centre, invited: int) -> None:
    entry = centre.entry(1)
    assert centre.do(parties.customer_leg, entry) == "CA1"
    assert centre.do(parties.lead_leg, 1) == "AG1"
