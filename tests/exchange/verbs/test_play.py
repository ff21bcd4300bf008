"""<Play>: files by URL, keys, and what happens when the file is not there."""

from __future__ import annotations

import struct
import wave
from io import BytesIO

import pytest
from flask import Response

from exchange.clock import ManualClock
from tests.exchange.conftest import LINE, BuildTown, Town


def tone_file(seconds: float) -> bytes:
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(struct.pack("<h", 9000) * int(8000 * seconds))
    return buffer.getvalue()


def test_a_file_takes_its_length(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock, prompt_speed=1.0)
    town.customer.on("/a.wav", Response(tone_file(2.0), mimetype="audio/x-wav"))
    town.line("<Play>/a.wav</Play><Say>after</Say>")
    town.caller.dial(LINE)
    heard = town.caller.expect_heard("/a.wav")
    assert heard.kind == "play"
    assert heard.duration_s == pytest.approx(2.0, abs=0.05)
    clock.advance(2.1)
    town.caller.expect_heard("after")


def test_an_audio_telephone_gets_the_sound(town: Town) -> None:
    town.customer.on("/a.wav", Response(tone_file(0.2), mimetype="audio/x-wav"))
    town.line("<Play>/a.wav</Play>")
    phone = town.exchange.phone("+5511911112222", wants_audio=True)
    phone.dial(LINE)
    phone.expect_ended()
    assert len(phone.audio_heard) == 1600
    assert set(phone.audio_heard) != {0xFF}


def test_keys_are_tones(town: Town) -> None:
    town.line('<Play digits="12w3"/>')
    town.caller.dial(LINE)
    town.caller.expect_ended()
    assert town.caller.expect_kind("tone").text == "12w3"


def test_a_missing_file_is_an_alert_and_the_call_goes_on(town: Town) -> None:
    town.customer.on("/gone.wav", Response("no", 404))
    town.line("<Play>/gone.wav</Play><Say>after</Say>")
    town.caller.dial(LINE)
    town.caller.expect_heard("after")
    assert [a.code for a in town.exchange.debugger] == [11200]
