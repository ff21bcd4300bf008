"""How it was: asked once a ticket, answered on a call or by SMS, tied to agent and ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ivr.actions import SaveScore
from support.services import messages, opt_outs, surveys, tickets
from support.services.messages import Incoming
from support.services.surveys import ScoreLine
from support.store import surveys as store
from support.store import tickets as ticket_store
from tests.support.centre import CALLED, CALLER, OTHER, SURVEY, Centre
from tests.support.services.test_telling import opened, publish, ticket, told


def solved(centre: Centre, customer: str = CALLER) -> int:
    """A solved ticket; its number."""
    publish(centre)
    number = opened(centre, customer)
    centre.do(tickets.change_status, number, "solved", None, centre.now)
    return number


def ask(centre: Centre, number: int, seconds: float = 3600) -> None:
    """The time of the survey has come."""
    [*_, order] = centre.orders("ask_score")
    found = ticket(centre, number)
    assert order["ticket_id"] == found.id
    solved_at = found.solved_at or centre.now
    centre.later(seconds)
    centre.do(surveys.ask, found.id, solved_at, centre.now)


def answer(centre: Centre, text: str, sid: str = "SM1", number: str = CALLER) -> bool:
    with centre.store.writing() as session:
        row = messages.received(session, Incoming(sid, number, CALLED, text), centre.now)
        assert row
        return surveys.answered(session, row, "", centre.now)


def scores(centre: Centre, number: int) -> tuple[ScoreLine, ...]:
    with centre.store.reading() as session:
        found = ticket_store.ticket(session, number)
        assert found
        return surveys.of_ticket(session, found.id)


def test_asked_once_and_answered_once(centre: Centre) -> None:
    number = solved(centre)
    ask(centre, number)
    ask(centre, number, 0)
    assert [each.body for each in told(centre) if each.template == "survey"] == ["From 1 to 5?"]
    assert answer(centre, "nota 4")
    assert not answer(centre, "5", "SM2"), "it was answered before"
    [line] = scores(centre, number)
    assert (line.survey, line.score, line.channel, line.queue) == ("csat", 4, "sms", "billing")
    with centre.store.reading() as session:
        assert surveys.of_number(session, CALLER) == (line,)
        assert surveys.of_number(session, "") == ()


@pytest.mark.parametrize("text", ["6", "it still does not work", "", "thank you"])
def test_what_is_no_score_is_no_answer(centre: Centre, text: str) -> None:
    ask(centre, solved(centre))
    assert not answer(centre, text)


def test_somebody_else_s_score_does_not_count(centre: Centre) -> None:
    ask(centre, solved(centre))
    assert not answer(centre, "5", number=OTHER)


def test_after_a_week_it_is_too_late(centre: Centre) -> None:
    ask(centre, solved(centre))
    centre.later(timedelta(days=7).total_seconds() + 1)
    assert not answer(centre, "5")


def test_opened_again_before_it_was_asked(centre: Centre) -> None:
    number = solved(centre)
    before = ticket(centre, number).solved_at
    assert before
    centre.do(tickets.change_status, number, "open", None, centre.now)
    centre.later(60)
    centre.do(tickets.change_status, number, "solved", None, centre.now)
    centre.do(surveys.ask, ticket(centre, number).id, before, centre.now)
    assert [each for each in told(centre) if each.template == "survey"] == []
    ask(centre, number)
    assert len([each for each in told(centre) if each.template == "survey"]) == 1


def test_opened_again_after_it_was_asked(centre: Centre) -> None:
    number = solved(centre)
    ask(centre, number)
    centre.do(tickets.change_status, number, "open", None, centre.now)
    assert not answer(centre, "5"), "it is an answer about the matter now"


def test_a_worker_that_was_away_does_not_ask_at_night(centre: Centre) -> None:
    number = solved(centre)
    ask(centre, number, 15 * 3600)  # midnight in São Paulo
    assert [each for each in told(centre) if each.template == "survey"] == []
    assert len(centre.orders("ask_score")) == 2


def test_who_wants_no_messages_is_not_asked(centre: Centre) -> None:
    number = solved(centre)
    centre.do(opt_outs.leave, CALLER, "sair", centre.now)
    ask(centre, number)
    with centre.store.reading() as session:
        assert store.invitation_of(session, ticket(centre, number).id) is None


def test_a_ticket_that_is_gone(centre: Centre) -> None:
    centre.do(surveys.ask, 404, centre.now, centre.now)
    assert centre.orders() == []


def test_a_score_on_a_call_is_of_who_talked(centre: Centre) -> None:
    agent = centre.agent("ana")
    centre.enqueue()
    centre.talking(agent)
    centre.do(surveys.said, centre.row(), SaveScore("csat", 5), centre.now)
    with centre.store.reading() as session:
        [line] = surveys.of_call(session, centre.row().id)
    assert (line.agent, line.queue, line.score, line.channel, line.ticket_id) == (
        "ana",
        "billing",
        5,
        "call",
        None,
    )


def test_a_score_of_a_call_that_nobody_took(centre: Centre) -> None:
    centre.reach(SURVEY)
    centre.press("CA1", "3")
    with centre.store.reading() as session:
        [line] = surveys.of_call(session, centre.row().id)
    assert (line.agent, line.queue, line.score) == ("", "", 3)
    assert line.recording_id is None


def test_the_words_of_a_spoken_comment(centre: Centre) -> None:
    centre.reach(SURVEY)
    centre.press("CA1", "2")
    with centre.store.writing() as session:
        made = tickets.expect_recording(session, centre.row().id, None, 9, centre.now)
        surveys.comment_expected(session, centre.row().id, made)
        surveys.comment_filed(session, made, ["I waited", "", " far too long "], centre.now)
    with centre.store.reading() as session:
        [line] = surveys.of_call(session, centre.row().id)
    assert (line.comment, line.recording_id) == ("I waited far too long", made.id)


def test_a_comment_without_a_score(centre: Centre) -> None:
    centre.begin()
    with centre.store.writing() as session:
        made = tickets.expect_recording(session, centre.row().id, None, 9, centre.now)
        surveys.comment_expected(session, centre.row().id, made)
        surveys.comment_filed(session, made, ["Hello"], centre.now)
        assert surveys.of_call(session, centre.row().id) == ()
        assert made.kind == "comment"
