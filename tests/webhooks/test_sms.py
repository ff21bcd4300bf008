"""Text messages: theirs are kept once, ours only move forward."""

from __future__ import annotations

from typing import Any

import pytest

from support.services import messages as messages_of
from support.services import opt_outs
from support.store.messages import TextMessage, message_by_sid
from tests.webhooks.door import CALLED, CALLER, Answer, Door


def texts(door: Door, sid: str = "SM1", **fields: str) -> Answer:
    return door.post("sms", {"MessageSid": sid, "From": CALLER, "To": CALLED, "Body": "Olá"} | fields)


def messages(door: Door) -> list[Any]:
    """Those of customers."""
    return [row for row in door.everything()["messages"] if "in" in row]


def kept(door: Door, sid: str = "SM1") -> TextMessage:
    with door.store.reading() as session:
        found = message_by_sid(session, sid)
    assert found
    return found


def test_a_text_is_kept_and_answered_with_nothing(door: Door) -> None:
    assert texts(door).names == []
    assert texts(door).names == []
    assert len(messages(door)) == 1
    found = kept(door)
    assert (found.number, found.ours, found.body, found.direction) == (CALLER, CALLED, "Olá", "in")


@pytest.mark.parametrize(
    "body", ["", "\x00", "x" * 5000, "\U0001f600" * 900, "STOP", "<Message>hi</Message>"]
)
def test_any_words(door: Door, body: str) -> None:
    assert texts(door, Body=body).names == []
    assert len(kept(door).body) <= 1600


@pytest.mark.parametrize("number", ["12345", "anonymous", "whatsapp:+5511988887777", ""])
def test_a_sender_that_is_no_number_is_kept_as_it_is(door: Door, number: str) -> None:
    texts(door, From=number)
    assert kept(door).number == number


def test_a_text_without_a_name_is_not_kept(door: Door) -> None:
    assert texts(door, "").names == []
    assert messages(door) == []


def progress(door: Door, *statuses: str) -> str:
    with door.store.writing() as session:
        session.add(
            TextMessage(
                sid="SM9", direction="out", number=CALLER, ours=CALLED, body="", status="queued",
                created_at=door.now,
            )
        )  # fmt: skip
    for status in statuses:
        assert door.post("message-status", {"MessageSid": "SM9", "MessageStatus": status}).status == 204
    return kept(door, "SM9").status


@pytest.mark.parametrize(
    ("told", "last"),
    [
        (("sent", "delivered"), "delivered"),
        (("delivered", "sent", "queued"), "delivered"),
        (("sent", "sent", "sent"), "sent"),
        (("failed", "sent", "delivered"), "failed"),
        (("delivered", "failed"), "delivered"),
        (("sent", "undelivered"), "undelivered"),
        (("rubbish", "", "\x00"), "queued"),
    ],
)
def test_a_status_only_moves_forward(door: Door, told: tuple[str, ...], last: str) -> None:
    assert progress(door, *told) == last


def test_news_of_a_text_that_we_never_sent(door: Door) -> None:
    before = door.everything()
    assert door.post("message-status", {"MessageSid": "SM404", "MessageStatus": "sent"}).status == 204
    assert door.everything() == before


def test_news_that_come_before_we_know_the_text_s_name(door: Door) -> None:
    with door.store.writing() as session:
        written = messages_of.write(session, CALLER, CALLED, "Hello", door.now).id
    told = {"MessageSid": "SM8", "MessageStatus": "failed", "ErrorCode": "21610"}
    assert door.post(f"message-status?message={written}", told).status == 204
    with door.store.reading() as session:
        assert [line.status for line in messages_of.of_number(session, CALLER)] == ["failed"]
        assert opt_outs.is_out(session, CALLER)


def test_news_of_another_text_under_our_number(door: Door) -> None:
    progress(door)
    told = {"MessageSid": "SM8", "MessageStatus": "failed"}
    assert door.post("message-status?message=1", told).status == 204
    assert kept(door, "SM9").status == "queued"


@pytest.mark.parametrize("query", ["?message=0", "?message=-1", "?message=x", f"?message={10**20}", ""])
def test_news_of_no_text_of_ours(door: Door, query: str) -> None:
    before = door.everything()
    told = {"MessageSid": "SM8", "MessageStatus": "failed"}
    assert door.post(f"message-status{query}", told).status == 204
    assert door.everything() == before


def test_a_customer_s_own_text_has_no_progress(door: Door) -> None:
    texts(door)
    told = {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "21610"}
    assert door.post("message-status", told).status == 204
    assert kept(door).status == "received"


@pytest.mark.parametrize("media", ["2", "x", "-3", ""])
def test_pictures(door: Door, media: str) -> None:
    assert texts(door, Body="", NumMedia=media).names == []
    assert kept(door).body == ""
