"""One leg: what ends a wait, and who hears what."""

from __future__ import annotations

import threading

import pytest

from exchange.audio import tones
from exchange.clock import ManualClock
from exchange.leg import HungUp, Interrupted, Leg, Moved
from exchange.phones.script import ScriptPhone
from exchange.records import Call
from exchange.webhook import Goto
from tests.exchange.conftest import BuildTown, Town


def make_leg(town: Town, wants_audio: bool = False) -> Leg:
    phone = ScriptPhone(town.exchange, "+5511900000001", wants_audio)
    leg = Leg(town.exchange.office, Call("CA" + "1" * 32, "+1", "+2", "inbound", 0.0), phone)
    town.exchange.office.directory.legs[leg.sid] = leg
    phone.line = leg
    return leg


@pytest.mark.parametrize("how", ["hang up", "redirect", "watch"])
def test_what_ends_a_wait(town: Town, how: str) -> None:
    leg = make_leg(town)
    seen: list[type[Exception]] = []
    flag: list[int] = []

    def live() -> None:
        try:
            with leg.watch(lambda: bool(flag)):
                leg.rest(30)
        except (HungUp, Moved, Interrupted) as end:
            seen.append(type(end))

    thread = threading.Thread(target=live)
    thread.start()
    if how == "hang up":
        leg.hang_up()
    elif how == "redirect":
        leg.redirect(Goto("http://h/x"))
    else:
        flag.append(1)
        leg.wake()
    thread.join(5)
    assert seen == [{"hang up": HungUp, "redirect": Moved, "watch": Interrupted}[how]]
    leg.end("completed")


def test_a_redirect_is_taken_once_and_not_after_the_end(town: Town) -> None:
    leg = make_leg(town)
    assert leg.redirect(Goto("http://h/x"))
    assert leg.take_move().url == "http://h/x"
    leg.check()
    assert leg.end("completed")
    assert not leg.end("busy")
    assert not leg.redirect(Goto("http://h/y"))


def test_the_time_limit_ends_it(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock)
    leg = make_leg(town)
    leg.call.time_limit_s = 60
    leg.pick_up()
    clock.advance(61)
    with pytest.raises(HungUp):
        leg.rest(1)
    assert leg.call.status == "completed"


def test_keys_count_only_while_listened_for(town: Town) -> None:
    leg = make_leg(town)
    leg.press("1")
    leg.listen(True, False)
    leg.press("2x#")
    leg.say("words")
    assert ("".join(leg.keys), list(leg.words)) == ("2#", [])
    leg.end("completed")


def test_sound_comes_in_frames_of_20_ms(town: Town) -> None:
    leg = make_leg(town)
    frames: list[bytes] = []
    untap = leg.tap(inbound=frames.append)
    leg.audio(b"a" * 100)
    leg.audio(b"b" * 300)
    assert [len(frame) for frame in frames] == [160, 160]
    assert frames[0] == b"a" * 100 + b"b" * 60
    untap()
    leg.audio(b"c" * 320)
    assert len(frames) == 2
    leg.end("completed")


def test_typed_words_sound_where_somebody_listens(town: Town) -> None:
    leg = make_leg(town)
    frames: list[bytes] = []
    leg.tap(inbound=frames.append)
    leg.say("fifteen letters")
    assert 45 <= len(frames) <= 55
    leg.end("completed")


def test_typed_words_that_nobody_hears(town: Town) -> None:
    leg = make_leg(town)
    leg.say("one")
    leg.tap(inbound=lambda _: None, discerning=True)  # there is no espeak-ng here
    leg.say("two")
    leg.listen(keys=False, words=True)
    leg.say("three")
    phone = leg.phone
    assert isinstance(phone, ScriptPhone)
    assert [(h.kind, h.text) for h in phone.transcript] == [("unheard", "one"), ("unheard", "two")]
    assert list(leg.words) == [("three", 0.9)]
    leg.end("completed")


def test_who_wants_sound(town: Town) -> None:
    quiet, loud = make_leg(town), make_leg(town, wants_audio=True)
    assert (quiet.wants_sound(), loud.wants_sound()) == (False, True)
    untap = quiet.tap(outbound=lambda _: None)
    assert quiet.wants_sound()
    untap()
    assert not quiet.wants_sound()
    for leg in (quiet, loud):
        leg.end("completed")


def test_keys_are_heard_in_a_recording(town: Town) -> None:
    """Whoever must not keep them finds out here."""
    sounds: list[bytes] = []
    leg = make_leg(town)
    leg.tap(inbound=sounds.append)
    leg.tap(inbound=lambda _frame: pytest.fail("ears hear words, not keys"), discerning=True)
    leg.press("5")
    assert b"".join(sounds).startswith(tones.dtmf("5"))
