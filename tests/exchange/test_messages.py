"""Texts that come in: what the number's SMS URL is asked, and how it answers (reference 5.7)."""

from __future__ import annotations

import pytest
from flask import Response

from tests.exchange.conftest import CALLER, LINE, Town


def test_an_incoming_text_and_its_answer(town: Town) -> None:
    town.line(
        "", sms_url=town.customer.on("/sms", "<Message>one</Message><Message><Body>two</Body></Message>")
    )
    town.exchange.send_text(CALLER, LINE, "where is my order?")
    asked = town.customer.expect("/sms")
    assert (asked["From"], asked["To"], asked["Body"]) == (CALLER, LINE, "where is my order?")
    assert asked["MessageSid"] == asked["SmsSid"] == asked["SmsMessageSid"]
    assert (asked["NumMedia"], asked["NumSegments"]) == ("0", "1")
    town.caller.expect_text("one")
    town.caller.expect_text("two")
    assert {m.direction for m in town.exchange.texts(CALLER)} == {"outbound-reply"}


@pytest.mark.parametrize(("body", "texts"), [("plain answer", 1), ("", 0)])
def test_plain_answers(town: Town, body: str, texts: int) -> None:
    town.line("", sms_url=town.customer.on("/sms", Response(body, content_type="text/plain")))
    town.exchange.send_text(CALLER, LINE, "hi")
    town.customer.expect("/sms")
    assert town.exchange.settle()
    assert len(town.exchange.texts(CALLER)) == texts


def test_a_failing_url_goes_to_the_fallback(town: Town) -> None:
    town.line("", sms_url=town.customer.on("/sms", Response("x", 500)))
    number = town.exchange.office.directory.number(LINE)
    assert number is not None
    number.sms_fallback_url = town.customer.on("/sms-fallback", "<Message>sorry</Message>")
    town.exchange.send_text(CALLER, LINE, "hi")
    town.caller.expect_text("sorry")
    assert town.customer.expect("/sms-fallback")["ErrorCode"] == "11200"
