"""What a leg is made to hear, and how it ends early."""

from __future__ import annotations

import threading

from exchange import prompts
from exchange.clock import ManualClock
from exchange.leg import HungUp, Leg
from exchange.phones.script import ScriptPhone
from exchange.records import Call
from tests.exchange.conftest import BuildTown


class Browser(ScriptPhone):
    """A telephone that speaks by itself."""

    speaks_itself = True


def test_a_browser_ends_the_prompt_itself(build_town: BuildTown) -> None:
    town = build_town(ManualClock(), prompt_speed=1.0)
    phone = Browser(town.exchange, "+5511900000001")
    leg = Leg(town.exchange.office, Call("CA1", "a", "b", "inbound", 0.0), phone)
    thread = threading.Thread(target=prompts.say, args=(leg, "a long sentence", "en-US", "man"))
    thread.start()
    phone.expect_heard("long sentence")
    assert thread.is_alive()
    leg.spoken()
    thread.join(5)
    assert not thread.is_alive()


def test_a_browser_that_never_says_so_stalls_nothing(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock, prompt_speed=1.0)
    phone = Browser(town.exchange, "+5511900000001")
    leg = Leg(town.exchange.office, Call("CA1", "a", "b", "inbound", 0.0), phone)
    thread = threading.Thread(target=prompts.say, args=(leg, "x" * 150, "en-US", "man"))
    thread.start()
    phone.expect_heard("xxx")
    clock.advance(18.1)
    thread.join(5)
    assert not thread.is_alive()


def test_sound_is_paced_and_interrupted(build_town: BuildTown) -> None:
    town = build_town(prompt_speed=1.0)
    phone = ScriptPhone(town.exchange, "+5511900000001", wants_audio=True)
    leg = Leg(town.exchange.office, Call("CA1", "a", "b", "inbound", 0.0), phone)
    over: list[bool] = []

    def live() -> None:
        try:
            prompts.music(leg)
        except HungUp:
            over.append(True)

    thread = threading.Thread(target=live)
    thread.start()
    town.wait_for(lambda: len(phone.audio_heard) >= 160 * 5)
    assert len(phone.audio_heard) < 160 * 100
    leg.end("completed")
    thread.join(5)
    assert (over, phone.interruptions) == ([True], 1)
