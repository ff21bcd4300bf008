"""Reports about agents' legs: late, twice, in any order, and lost."""

from __future__ import annotations

from itertools import permutations

import pytest

from support.services import legs, offers
from support.store import calls as store
from support.store.agents import Agent
from support.store.queues import Offer
from tests.support.centre import Centre


def leg_of(centre: Centre, sid: str = "AG1") -> store.Leg:
    with centre.store.reading() as session:
        leg = session.get(store.Leg, sid)
    assert leg
    return leg


REPORTS = (("initiated", 0), ("ringing", 1), ("in-progress", 2), ("completed", 3))


@pytest.mark.parametrize("order", list(permutations(REPORTS)))
def test_in_whatever_order_they_come_the_end_counts(
    centre: Centre, order: tuple[tuple[str, int], ...]
) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    centre.do(offers.accept, offer_id, centre.now)
    for status, sequence in order:
        for _ in range(2):
            centre.do(legs.report, "AG1", offer_id, status, sequence, centre.now)
    assert (leg_of(centre).status, leg_of(centre).ended_at) == ("completed", centre.now)
    assert centre.presence(ana) == "wrap_up"
    assert centre.kinds().count("agent_left") == 1


def test_an_older_report_changes_nothing(centre: Centre) -> None:
    centre.enqueue()
    offer_id = centre.offered(centre.agent("ana"))
    centre.do(legs.report, "AG1", offer_id, "in-progress", 2, centre.now)
    answered = centre.now
    centre.do(legs.report, "AG1", offer_id, "ringing", 1, centre.later(5))
    centre.do(legs.report, "AG1", offer_id, "in-progress", 2, centre.now)
    assert (leg_of(centre).status, leg_of(centre).answered_at) == ("in-progress", answered)


def test_a_report_for_an_unknown_offer(centre: Centre) -> None:
    centre.do(legs.report, "AG1", 404, "completed", 3, centre.now)
    with centre.store.reading() as session:
        assert session.get(store.Leg, "AG1") is None


def test_a_leg_that_we_hung_up_is_over_even_when_no_report_comes(centre: Centre) -> None:
    """A lost report left the agent on a call for ever."""
    centre.enqueue()
    ana = centre.agent("ana")
    centre.talking(ana)
    centre.end()
    centre.do(legs.gone, "AG1", centre.now)
    assert centre.presence(ana) == "wrap_up"
    assert leg_of(centre).ended_at == centre.now
    before = centre.facts()
    centre.do(legs.gone, "AG1", centre.later(5))
    centre.do(legs.gone, "AG404", centre.now)
    assert centre.facts() == before


@pytest.mark.parametrize(
    ("endpoint", "state", "reason"),
    [
        ("", "declined", "declined"),
        ("sip:ana@example.com", "failed", "phone not connected"),
        ("+5511955554444", "failed", "phone not connected"),
    ],
)
def test_busy_is_a_button_only_in_a_browser(centre: Centre, endpoint: str, state: str, reason: str) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    with centre.store.writing() as session:
        session.get_one(Agent, ana).endpoint = endpoint
    offer_id = centre.offered(ana)
    centre.do(legs.report, "AG1", offer_id, "busy", 3, centre.now)
    with centre.store.reading() as session:
        assert session.get_one(Offer, offer_id).state == state
        assert session.get_one(Agent, ana).reason == reason
