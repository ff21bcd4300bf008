"""Mixing: everybody hears all others, and only while somebody wants to."""

from __future__ import annotations

from exchange.audio import mulaw
from exchange.leg import Leg
from exchange.mixer import Mixer
from exchange.murmur import murmur
from exchange.phones.script import ScriptPhone
from exchange.records import Call
from tests.exchange.conftest import Town

LOUD = mulaw.encode(b"\x00\x40" * 160)


def member(town: Town, name: str, wants_audio: bool = True) -> tuple[Leg, ScriptPhone]:
    phone = ScriptPhone(town.exchange, name, wants_audio)
    return Leg(town.exchange.office, Call(name, name, name, "inbound", 0.0), phone), phone


def heard(phone: ScriptPhone) -> bool:
    return LOUD in phone.audio_heard


def test_two_hear_each_other_and_not_themselves(town: Town) -> None:
    mixer = Mixer()
    (one, phone_one), (other, phone_other) = member(town, "one"), member(town, "other")
    mixer.join(one)
    mixer.join(other)
    for _ in range(5):
        one.audio(LOUD)
    town.wait_for(lambda: heard(phone_other))
    assert not heard(phone_one)
    mixer.leave(one)
    mixer.leave(other)
    assert one.mixer is None


def test_three_are_mixed(town: Town) -> None:
    mixer = Mixer()
    legs = [member(town, name) for name in "abc"]
    for leg, _ in legs:
        mixer.join(leg)
    mixed = mulaw.mix([LOUD, LOUD])
    for _ in range(10):
        legs[0][0].audio(LOUD)
        legs[1][0].audio(LOUD)
    town.wait_for(lambda: mixed in legs[2][1].audio_heard)
    for leg, _ in legs:
        mixer.leave(leg)


def test_silent_telephones_cost_nothing(town: Town) -> None:
    mixer = Mixer()
    (one, _), (other, _) = member(town, "one", False), member(town, "other", False)
    mixer.join(one)
    mixer.join(other)
    assert mixer._running is False
    ticks: list[set[str]] = []
    stop = mixer.monitor(lambda sounds: ticks.append(set(sounds)))
    one.audio(LOUD)
    town.wait_for(lambda: {"one"} in ticks)
    stop()
    town.wait_for(lambda: mixer._running is False)


def test_who_hears_whom_is_asked(town: Town) -> None:
    mixer = Mixer(lambda listener, speaker: speaker.sid != "muted")
    (one, phone), (muted, _) = member(town, "one"), member(town, "muted")
    mixer.join(one)
    mixer.join(muted)
    assert mixer.hearers(muted) == []
    assert mixer.hearers(one) == [muted]
    muted.audio(LOUD)
    town.wait_for(lambda: len(phone.audio_heard) >= 5 * 160)
    assert not heard(phone)
    mixer.inject(LOUD)
    town.wait_for(lambda: heard(phone))
    mixer.leave(one)
    mixer.leave(muted)


def test_words_typed_beside_a_microphone_are_heard_whole(town: Town) -> None:
    mixer = Mixer()
    (one, _), (other, phone_other) = member(town, "one"), member(town, "other")
    mixer.join(one)
    mixer.join(other)
    one.say("a sentence of more than a second")
    hum = [
        f for f in mulaw.frames(murmur(len("a sentence of more than a second") / 15)) if f != mulaw.SILENCE
    ]
    town.wait_for(lambda: all(frame in phone_other.audio_heard for frame in hum))
    mixer.leave(one)
    mixer.leave(other)
