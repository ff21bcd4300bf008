"""Recordings in step with the clock: gaps, pauses, channels, trimming, what is told."""

from __future__ import annotations

import wave

import pytest

from exchange.audio import mulaw
from exchange.clock import ManualClock
from exchange.recorder import Recorder, Wanted
from exchange.records import Callback
from tests.exchange.conftest import BuildTown, Town

LOUD = mulaw.encode(b"\x00\x20" * 160)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def still(build_town: BuildTown, clock: ManualClock) -> Town:
    return build_town(clock)


def seconds(recorder: Recorder) -> float:
    with wave.open(recorder.record.path, "rb") as file:
        return file.getnframes() / file.getframerate()


def test_gaps_are_filled_with_silence(still: Town, clock: ManualClock) -> None:
    recorder = Recorder(still.exchange.office, Wanted("RecordVerb"), "CA1")
    recorder.push(0, LOUD)
    clock.advance(3)
    recorder.push(0, LOUD)
    clock.advance(2)
    assert recorder.stop().status == "completed"
    assert seconds(recorder) == pytest.approx(5.0)
    assert recorder.fields()["RecordingDuration"] == "5"


@pytest.mark.parametrize(("skip", "expected"), [(False, 9.0), (True, 4.0)])
def test_pauses(still: Town, clock: ManualClock, skip: bool, expected: float) -> None:
    recorder = Recorder(still.exchange.office, Wanted("RecordVerb"), "CA1")
    clock.advance(2)
    recorder.pause(skip)
    recorder.push(0, LOUD)
    clock.advance(5)
    recorder.resume()
    clock.advance(2)
    recorder.stop()
    assert seconds(recorder) == pytest.approx(expected, abs=0.05)


def test_trimmed_at_both_ends(still: Town, clock: ManualClock) -> None:
    recorder = Recorder(still.exchange.office, Wanted("RecordVerb", trim=True), "CA1")
    clock.advance(2)
    for _ in range(50):
        recorder.push(0, LOUD)
    clock.advance(10)
    recorder.stop()
    assert seconds(recorder) == pytest.approx(1.0, abs=0.1)


def test_silence_trimmed_to_nothing_is_absent(still: Town, clock: ManualClock) -> None:
    callback = Callback(still.customer.base + "/r", events=frozenset({"completed", "absent"}))
    recorder = Recorder(still.exchange.office, Wanted("RecordVerb", trim=True, callback=callback), "CA1")
    clock.advance(3)
    recorder.stop()
    told = still.customer.expect("/r")
    assert told["RecordingStatus"] == "absent"
    assert "RecordingDuration" not in told
    assert recorder.record.path == ""


def test_two_channels_and_a_second_stop(still: Town) -> None:
    stopped: list[int] = []
    recorder = Recorder(still.exchange.office, Wanted("DialVerb", channels=2), "CA1")
    recorder.attach(lambda: stopped.append(1))
    recorder.push(0, LOUD)
    recorder.push(1, mulaw.SILENCE)
    assert recorder.stop() is recorder.stop()
    assert stopped == [1]
    with wave.open(recorder.record.path, "rb") as file:
        assert file.getnchannels() == 2
