"""A caller reaches an agent, and everything that can happen around that."""

from __future__ import annotations

from support.services import surveys
from tests.journeys.town import SMALL, Town


def test_greeted_queued_answered_and_counted(town: Town) -> None:
    ana, carol = town.desk("ana").available(), town.customer()

    carol.dial(SMALL)
    carol.expect_heard("this is the small shop")
    carol.expect_heard("press 2")
    carol.press("2")
    ana.answer()
    carol.expect_kind("conference")
    ana.expect("Repairs")

    ana.hang_up()
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "answered"
    assert "agent_connected" in town.story(carol)


def test_the_desk_shows_who_calls_and_what_they_chose(town: Town) -> None:
    ana, carol = town.desk("ana").available(), town.customer("+12025550177")
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("1")
    ana.phone.expect_ringing()
    page = ana.page()
    assert "555-0177" in page.replace(" ", "-") or "+12025550177" in page
    assert "Sales" in page
    carol.hang_up()


def test_the_next_caller_comes_after_wrap_up(town: Town) -> None:
    ana = town.desk("ana").available()
    first, second = town.customer("+12025550101"), town.customer("+12025550102")
    first.dial(SMALL)
    first.expect_heard("press 2")
    first.press("1")
    ana.answer()
    second.dial(SMALL)
    second.expect_heard("press 2")
    second.press("1")
    second.expect_heard("calm")

    ana.hang_up()
    first.expect_ended()
    town.until(lambda: "Ready" in ana.page(), "wrap-up")
    ana.ready()
    ana.answer()
    second.expect_kind("conference")
    second.hang_up()
    assert ana.phone.expect_ended() == "completed"
    assert town.outcome(second) == "answered"


def test_wrap_up_ends_by_itself(town: Town) -> None:
    ana, carol = town.desk("ana").available(), town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("1")
    ana.answer()
    carol.hang_up()
    ana.phone.expect_ended()
    ana.expect("Ready")
    town.advance(31)
    ana.expect("Available")


def test_an_unanswered_offer_keeps_the_callers_place(town: Town) -> None:
    ana, bruno = town.desk("ana").available(), town.desk("bruno")
    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("2")
    ana.phone.expect_ringing()
    town.advance(21)
    ana.phone.expect_ended()
    ana.expect("Away")

    bruno.available()
    bruno.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"


def test_a_declined_offer_goes_to_the_next_agent(town: Town) -> None:
    ana = town.desk("ana").available()
    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("2")
    ana.phone.expect_ringing()
    ana.phone.decline()
    bruno = town.desk("bruno").available()
    bruno.answer()
    bruno.hang_up()
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "answered"


def test_a_caller_who_hangs_up_while_it_rings_frees_the_agent(town: Town) -> None:
    ana, carol = town.desk("ana").available(), town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("1")
    ana.phone.expect_ringing()
    carol.hang_up()
    ana.phone.expect_ended()
    ana.expect("Available")
    assert town.outcome(carol) == "abandoned_ringing"


def test_a_survey_follows_the_conversation(town: Town) -> None:
    from tests.journeys.town import ACME

    ana, carol = town.desk("ana").available(), town.customer("+5511988887777")
    carol.dial(ACME)
    carol.expect_heard("For English")
    carol.press("2")
    carol.expect_heard("For billing")
    carol.press("0")
    ana.answer()
    ana.hang_up()
    carol.expect_heard("rate this call")
    carol.press("5")
    carol.expect_heard("say why")
    carol.say("ana was very kind")
    town.advance(4)
    carol.press("#")
    carol.expect_heard("Goodbye")
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "answered"
    assert "scored" in town.story(carol)
    [score] = town.read(lambda session: surveys.of_number(session, carol.address))
    assert (score.score, score.agent, score.queue) == (5, "Ana Souza", "general")
    assert score.recording_id
    assert town.tickets() == [], "a comment is no message that somebody has to answer"


def test_words_choose_like_keys(town: Town) -> None:
    from tests.journeys.town import ACME

    ana, carol = town.desk("ana").available(), town.customer("+5511988887777")
    carol.dial(ACME)
    carol.expect_heard("For English")
    carol.press("2")
    carol.expect_heard("For billing")
    carol.say("my internet is down")
    carol.expect_heard("If your internet is down")
    carol.press("2")
    ana.phone.expect_ringing()
    assert "Technical" in ana.page() or "técnico" in ana.page()
    carol.hang_up()
    assert town.outcome(carol) == "abandoned_ringing"
