"""Hold, transfers, consults and three-way conversations: who hears whom is told by the telephones."""

from __future__ import annotations

from exchange.phones.script import ScriptPhone
from support.store import agents as agent_store
from support.store.base import Session
from tests.journeys.town import SMALL, Desk, Town

OUTSIDE = "+12025550111"


def talking(town: Town, key: str = "2") -> tuple[Desk, ScriptPhone]:
    """An agent and a customer who hear each other: of repairs, or with key 1 of sales."""
    desk, carol = town.desk().available(), town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press(key)
    desk.answer()
    carol.expect_kind("conference")
    hear_each_other(desk.phone, carol)
    return desk, carol


def hear_each_other(one: ScriptPhone, other: ScriptPhone) -> None:
    says(one, other, f"good day from {one.address}")
    says(other, one, f"good day from {other.address}")


def says(speaker: ScriptPhone, listener: ScriptPhone, words: str) -> None:
    speaker.say(words)
    listener.expect_heard(words)


def never_heard(phone: ScriptPhone, words: str) -> bool:
    return all(words not in heard.text for heard in phone.transcript)


def agent_id(town: Town, desk: Desk) -> int:
    def look(session: Session) -> int:
        identity = desk.phone.address.removeprefix("client:")
        return next(each.id for each in agent_store.agents(session) if each.identity == identity)

    return int(town.read(look))


def test_on_hold_the_customer_hears_music_and_nobody(town: Town) -> None:
    ana, carol = talking(town)
    ana.hold()
    carol.expect_heard("calm")
    ana.phone.say("what a day")
    ana.resume()
    carol.expect_kind("conference")
    says(ana.phone, carol, "here I am again")
    assert never_heard(carol, "what a day")
    ana.hang_up()
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "answered"
    story = town.story(carol)
    assert story.index("held") < story.index("resumed")


def test_a_blind_transfer_to_a_queue(town: Town) -> None:
    ana, carol = talking(town, key="1")
    bruno = town.desk("bruno").available()
    ana.transfer("queue", "repairs")
    assert ana.phone.expect_ended() == "completed"
    ana.expect("Ready")
    bruno.answer()
    carol.expect_kind("conference")
    hear_each_other(bruno.phone, carol)
    carol.hang_up()
    assert town.outcome(carol) == "answered"
    assert "transferred_to" in town.story(carol)


def test_a_blind_transfer_to_an_agent(town: Town) -> None:
    ana, carol = talking(town)
    bruno = town.desk("bruno").available()
    ana.transfer("agent", agent_id(town, bruno))
    bruno.answer()
    carol.expect_kind("conference")
    hear_each_other(bruno.phone, carol)
    bruno.hang_up()
    assert carol.expect_ended() == "completed"


def test_a_blind_transfer_to_a_number_that_answers(town: Town) -> None:
    ana, carol = talking(town)
    shop = town.customer(OUTSIDE)
    ana.transfer("number", OUTSIDE)
    shop.expect_ringing()
    assert shop.caller == SMALL
    shop.answer()
    carol.expect_kind("conference")
    hear_each_other(shop, carol)
    ana.expect("Ready")
    shop.hang_up()
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "answered"


def test_a_number_that_does_not_answer_brings_the_caller_back(town: Town) -> None:
    ana, carol = talking(town)
    shop = town.customer(OUTSIDE)
    ana.transfer("number", OUTSIDE)
    shop.expect_ringing()
    shop.decline()
    bruno = town.desk("bruno").available()
    bruno.answer()
    carol.expect_kind("conference")
    hear_each_other(bruno.phone, carol)
    bruno.hang_up()
    carol.expect_ended()


def test_a_consult_three_of_them_and_the_other_takes_over(town: Town) -> None:
    ana, carol = talking(town)
    bruno = town.desk("bruno").available()
    ana.consult("agent", agent_id(town, bruno))
    carol.expect_heard("calm")
    bruno.answer()
    hear_each_other(ana.phone, bruno.phone)
    ana.phone.say("she is angry")
    bruno.phone.expect_heard("she is angry")
    ana.join()
    carol.expect_kind("conference")
    says(carol, ana.phone, "all three of us")
    bruno.phone.expect_heard("all three of us")
    ana.complete()
    assert ana.phone.expect_ended() == "completed"
    hear_each_other(bruno.phone, carol)
    assert never_heard(carol, "she is angry")
    ana.expect("Ready")
    bruno.hang_up()
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "answered"


def test_a_consult_that_is_cancelled(town: Town) -> None:
    ana, carol = talking(town)
    bruno = town.desk("bruno").available()
    ana.consult("queue", "repairs")
    bruno.phone.expect_ringing()
    ana.cancel_consult()
    bruno.phone.expect_ended()
    bruno.expect("Available")
    carol.expect_kind("conference")
    says(ana.phone, carol, "nobody was there")
    ana.hang_up()
    carol.expect_ended()


def test_a_consulted_agent_who_declines_gives_the_customer_back(town: Town) -> None:
    ana, carol = talking(town)
    bruno = town.desk("bruno").available()
    ana.consult("agent", agent_id(town, bruno))
    bruno.phone.expect_ringing()
    bruno.phone.decline()
    carol.expect_kind("conference")
    says(ana.phone, carol, "they are busy")
    ana.hang_up()
    carol.expect_ended()


def test_a_consulted_number_talks_on_with_the_customer(town: Town) -> None:
    ana, carol = talking(town)
    shop = town.customer(OUTSIDE)
    ana.consult("number", OUTSIDE)
    shop.expect_ringing()
    shop.answer()
    shop.expect_kind("conference")
    hear_each_other(ana.phone, shop)
    ana.complete()
    assert ana.phone.expect_ended() == "completed"
    carol.expect_kind("conference")
    hear_each_other(shop, carol)
    shop.hang_up()
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "answered"


def test_a_customer_who_goes_during_a_consult_frees_everybody(town: Town) -> None:
    ana, carol = talking(town)
    bruno = town.desk("bruno").available()
    ana.consult("agent", agent_id(town, bruno))
    bruno.phone.expect_ringing()
    carol.hang_up()
    bruno.phone.expect_ended()
    ana.phone.expect_ended()
    bruno.expect("Available")
    ana.expect("Ready")
