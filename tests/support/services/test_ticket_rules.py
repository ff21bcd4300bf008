"""What a call leaves behind has one ticket, whatever the order and number of its news."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from flows.policy_file import SHIPPED
from ivr.events import CalleeAnswered, DigitsPressed, QueueLeft
from support.services import ticket_rules, tickets
from support.store import calls as call_store
from support.store import customers as customer_store
from support.store import tickets as store
from support.store.base import Session
from tests.support.centre import BILLING, CALLER, NOON, OTHER, TECH, TRANSFER, VOICEMAIL, Centre
from tests.support.promising import SIMPLE, lines, opened, person, publish, ticket

ANA = 1
MONTH = 30 * 86_400


@pytest.fixture
def office(centre: Centre) -> Centre:
    publish(centre)
    person(centre, "ana")
    return centre


def count(office: Centre) -> int:
    with office.store.reading() as session:
        return session.scalar(select(func.count()).select_from(store.Ticket)) or 0


def calls_of(office: Centre, number: int) -> list[str]:
    with office.store.reading() as session:
        return [call.sid for call in tickets.detail(session, number).calls]


def test_a_second_call_on_the_same_matter_joins(office: Centre) -> None:
    office.reach(VOICEMAIL, "CA1")
    office.do(tickets.change_status, 1001, "pending", ANA, office.now)
    office.later(3600)
    reply = office.reach(VOICEMAIL, "CA2")
    assert count(office) == 1
    assert calls_of(office, 1001) == ["CA1", "CA2"]
    assert ticket(office, 1001).status == "open", "they wait for us again"
    assert ("voicemail_opened", {"queue": "billing", "ticket": 1001}) in office.facts("CA2")
    assert reply
    assert ("call", "voicemail") in lines(office, 1001)


@pytest.mark.parametrize(
    ("caller", "key", "later"), [(OTHER, VOICEMAIL, 60), ("", VOICEMAIL, 60), (CALLER, VOICEMAIL, MONTH + 1)]
)
def test_another_matter_has_its_own(office: Centre, caller: str, key: str, later: int) -> None:
    office.reach(VOICEMAIL, "CA1", caller if not caller else CALLER)
    office.later(later)
    office.reach(key, "CA2", caller)
    assert count(office) == 2


def test_a_solved_ticket_is_not_joined(office: Centre) -> None:
    office.reach(VOICEMAIL, "CA1")
    office.do(tickets.change_status, 1001, "solved", ANA, office.now)
    office.reach(VOICEMAIL, "CA2")
    assert count(office) == 2


def test_another_number_of_the_same_customer_joins(office: Centre) -> None:
    office.reach(VOICEMAIL, "CA1")
    office.do(_one_customer, CALLER, OTHER)
    office.reach(VOICEMAIL, "CA2", OTHER)
    assert count(office) == 1


def _one_customer(session: Session, *numbers: str) -> None:
    made = customer_store.Customer(created_at=NOON)
    session.add(made)
    session.flush()
    for number in numbers:
        row = customer_store.owner(session, number)
        if row:
            row.customer_id = made.id
        else:
            session.add(customer_store.CustomerNumber(number=number, customer_id=made.id))
    session.flush()


def test_matters_may_be_the_category_or_the_customer(office: Centre) -> None:
    number = opened(office, queue="tech", category="bill")
    found = office.do(_number, "billing", "bill", matter="category")
    assert found == number
    assert office.do(_number, "billing", "", matter="category") is None
    assert office.do(_number, "billing", "other", matter="category") is None
    assert office.do(_number, "billing", "other", matter="customer") == number
    assert office.do(_number, "billing", "bill", matter="queue") is None


def _number(session: Session, queue: str, category: str, matter: str) -> int | None:
    found = ticket_rules.open_ticket_for(session, CALLER, queue, category, NOON, matter=matter)
    return found.number if found else None


def test_an_abandoned_call_after_a_while(office: Centre) -> None:
    office.enqueue("CA1")
    office.later(29)
    office.end("CA1")
    assert count(office) == 0
    office.enqueue("CA2")
    office.later(31)
    assert office.end("CA2")
    assert not office.end("CA2")
    found = ticket(office, 1001)
    assert (found.kind, found.priority, found.subject) == (
        "missed", "low", "Missed call from +55 11 98888-7777",
    )  # fmt: skip
    assert ("ticket_made", {"ticket": 1001, "queue": "billing"}) in office.facts("CA2")


def test_a_caller_who_gives_up_while_an_agent_is_rung_was_missed(office: Centre) -> None:
    agent = office.agent("bia")
    office.enqueue("CA1")
    office.offered(agent)
    office.end("CA1")
    with office.store.reading() as session:
        assert tickets.detail(session, 1001).tags == ("missed",)


def test_who_was_helped_leaves_none(office: Centre) -> None:
    agent = office.agent("bia")
    office.enqueue("CA1")
    office.talking(agent, "CA1")
    office.later(600)
    office.end("CA1")
    assert count(office) == 0


def test_a_rule_may_only_note_it(office: Centre) -> None:
    publish(office, SIMPLE.replace("{on: missed, do: join or open,", "{on: missed, do: note,"))
    agent = office.agent("bia")
    office.enqueue("CA1")
    office.offered(agent)
    office.end("CA1")
    assert count(office) == 0
    assert ("noted", {"as": "missed"}) in office.facts("CA1")


def test_what_ramal_comes_with_makes_good_what_failed_and_notes_after_hours(office: Centre) -> None:
    publish(office, SHIPPED.read_text(encoding="utf-8"))
    office.begin("CA1")
    office.end("CA1", "failed")
    assert office.call("CA1").outcome == "failed"
    with office.store.reading() as session:
        found = tickets.detail(session, 1001)
    assert (found.ticket.kind, found.tags) == ("missed", ("failed",))
    office.begin("CA2")
    office.do(call_store.append, office.row("CA2").id, NOON, [("closed", {})])
    office.turn("CA2", DigitsPressed(office.seq("CA2"), TRANSFER))
    office.turn("CA2", CalleeAnswered(office.seq("CA2"), "busy"))
    office.end("CA2")
    assert office.call("CA2").outcome == "after_hours"
    assert count(office) == 1
    assert ("noted", {"as": "after hours"}) in office.facts("CA2")


def test_a_failed_call_joins_what_the_caller_has_open(office: Centre) -> None:
    publish(office, SHIPPED.read_text(encoding="utf-8"))
    opened(office, queue=ticket_rules.NO_QUEUE)
    office.begin("CA1")
    office.end("CA1", "failed")
    assert calls_of(office, 1001) == ["CA1"]
    assert count(office) == 1


def test_whoever_leaves_a_message_after_waiting_has_one_ticket(office: Centre) -> None:
    office.enqueue("CA1", TECH)
    office.later(60)
    office.turn("CA1", QueueLeft(office.seq("CA1"), "timeout"))
    office.turn("CA1", QueueLeft(office.seq("CA1"), "timeout"))
    office.end("CA1")
    assert count(office) == 1
    assert ticket(office, 1001).kind == "voicemail"


def test_the_rule_that_only_joins(office: Centre) -> None:
    publish(office, SIMPLE.replace("waited: 30s, do: join or open", "do: join"))
    office.enqueue("CA1")
    office.end("CA1")
    assert count(office) == 0
    number = opened(office)
    office.enqueue("CA2")
    office.end("CA2")
    assert calls_of(office, number) == ["CA2"]


def test_what_a_caller_wants_is_the_category_and_chooses_the_rule(office: Centre) -> None:
    rule = "tickets:\n  - {on: voicemail, intent: bill, priority: high, do: open}\n"
    publish(office, SIMPLE.replace("tickets:\n", rule))
    office.begin("CA1")
    office.do(call_store.append, office.row("CA1").id, NOON, [("receipt", {"intent": "bill"})])
    office.press("CA1", VOICEMAIL)
    found = ticket(office, 1001)
    assert (found.category, found.priority) == ("bill", "high")


def test_a_text_message_needs_no_call(office: Centre) -> None:
    number = office.do(_texted).number
    assert (ticket(office, number).kind, ticket(office, number).subject) == ("sms", "hello")
    assert office.do(_texted).number == number


def _texted(session: Session) -> store.Ticket:
    made = ticket_rules.outcome(session, "sms", None, "billing", NOON, customer=CALLER, subject="hello")
    assert made
    return made


_NEWS = st.lists(st.sampled_from(("begin", "press", "left", "end", "late press", "end")), max_size=10)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_NEWS, st.sampled_from((BILLING, TECH, VOICEMAIL)))
def test_whatever_the_order_of_its_news_a_call_has_at_most_one_ticket(
    office: Centre, news: list[str], key: str
) -> None:
    sid, before = f"CA{count(office)}-{office.now.timestamp()}", count(office)
    office.later(MONTH + 60)
    office.begin(sid)
    for each in news:
        office.later(40)
        if each == "begin":
            office.begin(sid)
        elif each in ("press", "late press"):
            office.press(sid, key)
        elif each == "left":
            office.turn(sid, QueueLeft(office.seq(sid), "timeout"))
        else:
            office.end(sid)
    office.later(40)
    office.end(sid)
    made = count(office) - before
    assert made <= 1
    outcome = office.call(sid).outcome
    assert made == (outcome in ("voicemail", "abandoned_queue"))
