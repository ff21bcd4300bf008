"""What a leg is made to hear: words, media, tones, silence. Each lasts its time on the exchange's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice, repeat

from exchange.audio import mulaw, tones
from exchange.leg import Interrupted, Leg
from exchange.phones.base import Heard

RING_S = 5.0  # one ring and its rest
SLOW_BROWSER = 1.6  # a phone that speaks itself gets so many times the estimate


def say(leg: Leg, text: str, language: str, voice: str) -> None:
    """Until spoken, or as long as the words take."""
    office = leg.office
    leg.language = language
    speaks = leg.phone.speaks_itself
    sound = office.speech.render(text, language) if leg.wants_sound() and not speaks else b""
    # Never an espeak run only to know a length.
    lasts = mulaw.seconds(sound) if sound else len(text) / 15.0
    heard = Heard("say", text, language, voice, lasts * office.prompt_speed)
    if speaks:
        _announce_and_wait(
            leg, heard, heard.duration_s * SLOW_BROWSER + (2.0 if office.prompt_speed else 0.0)
        )
    else:
        play_out(leg, heard, sound)


def play_out(leg: Leg, heard: Heard, sound: bytes) -> None:
    """`heard.duration_s` on the clock, with the sound in real time if somebody wants it."""
    if not (sound and leg.wants_sound()):
        _announce_and_wait(leg, heard, heard.duration_s)
        return
    leg.hear(heard)
    _guarded(leg, chain(mulaw.frames(sound)), heard.duration_s)


def tone(leg: Leg, sound: bytes, kind: str, text: str = "") -> None:
    """A signal that is not a prompt to be spoken: beep, keys."""
    lasts = mulaw.seconds(sound) * leg.office.prompt_speed
    play_out(leg, Heard(kind, text, duration_s=lasts), sound)


def music(leg: Leg, name: str = "calm") -> None:
    """For ever: ends by an exception of `leg.wait`."""
    leg.hear(Heard("music", name))
    if leg.wants_sound():
        _guarded(leg, chain.from_iterable(repeat(list(mulaw.frames(tones.music(name))))), None)
    _until_disturbed(leg)


def ringback(leg: Leg, done: Callable[[], bool], longest_s: float) -> None:
    """Until `done()`, or so long."""
    leg.hear(Heard("ringback"))
    if not leg.wants_sound():
        leg.wait(done, longest_s)
        return
    rings = chain.from_iterable(repeat(list(mulaw.frames(tones.ringback(RING_S)))))
    try:
        with leg.watch(done):
            _guarded(leg, islice(rings, int(longest_s * 50)), longest_s)
    except Interrupted:
        if not done():
            raise


def silence(leg: Leg, seconds: float) -> None:
    """No frames: who records or streams fills the gap."""
    ends = leg.office.clock.now() + seconds
    leg.hear(Heard("silence", duration_s=seconds))
    leg.wait_until(lambda: False, ends)


def _announce_and_wait(leg: Leg, heard: Heard, longest_s: float) -> None:
    ends = leg.office.clock.now() + longest_s  # before it is heard: whoever hears it may move the clock
    leg.spoken_out = False
    leg.hear(heard)
    try:
        leg.wait_until(lambda: leg.spoken_out, ends)
    except Exception:
        leg.phone.interrupted(leg)
        raise


def _guarded(leg: Leg, frames: Iterator[bytes], lasts_s: float | None) -> None:
    """Send frames, one every 20 ms of the clock unless the prompt is to last no time."""
    clock = leg.office.clock
    begun = clock.now()
    paced = lasts_s is None or lasts_s > 0
    try:
        for number, frame in enumerate(frames, 1):
            leg.emit(frame)
            if paced:
                leg.rest(max(0.0, begun + number * 0.02 - clock.now()))
        leg.check()
    except Exception:
        leg.phone.interrupted(leg)
        raise


def _until_disturbed(leg: Leg) -> None:
    try:
        while True:
            leg.rest(3600)
    except Exception:
        leg.phone.interrupted(leg)
        raise
