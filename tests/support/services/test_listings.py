"""What other systems look up by name: a queue, a person, a call; and what there is not."""

from __future__ import annotations

import pytest

from support.errors import NotFound, Refused
from support.services import listings
from tests.support.centre import VOICEMAIL, Centre


def test_what_there_is(centre: Centre) -> None:
    centre.agent("ana")
    reply = centre.reach(VOICEMAIL)
    assert centre.do(listings.queue, "billing") == "billing"
    assert centre.do(listings.people)[centre.do(listings.person, " ANA ")] == "ana"
    assert centre.do(listings.call, reply.call_id).sid == "CA1"
    ticket = centre.do(listings.ticket, 1001)
    assert centre.do(listings.history, ticket.id)[0].kind == "opened"
    assert centre.do(listings.recording, 1).ticket_id == ticket.id


def test_what_there_is_not(centre: Centre) -> None:
    with pytest.raises(NotFound):
        centre.do(listings.call, 9)
    with pytest.raises(NotFound):
        centre.do(listings.ticket, 9)
    with pytest.raises(NotFound):
        centre.do(listings.recording, 9)
    with pytest.raises(NotFound):
        centre.do(listings.callback, 9)
    with pytest.raises(Refused):
        centre.do(listings.queue, "nothing")
    with pytest.raises(Refused):
        centre.do(listings.person, "nobody")
