"""A microphone does not drift behind, typed words play out whole."""

from __future__ import annotations

from exchange.audio import mulaw
from exchange.lane import LATE, TOO_LATE, Lane

LOUD = mulaw.encode(b"\x00\x40" * 160)


def drained(lane: Lane) -> list[bytes]:
    return list(iter(lane.pop, None))


def test_in_order_and_then_nothing() -> None:
    lane = Lane()
    lane.push(LOUD, live=True)
    lane.push(mulaw.SILENCE, live=True)
    assert (lane.pop(), lane.pop(), lane.pop()) == (LOUD, mulaw.SILENCE, None)


def test_a_microphone_catches_up_in_silence() -> None:
    lane = Lane()
    for _ in range(LATE + 10):
        lane.push(LOUD, live=True)
    for _ in range(20):
        lane.push(mulaw.SILENCE, live=True)
    assert drained(lane) == [LOUD] * (LATE + 10)


def test_a_microphone_far_behind_loses_the_oldest() -> None:
    lane = Lane()
    voice = [bytes([n]) * 160 for n in range(TOO_LATE + 3)]
    for frame in voice:
        lane.push(frame, live=True)
    assert drained(lane) == voice[3:]


def test_typed_words_play_out() -> None:
    lane = Lane()
    for _ in range(200):
        lane.push(mulaw.SILENCE, live=False)
    assert len(lane) == 200
    lane.clear()
    assert lane.pop() is None
