"""Tickets: numbers, views, search, history, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.errors import NotFound, Refused
from support.services import people, tickets
from support.store import search
from support.store.base import Store
from tests.support.centre import CALLER, OTHER, VOICEMAIL, Centre
from tests.support.promising import opened, person, ticket, told

ANA = 1


@pytest.fixture
def office(centre: Centre) -> Centre:
    """One person and three voicemails, 1001 to 1003."""
    centre.agent("ana")
    for n, caller in enumerate((CALLER, OTHER, "")):
        centre.reach(VOICEMAIL, f"CA{n}", caller)
    return centre


def numbers(office: Centre, view: str = "open", **more: str) -> list[int]:
    with office.store.reading() as session:
        return [row.number for row in tickets.listing(session, view, ANA, **more)]  # type: ignore[arg-type]  # words


def detail(office: Centre, number: int = 1001) -> tickets.TicketDetail:
    with office.store.reading() as session:
        return tickets.detail(session, number)


def test_a_voicemail_s_ticket(office: Centre) -> None:
    found = detail(office)
    assert (found.ticket.subject, found.ticket.kind) == ("Voicemail from +55 11 98888-7777", "voicemail")
    assert (found.ticket.status, found.ticket.assignee) == ("new", "")
    assert [line.kind for line in found.history] == ["opened"]
    assert [each.state for each in found.recordings] == ["expected"]
    assert found.call
    assert found.call.sid == "CA0"
    assert detail(office, 1003).ticket.subject == "Voicemail from a withheld number"


def test_status_changes_are_history_and_can_be_undone(office: Centre) -> None:
    before = office.do(tickets.change_status, 1001, "solved", ANA, office.later(60))
    assert before == "new"
    office.do(tickets.change_status, 1001, "solved", ANA, office.later(60))
    assert [(line.kind, line.text, line.who) for line in detail(office).history][1:] == [
        ("status", "new → solved", "ana")
    ]
    assert office.do(tickets.change_status, 1001, before, ANA, office.later(5)) == "solved"
    assert detail(office).ticket.status == "new"
    assert detail(office).ticket.updated_at == office.now


def test_assigning(office: Centre) -> None:
    assert office.do(tickets.assign, 1001, ANA, ANA, office.now) is None
    assert office.do(tickets.assign, 1001, None, ANA, office.now) == ANA
    assert [line.text for line in detail(office).history][1:] == ["ana", "nobody"]


def test_comments(office: Centre) -> None:
    office.do(tickets.comment, 1001, "  Called back. ", ANA, office.now)
    assert detail(office).history[-1].text == "Called back."


@pytest.mark.parametrize("text", ["", "   ", "\n", "\0"])
def test_an_empty_comment_is_refused(office: Centre, text: str) -> None:
    with pytest.raises(Refused):
        office.do(tickets.comment, 1001, text, ANA, office.now)


def test_what_does_not_exist(office: Centre) -> None:
    with pytest.raises(NotFound):
        detail(office, 404)
    with pytest.raises(NotFound):
        office.do(tickets.assign, 1001, 404, ANA, office.now)
    with pytest.raises(Refused):
        office.do(tickets.change_status, 1001, "done", ANA, office.now)


def test_views_and_their_counts(office: Centre) -> None:
    office.do(tickets.assign, 1002, ANA, ANA, office.now)
    office.do(tickets.change_status, 1003, "solved", ANA, office.now)
    assert numbers(office, "open") == [1002, 1001]
    assert numbers(office, "mine") == [1002]
    assert numbers(office, "unassigned") == [1001]
    assert numbers(office, "all") == [1003, 1002, 1001]
    with office.store.reading() as session:
        counts = tickets.counts(session, ANA)
    assert counts == {view: len(numbers(office, view)) for view in counts}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("1002", [1002]),
        (CALLER, [1001]),
        ("98888", [1001]),
        ("withheld", [1003]),
        ("VOICEMAIL", [1003, 1002, 1001]),
        ("%", [1003, 1002, 1001]),
        ("nothing like it", []),
        ("99999999999999999999", []),
        ("²", []),
        ("\\", []),
    ],
)
def test_search(office: Centre, words: str, found: list[int]) -> None:
    assert numbers(office, words=words) == found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
def test_no_search_breaks(store: Store, words: str) -> None:
    with store.reading() as session:
        assert tickets.listing(session, "all", ANA, words=words) == []


def test_a_null_character_in_a_search_breaks_nothing(office: Centre) -> None:
    assert numbers(office, words="1002\0") == [1002]


def test_pages(office: Centre) -> None:
    with office.store.reading() as session:
        page = tickets.listing(session, "all", ANA, before=1003)
        assert [row.number for row in page] == [1002, 1001]
        assert tickets.listing(session, "all", ANA, queue="tech") == []


def test_a_ticket_of_somebody_who_has_left_keeps_the_name(office: Centre) -> None:
    office.do(tickets.assign, 1001, ANA, ANA, office.now)
    with office.store.writing() as session:
        person = people.user(session, ANA)
        assert person
        person.is_active = False
    assert detail(office).ticket.assignee == "ana"


def test_what_a_new_ticket_is(office: Centre) -> None:
    number = opened(
        office, subject="  The  modem\n blinks ", tags=("VIP customer", "vip-customer", ""), watchers=(ANA,),
        assignee_id=ANA, priority="high", category="technical", description="Red\0 light",
    )  # fmt: skip
    found = detail(office, number)
    assert (found.ticket.subject, found.description, found.tags) == (
        "The modem blinks", "Red light", ("vip-customer",),
    )  # fmt: skip
    assert (found.watchers, found.ticket.assignee, found.version) == ({ANA: "ana"}, "ana", 1)
    assert told(office, ANA) == ["assigned"]


@pytest.mark.parametrize(
    "wrong", [{"status": "done"}, {"priority": "huge"}, {"subject": " "}, {"assignee_id": 404}]
)
def test_what_no_ticket_can_be(office: Centre, wrong: dict[str, Any]) -> None:
    with pytest.raises((Refused, NotFound)):
        opened(office, **wrong)


def test_a_reply_answers_and_opens(office: Centre) -> None:
    office.do(tickets.reply, 1001, "We call you tomorrow", ANA, office.later(60))
    found = detail(office)
    assert (found.ticket.status, found.responded_at) == ("open", office.now)
    assert [(line.kind, line.who) for line in found.history][1:3] == [("reply", "ana"), ("status", "ana")]
    office.do(tickets.reply, 1001, "Done", ANA, office.later(60), status="solved")
    assert detail(office).ticket.status == "solved"
    assert detail(office).responded_at == office.now - timedelta(seconds=60)


def test_the_customer_s_words_open_it_again_and_tell_whoever_is_responsible(office: Centre) -> None:
    office.do(tickets.assign, 1001, ANA, ANA, office.now)
    office.do(tickets.change_status, 1001, "solved", ANA, office.now)
    office.do(tickets.customer_said, ticket(office, 1001), "Not at all", "sms", office.later(60))
    found = detail(office)
    assert found.ticket.status == "open"
    assert found.solved_at is None
    said = next(line for line in found.history if line.kind == "answer")
    assert (said.text, said.data) == ("Not at all", {"source": "sms"})
    assert told(office, ANA) == ["answered"]


def test_who_is_named_in_a_comment_is_told(office: Centre) -> None:
    bia = person(office, "bia")
    office.do(tickets.comment, 1001, "@bia and @nobody: see bia@example.com, @ana", ANA, office.now)
    assert (told(office, bia), told(office, ANA)) == (["mentioned"], [])


def test_watching(office: Centre) -> None:
    office.do(tickets.watch, 1001, ANA)
    office.do(tickets.watch, 1001, ANA)
    assert detail(office).watchers == {ANA: "ana"}
    office.do(tickets.unwatch, 1001, ANA)
    office.do(tickets.unwatch, 1001, ANA)
    assert detail(office).watchers == {}
    with pytest.raises(NotFound):
        office.do(tickets.watch, 1001, 404)


def test_a_ticket_is_found_by_what_it_says(office: Centre) -> None:
    office.do(tickets.comment, 1001, "O módem está piscando", ANA, office.now)
    with office.store.reading() as session:
        found = list(session.scalars(search.matching(session, "ticket", "modem pisc")))
    assert found == [detail(office).id]


def test_scripts_are_words_like_others(office: Centre) -> None:
    nasty = "<script>alert(1)</script> '); DROP TABLE tickets; --"
    number = opened(office, subject=nasty, description=nasty, tags=(nasty,), category=nasty[:60])
    office.do(tickets.comment, number, nasty, ANA, office.now)
    assert detail(office, number).ticket.subject == nasty
