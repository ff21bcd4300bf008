"""What was heard in a message makes its ticket one that somebody can work on; silence makes a missed call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.services import intents, tickets, voicemails
from support.store import transcripts
from support.store.base import Session
from support.store.recordings import Recording
from tests.support.centre import CALLED, FLOW, NOON, VOICEMAIL, Centre, parsed
from tests.support.promising import SIMPLE, lines, person, publish, states, ticket

ANA = 1
FLOW_WORDS = """
intents:
  bill: {en-US: [my bill is wrong, i want to pay my invoice, question about the bill]}
  broken: {en-US: [the internet is down, nothing works, the modem is broken]}
"""


@dataclass(frozen=True)
class Line:
    text: str


@pytest.fixture
def office(centre: Centre) -> Centre:
    publish(centre)
    person(centre, "ana")
    centre.reach(VOICEMAIL, "CA1")
    return centre


def heard(office: Centre, *said: str, speech_s: float = 9.0, recording: int = 1, **more: Any) -> None:
    with office.store.writing() as session:
        row = session.get_one(Recording, recording)
        spoken = [Line(each) for each in said]
        more.setdefault("category", "")
        voicemails.voicemail_filed(session, row, spoken, speech_s, office.now, **more)


def detail(office: Centre, number: int = 1001) -> tickets.TicketDetail:
    with office.store.reading() as session:
        return tickets.detail(session, number)


def test_words_become_subject_and_description(office: Centre) -> None:
    heard(office, "hello my bill is wrong", "please call me back", category="bill")
    found = detail(office)
    assert found.ticket.subject == "hello my bill is wrong please call me back"
    assert found.description == "hello my bill is wrong\nplease call me back"
    assert (found.ticket.category, found.ticket.priority) == ("bill", "normal")


def test_urgent_words_make_it_urgent_and_promise_sooner(office: Centre) -> None:
    before = detail(office).ticket.due_at
    heard(office, "come right now")
    found = detail(office)
    assert found.ticket.priority == "urgent"
    assert before
    assert found.ticket.due_at
    assert found.ticket.due_at < before


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("call eleven nine eight seven six five four three two one", "+5511987654321"),
        ("call eleven nine eight seven six five four three two", ""),  # a digit is missing
        ("my number is 11 97777 6666", "+5511977776666"),
        ("one one nine seven seven seven seven six six six six", "+5511977776666"),
        ("it is 1 1 9 8 8 8 8 7 7 7 7", ""),  # the one that they called from
        ("order 4 5 6", ""),
        ("order 12345678901234", ""),
        ("", ""),
    ],
)
def test_a_number_that_was_said_is_suggested(office: Centre, said: str, number: str) -> None:
    heard(office, said)
    assert detail(office).suggested_number == number


def test_without_words_it_stays_what_it_is(office: Centre) -> None:
    heard(office, speech_s=30)
    found = detail(office)
    assert (found.ticket.subject, found.ticket.kind) == ("Voicemail from +55 11 98888-7777", "voicemail")
    assert found.ticket.status == "new"


def test_a_message_that_joined_a_ticket_is_the_customer_s_answer(office: Centre) -> None:
    heard(office, "first")
    office.do(tickets.reply, 1001, "We look at it", ANA, office.later(60))
    office.do(tickets.change_status, 1001, "pending", ANA, office.now)
    office.reach(VOICEMAIL, "CA2")
    heard(office, "it is broken again", recording=2)
    found = detail(office)
    assert (found.ticket.subject, found.description) == ("first", "first")
    assert found.ticket.status == "open"
    said = [line for line in found.history if line.kind == "answer"]
    assert [(line.text, line.data) for line in said] == [
        ("it is broken again", {"source": "voicemail", "recording": 2})
    ]
    assert states(office, 1001)["next_response"] == "running"


def test_what_is_written_down_again_is_said_once(office: Centre) -> None:
    heard(office, "ferst")
    heard(office, "first")
    assert detail(office).description == "first"
    office.reach(VOICEMAIL, "CA2")
    heard(office, "secund", recording=2)
    heard(office, "second", recording=2)
    said = [text for kind, text in lines(office, 1001) if kind == "answer"]
    assert (said, detail(office).description) == (["second"], "first")


def test_hardly_a_word_is_a_missed_call(office: Centre) -> None:
    heard(office, "uh", speech_s=1.9)
    found = detail(office)
    assert (found.ticket.kind, found.ticket.priority, found.ticket.status) == ("missed", "low", "closed")
    assert found.ticket.subject == "Missed call from +55 11 98888-7777"
    assert ("recording", "nothing said") in lines(office, 1001)


def test_a_missed_call_that_somebody_has_in_hand_stays_open(office: Centre) -> None:
    office.do(tickets.assign, 1001, ANA, ANA, office.now)
    heard(office, speech_s=0)
    assert (ticket(office, 1001).kind, ticket(office, 1001).status) == ("missed", "new")


def test_a_centre_that_calls_them_back_keeps_it_open(office: Centre) -> None:
    publish(
        office,
        SIMPLE.replace("{on: short voicemail, do: note}", "{on: short voicemail, do: open, tags: [ring]}"),
    )
    heard(office, speech_s=0)
    found = detail(office)
    assert (found.ticket.kind, found.ticket.status, found.tags) == ("missed", "new", ("ring",))


def test_nothing_said_on_a_ticket_with_a_message_changes_only_its_history(office: Centre) -> None:
    heard(office, "first")
    office.reach(VOICEMAIL, "CA2")
    heard(office, speech_s=0, recording=2)
    found = detail(office)
    assert (found.ticket.kind, found.ticket.subject, found.ticket.status) == ("voicemail", "first", "new")


def test_the_flow_s_own_intents_name_the_category(centre: Centre) -> None:
    flow = parsed(centre_flow())
    for language, data in intents.train_for(flow).items():
        centre.do(transcripts.keep_model, 1, language, data)
    with centre.store.reading() as session:
        assert voicemails.category_of(session, 1, "en-US", "there is a question about my bill") == "bill"
        assert voicemails.category_of(session, 1, "en-US", "purple monkey dishwasher") == ""
        assert voicemails.category_of(session, 1, "pt-BR", "my bill is wrong") == ""


def centre_flow() -> str:
    return FLOW.replace("steps:\n", FLOW_WORDS.strip() + "\nsteps:\n", 1)


def test_a_recording_without_a_ticket(office: Centre) -> None:
    assert office.do(_of_no_ticket) is None


def _of_no_ticket(session: Session) -> object:
    lone = Recording(call_id=1, seq=77, created_at=NOON)
    session.add(lone)
    session.flush()
    return voicemails.voicemail_filed(session, lone, (), 0, NOON)


@given(st.text(max_size=60), st.sampled_from(("pt-BR", "en-US", "es-ES", "", "xx")))
def test_any_words_have_a_number_or_none(words: str, language: str) -> None:
    number = voicemails.number_in(words, language, CALLED)
    assert number == "" or number.startswith("+")
