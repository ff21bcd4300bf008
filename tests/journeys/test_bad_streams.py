"""What comes to the media stream's door beside an honest call: that one is heard, and nobody is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from simple_websocket import Client, ConnectionClosed, ConnectionError  # type: ignore[import-untyped]

from exchange.signature import sign
from speech.choice import Hearing, parse
from tests.journeys.spoken import BOOKINGS, KOREAN, expect_fact, facts, flow, hearing, publish, queue_of
from tests.journeys.town import Town
from tests.speech import korean
from tests.speech.korean import BOOKING
from tests.webhooks.listening import connected, media, started
from webhooks.media_stream import Start

NUMBER = "+12025550190"
KEYS_ONLY = "1, 2, 3."
MENU = "silence: {after: 3s, tries: 5}"


@pytest.fixture
def line(tmp_path: Path, database_url: str) -> Iterator[Town]:
    """There is room for three streams."""
    built = Town(tmp_path, database_url, in_real_time=True, hearing=hearing(), RAMAL_STREAMS="3")
    publish(built, flow("bad", NUMBER, MENU))
    yield built
    for leg in list(built.exchange.office.directory.legs.values()):
        leg.end()
    built.stop()


def visit(town: Town, signed: bool = True) -> Any:
    """A socket as the phone company opens it."""
    url = town.settings.twilio.stream_url
    signature = sign(town.settings.twilio.auth_token, url if signed else url + "x")
    return Client(url, headers={"X-Twilio-Signature": signature})


def send(socket: Any, *messages: str | bytes) -> None:
    with suppress(ConnectionClosed, OSError):
        for message in messages:
            socket.send(message)


def test_bad_sockets_beside_a_caller_who_is_heard(line: Town) -> None:
    phone = line.customer("+12025550501")
    phone.dial(NUMBER)
    phone.expect_heard("환불, 예약")
    expect_fact(line, phone, "stream_began")
    sid = next(iter(line.exchange.office.directory.legs))
    with pytest.raises(ConnectionError) as refused:
        visit(line, signed=False)
    assert refused.value.status_code == 403
    flood = visit(line)
    send(flood, *[media(bytes(160))] * 1500)
    forged = visit(line)
    send(forged, connected(), started(Start(sid, "MZ1", "AC1", "1-" + "0" * 64)), b"\x00" * 999, "junk")
    phone.speak_words(BOOKING, KOREAN)
    assert queue_of(line, phone) == BOOKINGS
    assert len(facts(line, phone, "stream_began")) == 1
    assert facts(line, phone, "stream_lost") == []
    line.until(lambda: not flood.connected and not forged.connected, "the bad ones to be closed")


def test_beyond_the_bound_a_caller_goes_on_by_keypad_and_the_others_are_heard(line: Town) -> None:
    heard = line.customer("+12025550502")
    heard.dial(NUMBER)
    heard.expect_heard("환불, 예약")
    expect_fact(line, heard, "stream_began")
    taken = [visit(line), visit(line)]
    line.until(lambda: not line.centre.ears.has_room, "every place to be taken")
    phone = line.customer("+12025550503")
    phone.dial(NUMBER)
    phone.expect_heard("환불, 예약")
    assert expect_fact(line, phone, "stream_refused")["why"] == "not reached"
    phone.expect_heard(KEYS_ONLY)
    phone.press("2")
    assert queue_of(line, phone) == BOOKINGS
    heard.speak_words(BOOKING, KOREAN)
    assert queue_of(line, heard) == BOOKINGS
    for socket in taken:
        socket.close()


def test_ears_that_stop_leave_their_callers_the_keys(line: Town) -> None:
    phone = line.customer("+12025550504")
    phone.dial(NUMBER)
    phone.expect_heard("환불, 예약")
    expect_fact(line, phone, "stream_began")
    line.centre.ears.stop()
    assert expect_fact(line, phone, "stream_lost")["why"] == "ears stopped"
    phone.expect_heard(KEYS_ONLY)
    phone.press("2")
    assert queue_of(line, phone) == BOOKINGS


@pytest.mark.parametrize("missing", ["final.mdl", "mfcc.conf", "HCLr.fst"])
def test_a_model_with_a_missing_file_leaves_the_keys(tmp_path: Path, database_url: str, missing: str) -> None:
    model = korean.like(tmp_path / "model", korean.without(missing))
    deaf = Hearing(parse(f"ko={model}"), tmp_path)
    town = Town(tmp_path / "town", database_url, hearing=deaf)
    publish(town, flow("broken", NUMBER))
    try:
        town.centre.hear()
        [(_, engine, why)] = [each for each in town.centre.hearing_report() if each[0] == KOREAN]
        assert engine == "off"
        assert why.startswith("keys only: ")
        phone = town.customer("+12025550505")
        phone.dial(NUMBER)
        assert phone.expect_kind("say").text == KEYS_ONLY
        phone.press("2")
        assert queue_of(town, phone) == BOOKINGS
        phone.hang_up()
        assert facts(town, phone, "stream_began") == []
    finally:
        town.stop()
