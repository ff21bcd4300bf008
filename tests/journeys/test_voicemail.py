"""A caller leaves a message, and it is a ticket with sound."""

from __future__ import annotations

import io
import wave

import pytest

from tests.journeys.town import ACME, SMALL, Town


def test_nobody_comes_so_there_is_a_message_and_a_ticket(town: Town) -> None:
    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("2")
    carol.expect_heard("calm")
    town.advance(5 * 60 + 3, step=10)
    carol.expect_kind("recording")
    assert [ticket.queue for ticket in town.tickets()] == ["repairs"], "the ticket exists before the sound"
    carol.say("my radio does not work any more, please call me back")
    town.advance(4)
    carol.press("#")
    carol.expect_heard("Goodbye")
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "voicemail"

    ana = town.desk("ana")
    number = town.tickets()[0].number
    town.until(lambda: ".wav" in ana.page(f"/tickets/{number}"), "the recording on the ticket")
    sound = ana.get("/recordings/1.wav")
    assert sound.headers["Content-Type"].startswith("audio/")
    with wave.open(io.BytesIO(sound.content)) as file:
        assert file.getframerate() == 8000
        assert file.getnframes() > 8000


def test_hanging_up_in_the_message_keeps_it(town: Town) -> None:
    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("1")
    carol.expect_heard("calm")
    town.advance(5 * 60 + 3, step=10)
    carol.expect_kind("recording")
    carol.say("this is all i have to say")
    town.advance(3)
    carol.hang_up()
    assert town.outcome(carol) == "voicemail"
    town.until(lambda: town.tickets()[0].number, "a ticket")
    ana = town.desk("ana")
    town.until(lambda: ".wav" in ana.page(f"/tickets/{town.tickets()[0].number}"), "the recording")


def test_after_hours_a_promise_to_call_back(town: Town) -> None:
    town.advance(12 * 3600, step=3600)
    carol = town.customer("+5511988887777")
    carol.dial(ACME)
    carol.expect_heard("For English")
    carol.press("2")
    carol.expect_heard("We are closed")
    carol.press("2")
    carol.expect_heard("If the number is right")
    assert [(ticket.kind, ticket.queue) for ticket in town.tickets()] == [("callback", "general")]
    carol.press("1")
    carol.expect_heard("as soon as possible")
    carol.press("1")
    carol.expect_ended()
    assert town.outcome(carol) == "callback"


def test_a_callback_is_promised_once(town: Town) -> None:
    """Calling again finds the promise: she keeps it, and there is still one."""
    carol = town.customer("+5511988887777")
    for time in ("first", "again"):
        carol.dial(ACME)
        carol.expect_heard("For English")
        carol.press("2")
        if time == "again":
            carol.expect_heard("Your request 1 0 0 1 has been received")
            town.advance(5)
        carol.expect_heard("For billing")
        carol.press("0")
        if time == "again":
            carol.expect_heard("keep your place")
            carol.press("1")
            carol.expect_ended()
            break
        carol.expect_heard("calm")
        town.advance(65, step=5)
        carol.press("1")
        carol.expect_heard("If the number is right")
        carol.press("1")
        carol.expect_ended()
        assert town.outcome(carol) == "callback"
    assert len(town.tickets()) == 1


@pytest.mark.trouble
def test_when_the_database_is_away_the_caller_still_leaves_a_message(town: Town) -> None:
    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    engine = town.centre.store.engine
    town.centre.store._writer = None  # type: ignore[assignment]  # every transaction fails from here
    carol.press("1")
    carol.expect_kind("recording")
    town.centre.store._writer = engine.execution_options(ramal_writes=True)
    carol.say("is anybody there")
    town.advance(3)
    carol.press("#")
    carol.expect_ended()
    town.until(lambda: town.tickets(), "a ticket for the rescued message")
    assert town.outcome(carol) == "voicemail"
