"""Callers who say nothing, press everything, or hang up anywhere: one outcome each, nobody stranded."""

from __future__ import annotations

import random

import pytest

from support.rules.outcomes import OUTCOMES
from support.store import queues as queue_store
from tests.journeys.town import ACME, SMALL, Town

BRAZILIAN = "+5511988887777"


def one_end(town: Town, caller: str) -> None:
    """The books of a finished call: one outcome, no open entry, no agent held."""
    assert town.outcome(town.customer(caller)) in OUTCOMES
    assert town.story(town.customer(caller)).count("call_ended") == 1
    assert town.read(queue_store.still_open) == []


def test_silence_leads_to_a_person(town: Town) -> None:
    carol = town.customer(BRAZILIAN)
    carol.dial(ACME)
    carol.expect_heard("For English")
    town.advance(5)
    for _ in range(3):
        carol.expect_heard("Para faturas")
        town.advance(6)
    carol.expect_heard("calm")
    carol.hang_up()
    assert town.outcome(carol) == "abandoned_queue"
    one_end(town, BRAZILIAN)


@pytest.mark.parametrize("seed", range(4))
def test_pressing_everything_strands_nobody(town: Town, seed: int) -> None:
    draw = random.Random(seed)
    carol = town.customer(BRAZILIAN)
    carol.dial(ACME)
    carol.expect_heard("For English")
    for _ in range(25):
        if carol.status != "in-progress":
            break
        carol.press("".join(draw.choices("0123456789*#", k=draw.randint(1, 3))))
        if draw.random() < 0.4:
            town.advance(draw.choice((1, 6, 31)), step=2)
    if carol.status == "in-progress":
        carol.hang_up()
    carol.expect_ended()
    one_end(town, BRAZILIAN)


@pytest.mark.parametrize("keys", ["", "1", "11", "111", "10", "12", "122"])
def test_hanging_up_anywhere(town: Town, keys: str) -> None:
    carol = town.customer(BRAZILIAN)
    carol.dial(ACME)
    carol.expect_heard("For English")
    for key in keys:
        carol.press(key)
        carol.expect_heard("")
    carol.hang_up()
    one_end(town, BRAZILIAN)


@pytest.mark.parametrize("number", ["anonymous", "+266696687", "sip:someone@example.com"])
def test_withheld_callers_are_served(town: Town, number: str) -> None:
    ana, who = town.desk("ana").available(), town.customer(number)
    who.dial(SMALL)
    who.expect_heard("press 2")
    who.press("2")
    ana.answer()
    who.expect_kind("conference")
    ana.hang_up()
    assert who.expect_ended() == "completed"


def test_a_wrong_number_is_told_so(town: Town) -> None:
    town.exchange.add_number(
        "+12025550147", voice_url=town.base + "/twilio/voice", status_callback=town.base + "/twilio/status"
    )
    carol = town.customer()
    carol.dial("+12025550147")
    carol.expect_heard("not in service")
    assert carol.expect_ended() == "completed"
