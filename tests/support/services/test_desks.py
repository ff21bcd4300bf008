"""The agent's page in one look: what is in the hand, what was, and what today was like."""

from __future__ import annotations

from support.services import desks, offers, wrap_up
from tests.support.centre import NOON, Centre


def look(centre: Centre, user_id: int = 1) -> desks.Page | None:
    return centre.do(desks.page, user_id, centre.now, NOON)


def test_a_day_at_the_desk(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    assert look(centre, 404) is None
    idle = look(centre)
    assert idle
    assert (idle.desk.offer, idle.conversation, idle.wrap_up, idle.dispositions) == (None, None, None, ())
    offer_id = centre.talking(ana)
    talking = look(centre)
    assert talking
    assert talking.conversation
    assert "hold" in talking.conversation.can
    assert talking.dispositions == wrap_up.DISPOSITIONS
    centre.do(offers.finish, offer_id, centre.later(120))
    after = look(centre)
    assert after
    assert after.wrap_up
    assert (after.desk.offer, after.conversation, after.wrap_up.offer.offer_id) == (None, None, offer_id)
    assert after.today == wrap_up.Today(1, 120)


def test_a_call_that_rings_is_no_conversation_yet(centre: Centre) -> None:
    centre.enqueue()
    centre.offered(centre.agent("ana"))
    page = look(centre)
    assert page
    assert page.desk.offer
    assert page.conversation is None
