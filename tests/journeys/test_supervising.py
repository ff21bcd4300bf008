"""A supervisor listens, whispers, barges in and leaves: nobody hears them come, nothing ends with them."""

from __future__ import annotations

import pytest

from support.errors import Refused
from support.services import conversations, supervising
from support.services.supervising import Mode
from support.store import agents as agent_store
from support.store import queues as queue_store
from support.store.base import Session
from tests.journeys.test_transfers import agent_id, hear_each_other, never_heard, says, talking
from tests.journeys.town import Desk, Town


def user_id(town: Town, login: str = "sofia") -> int:
    def look(session: Session) -> int:
        user = agent_store.user_by_login(session, login)
        assert user
        return user.id

    return int(town.read(look))


def listen(town: Town, sofia: Desk, ana: Desk, mode: Mode) -> None:
    with town.centre.store.writing() as session:
        supervising.listen(session, user_id(town), agent_id(town, ana), mode, town.now())
    sofia.answer()


def change(town: Town, mode: Mode) -> None:
    with town.centre.store.writing() as session:
        supervising.change_mode(session, user_id(town), mode, town.now())
    town.until(lambda: "supervise_mode done" in town.orders().splitlines()[0], "the change to be made")


def test_listening_whispering_and_barging_in(town: Town) -> None:
    ana, carol = talking(town)
    sofia = town.desk("sofia")
    listen(town, sofia, ana, "listen")
    says(carol, sofia.phone, "I listen to the customer")
    says(ana.phone, sofia.phone, "and to the agent")
    sofia.phone.say("nobody hears this")

    change(town, "whisper")
    says(sofia.phone, ana.phone, "offer a refund")

    change(town, "barge")
    says(sofia.phone, carol, "this is the manager")
    ana.phone.expect_heard("this is the manager")

    change(town, "listen")
    sofia.phone.say("silent again")
    sofia.phone.hang_up()
    hear_each_other(ana.phone, carol)
    for phone in (ana.phone, carol):
        assert never_heard(phone, "nobody hears this")
        assert never_heard(phone, "silent again")
        assert not [heard for heard in phone.transcript if heard.kind == "beep"]
    assert never_heard(carol, "offer a refund")
    ana.hang_up()
    carol.expect_ended()
    assert town.story(carol).count("supervised") == 4


def test_the_agent_sees_who_listens_and_a_whisper_follows_the_call(town: Town) -> None:
    ana, carol = talking(town)
    bruno, sofia = town.desk("bruno").available(), town.desk("sofia")
    listen(town, sofia, ana, "whisper")
    bruno_id = agent_id(town, bruno)

    def seen(session: Session) -> list[tuple[str, str]]:
        offer = queue_store.open_offer_of_agent(session, agent_id(town, ana))
        assert offer
        return [(each.kind, each.name) for each in conversations.view(session, offer).parties]

    assert town.read(seen) == [("supervisor", "Sofia Reis")]
    ana.consult("agent", bruno_id)
    bruno.answer()
    hear_each_other(ana.phone, bruno.phone)
    ana.complete()
    ana.phone.expect_ended()
    carol.expect_kind("conference")
    town.until(lambda: "supervise_mode done" in town.orders(), "the whisper to follow")
    says(sofia.phone, bruno.phone, "thank you for taking it")
    carol.hang_up()
    sofia.phone.expect_ended()
    bruno.phone.expect_ended()
    assert never_heard(carol, "thank you for taking it")


def test_one_conversation_at_a_time_and_stopping_ends_nothing(town: Town) -> None:
    ana, carol = talking(town)
    sofia = town.desk("sofia")
    listen(town, sofia, ana, "listen")
    with town.centre.store.writing() as session:
        supervising.stop(session, user_id(town), town.now())
    sofia.phone.expect_ended()
    hear_each_other(ana.phone, carol)
    with town.centre.store.writing() as session, pytest.raises(Refused):
        supervising.change_mode(session, user_id(town), "barge", town.now())
    carol.hang_up()
    ana.phone.expect_ended()
