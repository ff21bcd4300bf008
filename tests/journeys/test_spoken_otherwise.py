"""Where our own ear does not hear: no model, the phone company's recognition, hearing switched off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from speech.choice import Hearing, parse
from tests.journeys.spoken import BOOKINGS, GENERAL, REFUNDS, expect_fact, facts, flow, publish, queue_of
from tests.journeys.town import Town
from tests.speech.korean import BOOKING

NUMBER = "+12025550170"


@pytest.fixture
def deaf(tmp_path: Path, database_url: str) -> Iterator[Town]:
    """No model for Korean."""
    hearing = Hearing(parse(f"ko={tmp_path}/none"), tmp_path)
    built = Town(tmp_path, database_url, hearing=hearing)
    yield built
    for leg in list(built.exchange.office.directory.legs.values()):
        leg.end()
    built.stop()
    assert built.exchange.debugger == []


def test_without_a_model_the_prompt_promises_keys_only(deaf: Town) -> None:
    publish(deaf, flow("deaf", NUMBER))
    phone = deaf.customer()
    phone.dial(NUMBER)
    assert phone.expect_kind("say").text == "1, 2, 3."
    phone.say(BOOKING)
    assert phone.expect_kind("unheard").text == BOOKING
    phone.press("2")
    assert queue_of(deaf, phone) == BOOKINGS
    phone.hang_up()
    assert facts(deaf, phone, "stream_began") == []


def test_the_phone_company_hears_where_the_flow_says_so(deaf: Town) -> None:
    publish(deaf, flow("theirs", NUMBER, head="speech: twilio"))
    phone = deaf.customer()
    phone.dial(NUMBER)
    phone.expect_heard("환불, 예약")
    phone.say(BOOKING)
    assert queue_of(deaf, phone) == BOOKINGS
    phone.hang_up()
    receipt = expect_fact(deaf, phone, "receipt")
    assert (receipt["input"], receipt["option"]) == ("speech", "2")
    assert facts(deaf, phone, "stream_began") == []


def test_what_the_phone_company_heard_badly_is_asked_again(deaf: Town) -> None:
    publish(deaf, flow("theirs", NUMBER, "silence: {tries: 2}", head="speech: twilio"))
    phone = deaf.customer()
    phone.dial(NUMBER)
    for _ in range(2):
        phone.expect_heard("환불, 예약")
        phone.say("날씨", confidence=0.9)
    assert queue_of(deaf, phone) == GENERAL
    phone.hang_up()
    assert expect_fact(deaf, phone, "receipt")["rejected"] == 2


def test_hearing_switched_off_by_the_flow(deaf: Town) -> None:
    publish(deaf, flow("off", NUMBER, head="speech: off"))
    phone = deaf.customer()
    phone.dial(NUMBER)
    assert phone.expect_kind("say").text == "1, 2, 3."
    phone.press("1")
    assert queue_of(deaf, phone) == REFUNDS
    phone.hang_up()
    assert expect_fact(deaf, phone, "receipt")["input"] == "keypad"
