"""The network's signals, listened to with a Goertzel filter."""

import math

import pytest

from exchange.audio import mulaw, tones


def strength(ulaw: bytes, pitch_hz: float) -> float:
    """Amplitude of one pitch in a sound, in sample units (Goertzel)."""
    samples = memoryview(mulaw.decode(ulaw)).cast("h")
    step = 2 * math.pi * pitch_hz / mulaw.RATE
    real = sum(sample * math.cos(step * at) for at, sample in enumerate(samples))
    imaginary = sum(sample * math.sin(step * at) for at, sample in enumerate(samples))
    return 2 * math.hypot(real, imaginary) / max(1, len(samples))


@pytest.mark.parametrize("key", "0123456789*#ABCD")
def test_every_key_is_its_two_tones(key: str) -> None:
    heard = tones.dtmf(key)[:800]
    row = max(tones.ROWS_HZ, key=lambda hz: strength(heard, hz))
    column = max(tones.COLUMNS_HZ, key=lambda hz: strength(heard, hz))
    assert tones.KEYS[tones.ROWS_HZ.index(row)][tones.COLUMNS_HZ.index(column)] == key
    assert strength(heard, row) > 5000 < strength(heard, column)


KEYS_AND_TIMES = [("", 0), ("1", 0.16), ("12", 0.32), ("1w2", 0.82), ("W", 1), ("x", 0)]


@pytest.mark.parametrize(("digits", "seconds"), KEYS_AND_TIMES)
def test_keys_take_their_time(digits: str, seconds: float) -> None:
    assert mulaw.seconds(tones.dtmf(digits)) == pytest.approx(seconds)


def test_beep_is_half_a_second_of_one_kilohertz() -> None:
    assert mulaw.seconds(tones.beep()) == 0.5
    assert strength(tones.beep(), 1000) > 8000 > 400 > strength(tones.beep(), 1500)


@pytest.mark.parametrize("seconds", [0, 0.3, 5, 12.5])
def test_ringback_fills_the_time_asked_for(seconds: float) -> None:
    assert mulaw.seconds(tones.ringback(seconds)) == seconds


def test_ringback_rings_one_second_in_five() -> None:
    sound = tones.ringback(10)
    loud = [mulaw.loudness(sound[second * 8000 : second * 8000 + 8000]) > 500 for second in range(10)]
    assert loud == [True, False, False, False, False] * 2


def test_music_comes_with_the_tones() -> None:
    assert mulaw.seconds(tones.music("calm")) == 20
