"""Text messages: the same one once, and a status that only moves forward."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from support.services import messages
from support.store import messages as store
from tests.support.centre import CALLED, CALLER, MESSAGE, Centre

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
        centre.do(messages.progressed, "SM1", status)
    with centre.store.reading() as session:
        message = store.message_by_sid(session, "SM1")
    assert message
    assert message.status == "delivered"


def test_reports_about_nothing(centre: Centre) -> None:
    centre.do(messages.progressed, "SM404", "sent")
    centre.do(messages.progressed, "", "sent")
    assert centre.do(messages.outgoing, 404) is None


def test_the_same_text_twice_is_one(centre: Centre) -> None:
    for sid in ("SM1", "SM1", "", "SM2"):
        centre.do(messages.received, sid, CALLER, CALLED, "Thank you", centre.now)
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
