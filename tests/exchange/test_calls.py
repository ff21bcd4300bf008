"""Legs come into being: who is reached, under which application, for how long it rings."""

from __future__ import annotations

import pytest

from exchange.calls import Order, place
from exchange.phones.nobody import Nobody
from tests.exchange.conftest import LINE, Town


def test_an_order_becomes_a_queued_leg(town: Town) -> None:
    town.line("")
    leg = place(town.exchange.office, Order(LINE, "client:agent_1?ticket=7&x=a%20b", parameters={"q": "1"}))
    assert (leg.call.to, leg.call.status, leg.call.direction) == ("client:agent_1", "queued", "outbound-api")
    assert leg.parameters == {"q": "1", "ticket": "7", "x": "a b"}
    assert isinstance(leg.phone, Nobody)
    leg.end("canceled")
    assert town.exchange.idle()


def test_cancelled_while_queued_tells_nobody(town: Town) -> None:
    leg = place(town.exchange.office, Order(LINE, "+5511900000001"))
    leg.end("canceled")
    assert leg.call.sequence == 0


@pytest.mark.parametrize("application", ["AP" + "0" * 32, ""])
def test_a_browser_without_application_reaches_numbers_only(town: Town, application: str) -> None:
    town.line("<Say>number</Say>")
    agent = town.exchange.client("agent_1")
    town.exchange.dial(agent, LINE, {}, application)
    agent.expect_heard("number")


def test_the_application_is_chosen_by_sid(town: Town) -> None:
    first = town.exchange.add_application("a", voice_url=town.customer.on("/a", "<Say>first</Say>"))
    second = town.exchange.add_application("b", voice_url=town.customer.on("/b", "<Say>second</Say>"))
    agent = town.exchange.client("agent_1")
    town.exchange.dial(agent, "", {}, second.sid)
    agent.expect_heard("second")
    agent.expect_ended()
    agent.dial("")
    agent.expect_heard("first")
    assert first.sid != second.sid
