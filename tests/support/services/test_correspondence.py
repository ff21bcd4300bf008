"""What customers text: wishes, scores, words on a ticket; each message once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from support.services import correspondence, opt_outs, policies, surveys, tickets
from support.services.messages import Incoming
from support.store import messages as store
from support.store import tickets as ticket_store
from tests.support.centre import CALLED, CALLER, OTHER, Centre
from tests.support.services.test_surveys import ask, solved
from tests.support.services.test_telling import POLICIES, opened, publish, ticket, told


def text(centre: Centre, body: str, sid: str = "SM1", number: str = CALLER, **facts: Any) -> None:
    centre.do(correspondence.heard, Incoming(sid, number, CALLED, body, **facts), centre.now)


def said(centre: Centre, number: int) -> list[str]:
    """What the customer said on a ticket."""
    with centre.store.reading() as session:
        found = ticket_store.ticket(session, number)
        assert found
        return [line.text for line in ticket_store.history(session, found.id) if line.kind == "answer"]


def numbers(centre: Centre) -> list[int]:
    with centre.store.reading() as session:
        return sorted(each.number for each in ticket_store.tickets(session))


def test_the_first_words_of_somebody_open_a_ticket(centre: Centre) -> None:
    publish(centre)
    text(centre, "My radio is broken \U0001f622")
    text(centre, "My radio is broken \U0001f622")
    assert numbers(centre) == [1001]
    made = ticket(centre, 1001)
    assert (made.kind, made.queue, made.customer, made.description) == (
        "sms", "billing", CALLER, "My radio is broken \U0001f622",
    )  # fmt: skip
    assert [each.template for each in told(centre)] == ["", "opened"]
    with centre.store.reading() as session:
        kept = store.message_by_sid(session, "SM1")
    assert kept
    assert kept.ticket_id == made.id


def test_an_answer_goes_to_the_open_ticket(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    centre.do(tickets.change_status, number, "pending", None, centre.now)
    text(centre, "It is the red one")
    assert said(centre, number) == ["It is the red one"]
    assert (ticket(centre, number).status, numbers(centre)) == ("open", [number])


def test_an_answer_is_about_what_we_wrote_of_last(centre: Centre) -> None:
    publish(centre)
    first, second = opened(centre), opened(centre)
    centre.agent("ana")
    centre.do(tickets.reply, first, "Which one is it?", 1, centre.now)
    text(centre, "The red one")
    assert (said(centre, first), said(centre, second)) == (["The red one"], [])


def test_an_answer_opens_a_solved_ticket_again(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    centre.do(tickets.change_status, number, "solved", None, centre.now)
    centre.later(3600)
    text(centre, "It is not solved")
    assert ticket(centre, number).status == "open"


def test_not_one_that_was_solved_long_ago(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    centre.do(tickets.change_status, number, "solved", None, centre.now)
    centre.later(timedelta(days=8).total_seconds())
    text(centre, "Something else is broken")
    assert ticket(centre, number).status == "solved"
    assert numbers(centre) == [number, number + 1]


def test_what_was_merged_goes_where_it_is_now(centre: Centre) -> None:
    publish(centre)
    into, number = opened(centre), opened(centre)
    centre.agent("ana")
    centre.do(tickets.merge, number, into, 1, centre.now)
    text(centre, "The red one")
    assert said(centre, into) == ["The red one"]


def test_a_centre_that_wants_no_tickets_of_messages(centre: Centre) -> None:
    publish(centre, POLICIES.replace("{on: sms}", "{on: sms, do: nothing}"))
    text(centre, "Hello?")
    assert numbers(centre) == []
    assert len(told(centre)) == 1, "it is kept"


@pytest.mark.parametrize("number", ["12345", "anonymous", "ACME", ""])
def test_who_is_nobody_s_number(centre: Centre, number: str) -> None:
    text(centre, "Your code is 123456", number=number)
    assert numbers(centre) == []
    assert centre.orders() == []


def test_pictures_are_noted(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    text(centre, "", media=2)
    text(centre, "Look", "SM2", media=1)
    assert said(centre, number) == ["[media: 2]", "Look\n[media: 1]"]


def test_an_empty_message_is_kept_and_nothing_more(centre: Centre) -> None:
    publish(centre)
    text(centre, "  ")
    assert numbers(centre) == []


def test_html_stays_text(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    text(centre, "<script>alert(1)</script>")
    assert said(centre, number) == ["<script>alert(1)</script>"]


@pytest.mark.parametrize(
    ("word", "confirmed"),
    [
        ("STOP", []),
        ("SAIR", ["texts_stopped"]),
        ("Baja!", ["texts_stopped"]),
        ("cancelar", ["texts_stopped"]),
    ],
)
def test_stop(centre: Centre, word: str, confirmed: list[str]) -> None:
    """The network answers its own words; ours are confirmed once."""
    text(centre, word)
    text(centre, word, "SM2")
    assert centre.do(opt_outs.is_out, CALLER)
    assert [each.template for each in told(centre) if each.direction == "out"] == confirmed
    assert numbers(centre) == []


def test_stop_is_confirmed_in_its_own_language(centre: Centre) -> None:
    text(centre, "baja")
    assert told(centre)[-1].body.endswith("ALTA.")


def test_stop_as_the_network_understood_it(centre: Centre) -> None:
    text(centre, "leave me alone", network="STOP")
    assert centre.do(opt_outs.is_out, CALLER)
    assert len(told(centre)) == 1


def test_who_wants_none_can_still_write(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    text(centre, "SAIR")
    text(centre, "The red one", "SM2")
    assert said(centre, number) == ["The red one"]
    assert [each.template for each in told(centre) if each.direction == "out"] == ["opened", "texts_stopped"]


def test_start(centre: Centre) -> None:
    text(centre, "SAIR")
    text(centre, "Voltar", "SM2")
    text(centre, "Voltar", "SM3")
    assert not centre.do(opt_outs.is_out, CALLER)
    out = [each.template for each in told(centre) if each.direction == "out"]
    assert out == ["texts_stopped", "texts_started"]
    assert numbers(centre) == []


@pytest.mark.parametrize(
    ("left", "back", "confirmed"),
    [("STOP", "START", 0), ("sair", "START", 2), ("STOP", "voltar", 1), ("baja", "alta", 2)],
)
def test_each_wish_is_confirmed_once_by_us_or_by_the_network(
    centre: Centre, left: str, back: str, confirmed: int
) -> None:
    text(centre, left)
    text(centre, back, "SM2")
    assert not centre.do(opt_outs.is_out, CALLER)
    assert len([each for each in told(centre) if each.direction == "out"]) == confirmed


def test_help_is_answered_but_not_for_ever(centre: Centre) -> None:
    for count in range(20):
        text(centre, "AJUDA", f"SM{count}")
    assert len([each for each in told(centre) if each.direction == "out"]) == 1
    centre.later(3600)
    text(centre, "AJUDA", "SM99")
    assert len([each for each in told(centre) if each.direction == "out"]) == 2


def test_a_score_is_thanked_for_and_no_answer(centre: Centre) -> None:
    number = solved(centre)
    ask(centre, number)
    text(centre, "5")
    assert told(centre)[-1].template == "score_thanks"
    assert (said(centre, number), ticket(centre, number).status) == ([], "solved")
    with centre.store.reading() as session:
        assert [each.score for each in surveys.of_number(session, CALLER)] == [5]


def test_instead_of_a_score_that_it_is_broken_again(centre: Centre) -> None:
    number = solved(centre)
    ask(centre, number)
    text(centre, "5 days later it is broken again")
    assert said(centre, number) == ["5 days later it is broken again"]
    assert ticket(centre, number).status == "open"


def test_one_number_s_message_is_not_another_s(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    text(centre, "Hello", number=OTHER)
    assert said(centre, number) == []
    assert numbers(centre) == [number, number + 1]


def test_the_same_words_twice_are_two_messages(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    text(centre, "Hello?")
    text(centre, "Hello?", "SM2")
    assert said(centre, number) == ["Hello?", "Hello?"]


def test_shipped_policies_tell_in_the_keyword_s_language(centre: Centre) -> None:
    assert centre.do(policies.current).messages.opened != "off"
    text(centre, "preciso de ajuda com a fatura")
    assert [each.template for each in told(centre)] == ["", "opened"]
