"""An agent whose browser breaks off: the caller hears music, and the agent comes back, or another does."""

from __future__ import annotations

from support.store import agents
from support.store.base import Session
from tests.journeys.test_transfers import agent_id, hear_each_other, says, talking
from tests.journeys.town import Town


def reason(town: Town, login: str) -> str:
    def look(session: Session) -> str:
        user = agents.user_by_login(session, login)
        agent = agents.agent_of_user(session, user.id) if user else None
        return agent.reason if agent else ""

    return str(town.read(look))


def test_a_page_that_comes_back_loses_nobody(town: Town) -> None:
    ana, carol = talking(town)
    ana.phone.hang_up()
    carol.expect_heard("calm")
    ana.answer()
    carol.expect_kind("conference")
    hear_each_other(ana.phone, carol)
    ana.hang_up()
    assert carol.expect_ended() == "completed"
    story = town.story(carol)
    assert story.index("agent_lost") < story.index("agent_back")


def test_an_agent_who_does_not_come_back_is_followed_by_the_next(town: Town) -> None:
    ana, carol = talking(town)
    ana.phone.busy = True
    ana.phone.hang_up()
    carol.expect_heard("calm")
    bruno = town.desk("bruno").available()
    town.until_in_time(lambda: bruno.phone.status == "ringing", "the next agent to be rung")
    bruno.answer()
    carol.expect_kind("conference")
    hear_each_other(bruno.phone, carol)
    assert reason(town, "ana") == "connection lost"
    bruno.hang_up()
    carol.expect_ended()
    assert town.outcome(carol) == "answered"


def test_a_consulted_agent_takes_over_from_one_who_is_lost(town: Town) -> None:
    ana, carol = talking(town)
    bruno = town.desk("bruno").available()
    ana.consult("agent", agent_id(town, bruno))
    bruno.answer()
    hear_each_other(ana.phone, bruno.phone)
    ana.phone.busy = True
    ana.phone.hang_up()
    town.until_in_time(lambda: "transferred_to" in town.story(carol), "the other to take over")
    carol.expect_kind("conference")
    says(bruno.phone, carol, "I am here now")
    bruno.hang_up()
    carol.expect_ended()


def test_a_caller_who_does_not_wait_for_them_was_answered(town: Town) -> None:
    ana, carol = talking(town)
    ana.phone.busy = True
    ana.phone.hang_up()
    carol.expect_heard("calm")
    carol.hang_up()
    assert town.outcome(carol) == "answered"
    ana.expect("Ready")
