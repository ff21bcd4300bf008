"""<Record>: a message becomes a WAV file, an action and a callback (reference 1.5, 1.9, 1.11)."""

from __future__ import annotations

import wave
from pathlib import Path

from exchange.clock import ManualClock
from tests.exchange.conftest import LINE, BuildTown, Town

WORDS = "please call me back about my invoice"  # 2.4 seconds at 15 characters a second


def test_a_key_ends_it(town: Town) -> None:
    town.line(
        '<Record action="/done" recordingStatusCallback="/recording" '
        'recordingStatusCallbackEvent="in-progress completed"/>'
    )
    town.customer.on("/done", "<Say>thanks</Say>")
    line = town.caller.dial(LINE)
    town.caller.expect_kind("recording")
    assert [h.kind for h in town.caller.transcript].count("beep") == 1
    town.caller.say(WORDS)
    town.caller.press("#")
    asked = town.customer.expect("/done")
    assert asked["Digits"] == "#"
    assert asked["RecordingDuration"] == "2"
    assert town.customer.expect("/recording")["RecordingStatus"] == "in-progress"
    told = town.customer.expect("/recording")
    assert told["RecordingStatus"] == "completed"
    assert told["RecordingUrl"] == asked["RecordingUrl"]
    assert told["RecordingSource"] == "RecordVerb"
    assert told["CallSid"] == line.sid
    assert "RecordingStartTime" not in told
    record = town.exchange.office.directory.recordings[told["RecordingSid"]]
    with wave.open(str(Path(record.path)), "rb") as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (1, 8000, 2)
        assert 2.0 < file.getnframes() / 8000 < 2.6
    town.caller.expect_heard("thanks")


def test_hanging_up_is_told_with_digits_hangup(town: Town) -> None:
    town.line('<Record action="/done"/>')
    town.caller.dial(LINE)
    town.caller.expect_kind("recording")
    town.caller.say(WORDS)
    town.caller.hang_up()
    asked = town.customer.expect("/done")
    assert asked["Digits"] == "hangup"
    assert asked["CallStatus"] == "completed"
    assert asked["RecordingDuration"] == "2"


def test_silence_ends_it_and_leaves_nothing(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock)
    town.line('<Record action="/done" timeout="5" recordingStatusCallback="/recording"/>')
    town.caller.dial(LINE)
    town.caller.expect_kind("recording")
    clock.advance(5.1)
    assert town.customer.expect("/done")["Digits"] == ""
    assert town.customer.expect("/recording")["RecordingStatus"] == "absent"


def test_the_longest_time_ends_it(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock)
    town.line('<Record action="/done" timeout="0" maxLength="30" trim="do-not-trim" playBeep="false"/>')
    town.caller.dial(LINE)
    town.caller.expect_kind("recording")
    clock.advance(30.1)
    assert town.customer.expect("/done")["RecordingDuration"] == "30"


def test_only_the_named_key_ends_it(town: Town) -> None:
    town.line('<Record action="/done" finishOnKey="#"/>')
    town.caller.dial(LINE)
    town.caller.expect_kind("recording")
    town.caller.press("1")
    town.caller.say(WORDS)
    town.caller.press("#")
    assert town.customer.expect("/done")["Digits"] == "#"


def test_inline_without_action_is_refused(town: Town) -> None:
    town.line("<Say>x</Say>")
    town.api.calls.create(to=town.caller.address, from_=LINE, twiml="<Response><Record/></Response>")
    town.caller.expect_ringing()
    town.caller.answer()
    town.caller.expect_heard("application error")
    assert town.exchange.debugger[0].code == 11100
