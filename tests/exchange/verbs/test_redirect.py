"""<Redirect>: relative, absolute, empty, by GET."""

from __future__ import annotations

from tests.exchange.conftest import LINE, Town


def test_relative_and_what_follows_is_dead(town: Town) -> None:
    town.exchange.add_number(
        LINE, voice_url=town.customer.on("/flows/voice", "<Redirect>next?x=1</Redirect><Say>dead</Say>")
    )
    town.customer.on("/flows/next", "<Say>alive</Say>")
    town.caller.dial(LINE)
    town.caller.expect_heard("alive")
    town.caller.expect_ended()
    assert "dead" not in town.caller.conversation()
    assert town.customer.expect("/flows/next")["x"] == "1"


def test_empty_is_the_same_document(town: Town) -> None:
    town.line("<Redirect/>", "<Say>second</Say>")
    town.caller.dial(LINE)
    town.caller.expect_heard("second")


def test_get_puts_the_parameters_into_the_query(town: Town) -> None:
    town.line('<Redirect method="GET">/next</Redirect>')
    town.caller.dial(LINE)
    asked = town.customer.expect("/next")
    assert asked["CallStatus"] == "in-progress"
    assert town.customer.requests("/next")[0].method == "GET"
