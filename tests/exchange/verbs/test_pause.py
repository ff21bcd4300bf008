"""<Pause>: silence on the clock; as the first verb it lets the call ring."""

from __future__ import annotations

from exchange.clock import ManualClock
from tests.exchange.conftest import LINE, BuildTown, Town


def test_first_it_rings_then_answers(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock)
    town.line('<Pause length="5"/><Say>hello</Say>')
    town.caller.dial(LINE)
    town.caller.expect_kind("silence")
    assert town.caller.status == "ringing"
    clock.advance(5)
    town.caller.expect_heard("hello")
    assert town.caller.expect_ended() == "completed"


def test_later_it_is_only_silence(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock)
    town.line("<Say>hello</Say><Pause/><Say>again</Say>")
    town.caller.dial(LINE)
    town.caller.expect_kind("silence")
    assert town.caller.status == "in-progress"
    clock.advance(1)
    town.caller.expect_heard("again")
    town.caller.expect_ended()


def test_hanging_up_while_it_rings_is_no_answer(town: Town) -> None:
    town.line('<Pause length="5"/><Say>hello</Say>', status_callback=town.customer.base + "/status")
    town.caller.dial(LINE)
    town.caller.expect_kind("silence")
    town.caller.hang_up()
    assert town.caller.expect_ended() == "no-answer"
    assert town.customer.expect("/status")["CallDuration"] == "0"
