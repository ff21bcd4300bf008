"""Text messages: the same one once, and a status that only moves forward."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from support.services import messages, opt_outs
from support.store import messages as store
from support.store import tickets as ticket_store
from tests.support.centre import CALLED, CALLER, MESSAGE, Centre
from tests.support.promised import promise

WORDS = ("queued", "sending", "sent", "delivered", "read", "failed", "undelivered", "canceled")


@pytest.mark.parametrize(
    ("before", "after", "forward"),
    [
        ("queued", "sent", True),
        ("sent", "queued", False),
        ("sent", "sent", False),
        ("delivered", "sent", False),
        ("delivered", "read", True),
        ("sent", "failed", True),
        ("failed", "sent", False),
        ("failed", "undelivered", False),
        ("delivered", "failed", False),
        ("accepted", "queued", True),
        ("sent", "nonsense", False),
    ],
)
def test_forward_only(before: str, after: str, forward: bool) -> None:
    assert messages.is_progress(before, after) is forward


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_no_status_comes_back(reports: list[str]) -> None:
    status, seen = "queued", ["queued"]
    for report in reports:
        if messages.is_progress(status, report):
            status = report
            assert status not in seen
            seen.append(status)


@pytest.mark.parametrize("order", list(permutations(("sending", "sent", "delivered"))))
def test_reports_in_any_order_end_with_the_last_word(centre: Centre, order: tuple[str, ...]) -> None:
    with centre.store.writing() as session:
        session.add(
            store.TextMessage(
                sid="SM1", direction="out", number=CALLER, ours=CALLED, body="Hello", created_at=centre.now
            )
        )
    for status in order:
        centre.do(messages.progressed, "SM1", status, centre.now)
    with centre.store.reading() as session:
        message = store.message_by_sid(session, "SM1")
    assert message
    assert message.status == "delivered"


def test_reports_about_nothing(centre: Centre) -> None:
    centre.do(messages.progressed, "SM404", "sent", centre.now)
    centre.do(messages.progressed, "", "sent", centre.now, "", 404)
    assert centre.do(messages.outgoing, 404) is None


def test_the_same_text_twice_is_one(centre: Centre) -> None:
    for sid in ("SM1", "SM1", "", "SM2"):
        text = messages.Incoming(sid, CALLER, CALLED, "Thank you")
        centre.do(messages.received, text, centre.now)
    with centre.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(store.TextMessage)) == 2
        first = store.message_by_sid(session, "SM1")
    assert first
    assert (first.direction, first.status, first.body) == ("in", "received", "Thank you")


def test_what_is_to_be_sent(centre: Centre) -> None:
    centre.reach(MESSAGE)
    [order] = centre.orders("send_message")
    with centre.store.reading() as session:
        assert messages.outgoing(session, order["message_id"]) == messages.Outgoing(
            CALLER, CALLED, "Your ticket: ."
        )


def message(centre: Centre, message_id: int = 1) -> store.TextMessage:
    with centre.store.reading() as session:
        found = store.message_by_id(session, message_id)
    assert found
    return found


def test_news_that_comes_before_the_answer_is_not_lost(centre: Centre) -> None:
    centre.reach(MESSAGE)
    centre.do(messages.progressed, "SM1", "failed", centre.now, "30003", 1)
    centre.do(messages.sent, 1, "SM1", "queued", centre.now)
    assert (message(centre).sid, message(centre).status) == ("SM1", "failed")


def test_a_customer_who_was_not_reached_is_seen_on_the_ticket(centre: Centre) -> None:
    centre.enqueue()
    number = promise(centre)
    with centre.store.writing() as session:
        ticket = ticket_store.ticket(session, number)
        assert ticket
        messages.write(session, CALLER, CALLED, "Hello", centre.now, template="opened", ticket_id=ticket.id)
    with centre.store.writing() as session:
        [line] = [each for each in messages.of_ticket(session, ticket.id) if each.body == "Hello"]
        assert not line.has_failed
        sent = store.newest_told(session, ticket.id, "opened")
        assert sent
        messages.not_sent(session, sent.id, "400 30003", centre.now)
    with centre.store.reading() as session:
        [line] = [each for each in messages.of_ticket(session, ticket.id) if each.body == "Hello"]
        assert line.has_failed
        last = ticket_store.history(session, ticket.id)[-1]
        assert (last.kind, last.text) == ("message", "failed 400 30003")


def test_a_network_that_refuses_them_is_an_opt_out(centre: Centre) -> None:
    centre.reach(MESSAGE)
    centre.do(messages.not_sent, 1, "400 21610", centre.now)
    assert message(centre).status == "failed"
    assert centre.do(opt_outs.is_out, CALLER)
    centre.end()
    centre.reach(MESSAGE, "CA2")
    assert ("message_refused", {"to": "+55119****7777"}) in centre.facts("CA2")


def test_what_is_too_long_is_cut(centre: Centre) -> None:
    with centre.store.writing() as session:
        row = messages.write(session, CALLER, CALLED, "olá você " * 400, centre.now)
    assert len(row.body) <= 670
    assert row.body.endswith("…")
