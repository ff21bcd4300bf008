"""Customers are told of their tickets: in their language, once each, and only who may be written to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ivr.events import RecordingFinished
from support.errors import Refused
from support.services import customers, messages, opt_outs, policies, telling, tickets
from support.services.messages import MessageLine
from support.store import orders
from support.store import tickets as ticket_store
from support.store.tickets import Ticket
from tests.support.centre import CALLBACK, CALLED, CALLER, FLOW, NOON, VOICEMAIL, Centre

POLICIES = """
ramal policies: 1
centre: Acme
messages:
  opened:
    pt-BR: "{centre}: pedido {ticket.number} ({ticket.subject})"
    en-US: "{centre}: request {ticket.number}"
  answered: {en-US: "{ticket.number}: {reply}"}
  solved: "{ticket.number} is solved"
  survey: {en-US: "From {scale}?", pt-BR: "De {scale}?"}
  survey_after: 1h
tickets: [{on: sms}]
"""


def publish(centre: Centre, text: str = POLICIES) -> None:
    centre.do(policies.publish, text, None, centre.now)


def opened(centre: Centre, customer: str = CALLER, language: str = "") -> int:
    new = tickets.New("api", "A broken radio", "billing", customer, language=language)
    return centre.do(tickets.open, new, centre.now).number


def ticket(centre: Centre, number: int) -> Ticket:
    with centre.store.reading() as session:
        found = ticket_store.ticket(session, number)
    assert found
    return found


def told(centre: Centre, number: str = CALLER) -> list[MessageLine]:
    """Oldest first."""
    with centre.store.reading() as session:
        return list(reversed(messages.of_number(session, number)))


def person(centre: Centre) -> int:
    centre.agent("ana")
    return 1


def due(centre: Centre, kind: str) -> list[datetime]:
    with centre.store.reading() as session:
        rows = list(session.query(orders.Order).filter_by(kind=kind, state="due"))
    return [row.due_at for row in rows]


@pytest.mark.parametrize(
    ("language", "customers_own", "words"),
    [
        ("", "", "Acme: request 1001"),  # as the flow begins
        ("de-DE", "", "Acme: pedido 1001 (A broken radio)"),  # the first that the centre wrote
        ("en-US", "", "Acme: request 1001"),
        ("", "en-GB", "Acme: request 1001"),
        ("pt-PT", "en-US", "Acme: pedido 1001 (A broken radio)"),
    ],
)
def test_opened(centre: Centre, language: str, customers_own: str, words: str) -> None:
    publish(centre)
    if customers_own:
        centre.do(customers.keep, CALLER, centre.now, language=customers_own)
    number = opened(centre, language=language)
    [message] = told(centre)
    assert (message.body, message.template, message.direction) == (words, "opened", "out")
    assert len(centre.orders("send_message")) == 1
    with centre.store.writing() as session:
        telling.opened(session, ticket(centre, number), centre.now)
    assert len(told(centre)) == 1


@pytest.mark.parametrize("customer", ["", "+551130001234", "+12025550123", "anonymous"])
def test_who_is_not_told(centre: Centre, customer: str) -> None:
    """Withheld, a land line, another country, no number at all."""
    publish(centre)
    opened(centre, customer)
    assert centre.orders("send_message") == []


def test_who_wants_no_messages_is_told_nothing(centre: Centre) -> None:
    publish(centre)
    centre.do(opt_outs.leave, CALLER, "sair", centre.now)
    number = opened(centre)
    centre.do(tickets.reply, number, "We are on it.", person(centre), centre.now)
    centre.do(tickets.change_status, number, "solved", 1, centre.now)
    assert told(centre) == []


def test_who_refused_messages_is_told_nothing(centre: Centre) -> None:
    publish(centre)
    centre.do(customers.consented, CALLER, "sms", False, "agent", centre.now)
    opened(centre)
    assert told(centre) == []


def test_nothing_is_said_where_the_policies_say_nothing(centre: Centre) -> None:
    publish(centre, "ramal policies: 1\n")
    number = opened(centre)
    centre.do(tickets.change_status, number, "solved", None, centre.now)
    assert centre.orders("send_message") + centre.orders("ask_score") == []


def test_a_reply_goes_out_at_once_and_each_one(centre: Centre) -> None:
    publish(centre)
    number, user = opened(centre, language="en-US"), person(centre)
    centre.now = NOON.replace(hour=5)  # two in the morning in São Paulo
    for words in ("We are on it.", "We are on it.", "It is done {centre}"):
        centre.do(tickets.reply, number, words, user, centre.now)
    assert [each.body for each in told(centre)][1:] == [
        "1001: We are on it.",
        "1001: We are on it.",
        "1001: It is done {centre}",  # an agent's braces stay as they are
    ]


def test_a_long_reply_is_cut_and_says_so(centre: Centre) -> None:
    publish(centre)
    centre.do(tickets.reply, opened(centre), "word " * 1000, person(centre), centre.now)
    assert told(centre)[-1].body.endswith(" word...")


def test_solved_is_told_each_time_that_it_is(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    for status in ("solved", "closed", "open", "solved"):
        centre.later(60)
        centre.do(tickets.change_status, number, status, None, centre.now)
    assert [each.template for each in told(centre)] == ["opened", "solved", "solved"]


def test_the_survey_waits_for_its_time(centre: Centre) -> None:
    publish(centre)
    centre.do(tickets.change_status, opened(centre), "solved", None, centre.now)
    assert due(centre, "ask_score") == [NOON + timedelta(hours=1)]


def test_nobody_is_asked_at_night(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    centre.now = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past eight in the evening in São Paulo
    centre.do(tickets.change_status, number, "solved", None, centre.now)
    assert due(centre, "ask_score") == [datetime(2026, 3, 3, 12, 0, tzinfo=UTC)]


def test_one_number_sends(centre: Centre) -> None:
    publish(centre, POLICIES.replace("messages:\n", 'messages:\n  from: "+551140020000"\n'))
    centre.begin()
    opened(centre)
    with centre.store.reading() as session:
        found = messages.outgoing(session, 1)
    assert found
    assert found.ours == "+551140020000"


def test_else_the_number_that_is_answered(centre: Centre) -> None:
    publish(centre)
    opened(centre)
    with centre.store.reading() as session:
        found = messages.outgoing(session, 1)
    assert found
    assert found.ours == CALLED


def test_a_change_that_is_refused_tells_nobody(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    with pytest.raises(Refused):
        centre.do(tickets.change_status, number, "nonsense", None, centre.now)
    assert len(told(centre)) == 1


CALLS = POLICIES.replace(
    "tickets: [{on: sms}]",
    "tickets:\n  - {on: [sms, abandoned, missed, failed, short voicemail], do: join or open}",
)


def templates(centre: Centre) -> list[str]:
    return [each.template for each in told(centre)]


def test_of_a_call_s_ticket_customers_are_told_when_it_is_over(centre: Centre) -> None:
    publish(centre, CALLS)
    centre.reach(VOICEMAIL)
    assert told(centre) == [], "they are still speaking"
    centre.end()
    assert [each.body for each in told(centre)] == ["Acme: request 1001"]


def test_a_flow_s_own_message_with_the_number_is_the_one_that_is_sent(centre: Centre) -> None:
    """The callback's flow says the number itself: two messages would tell the same."""
    publish(centre, CALLS)
    centre.reach(CALLBACK)
    centre.press("CA1", "1")
    if not told(centre):
        centre.press("CA1", "1")
    centre.end()
    assert [(each.template, each.body) for each in told(centre)] == [("opened", "Your ticket: 1001.")]


def test_a_flow_s_message_of_a_later_turn_counts_as_well(centre: Centre) -> None:
    publish(centre, CALLS)
    centre.publish(FLOW.replace("next: confirm_message}", "next: text_me}"))
    centre.reach(VOICEMAIL)
    centre.turn("CA1", RecordingFinished(centre.seq("CA1"), 5))
    centre.end()
    assert [(each.template, each.body) for each in told(centre)] == [("opened", "Your ticket: 1001.")]
    with centre.store.reading() as session:
        assert len(messages.of_ticket(session, 1)) == 1


def test_a_flow_s_message_about_something_else_does_not_count(centre: Centre) -> None:
    publish(centre, CALLS)
    centre.publish(
        FLOW.replace("next: confirm_message}", "next: text_me}").replace(
            '"Your ticket: {ticket.number}."', "We are at 10010 Main Street."
        )
    )
    centre.reach(VOICEMAIL)
    centre.turn("CA1", RecordingFinished(centre.seq("CA1"), 5))
    centre.end()
    assert templates(centre) == ["", "opened"]


def test_who_only_hung_up_is_not_told(centre: Centre) -> None:
    publish(centre, CALLS)
    centre.enqueue("CA1")
    centre.later(60)
    centre.end("CA1")
    assert ticket(centre, 1001).kind == "missed"
    assert told(centre) == []


def test_who_waited_while_nobody_took_the_call_is_told(centre: Centre) -> None:
    publish(centre, CALLS)
    agent = centre.agent("ana")
    centre.enqueue("CA1")
    centre.offered(agent)
    centre.end("CA1")
    assert templates(centre) == ["opened"]


def test_what_was_solved_during_its_call_is_not_told_as_opened(centre: Centre) -> None:
    publish(centre, CALLS)
    centre.reach(VOICEMAIL)
    centre.do(tickets.change_status, 1001, "solved", person(centre), centre.now)
    centre.end()
    assert templates(centre) == ["solved"]
