"""Streams that are refused, drop, or come garbled: nobody is lost, and another one is tried."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from exchange.phones.script import ScriptPhone
from tests.journeys.spoken import BOOKINGS, KOREAN, LONG_PROMPT, REFUNDS, facts, flow, queue_of, seoul
from tests.journeys.town import Town
from tests.speech.korean import BOOKING, REFUND

NUMBER = "+12025550180"


@pytest.fixture(scope="module")
def line(template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("seoul")
    with seoul(template_database, folder, flow("trouble", NUMBER, prompt=LONG_PROMPT)) as town:
        yield town


@pytest.fixture(autouse=True)
def _calm(line: Town) -> Iterator[None]:
    yield
    line.exchange.faults.calm()
    for leg in list(line.exchange.office.directory.legs.values()):
        leg.end()


def began(line: Town, phone: ScriptPhone, times: int = 1) -> None:
    line.until(lambda: len(facts(line, phone, "stream_began")) == times, f"{times} streams")


def test_a_socket_that_drops_is_opened_anew_and_hears(line: Town) -> None:
    phone = line.customer("+12025550401")
    phone.dial(NUMBER)
    phone.expect_heard("환불")
    began(line, phone)
    line.exchange.kill_streams()
    began(line, phone, 2)
    assert [fact["why"] for fact in facts(line, phone, "stream_lost")] == ["dropped"]
    phone.speak_words(BOOKING, KOREAN)
    assert queue_of(line, phone) == BOOKINGS


def test_a_refused_stream_is_tried_again(line: Town) -> None:
    line.exchange.faults.refuse_streams = 1
    phone = line.customer("+12025550402")
    phone.dial(NUMBER)
    phone.expect_heard("환불")
    began(line, phone)
    assert [fact["why"] for fact in facts(line, phone, "stream_refused")] == ["not reached"]
    phone.speak_words(REFUND, KOREAN)
    assert queue_of(line, phone) == REFUNDS


def test_no_stream_at_all_leaves_the_keys(line: Town) -> None:
    line.exchange.faults.refuse_streams = 99
    phone = line.customer("+12025550403")
    phone.dial(NUMBER)
    phone.expect_heard("환불")
    phone.say(BOOKING)
    phone.expect_kind("unheard")
    phone.press("2")
    assert queue_of(line, phone) == BOOKINGS


@pytest.mark.parametrize(
    ("fault", "share"), [("frame_duplicate", 0.1), ("frame_reorder", 0.1), ("frame_drop", 0.02)]
)
def test_some_frames_doubled_swapped_or_lost_are_understood(line: Town, fault: str, share: float) -> None:
    line.exchange.faults.chance = random.Random(5).random
    setattr(line.exchange.faults, fault, share)
    phone = line.customer("+12025550404")
    phone.dial(NUMBER)
    phone.expect_heard("환불")
    began(line, phone)
    phone.speak_words(BOOKING, KOREAN)
    assert queue_of(line, phone) == BOOKINGS


def test_late_frames_are_understood(line: Town) -> None:
    line.exchange.faults.frame_delay_s = 0.5
    phone = line.customer("+12025550405")
    phone.dial(NUMBER)
    phone.expect_heard("환불")
    phone.speak_words(REFUND, KOREAN)
    assert queue_of(line, phone) == REFUNDS
