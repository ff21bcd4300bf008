"""Instruction requests: what they carry, and what answers become (reference 1.1, 1.2)."""

from __future__ import annotations

import pytest
from flask import Response

from tests.exchange.conftest import CALLER, LINE, Town

STANDARD = {
    "CallSid",
    "AccountSid",
    "From",
    "To",
    "Caller",
    "Called",
    "CallStatus",
    "Direction",
    "ApiVersion",
}


def test_the_first_request_of_an_inbound_call(town: Town) -> None:
    town.line('<Gather numDigits="1"><Say>press</Say></Gather>', "<Hangup/>")
    line = town.caller.dial(LINE)
    first = town.customer.expect("/voice")
    assert first.keys() >= STANDARD
    assert (first["CallSid"], first["From"], first["To"]) == (line.sid, CALLER, LINE)
    assert (first["CallStatus"], first["Direction"]) == ("ringing", "inbound")
    town.caller.expect_heard("press")
    town.caller.press("1")
    assert town.customer.expect("/voice")["CallStatus"] == "in-progress"


@pytest.mark.parametrize(
    ("kind", "body", "heard"),
    [
        ("text/xml", "<Response><Say>a</Say></Response>", "a"),
        ("application/xml; charset=utf-8", "<Response><Say>olá</Say></Response>", "olá"),
        ("text/html", "<Response><Say>a</Say></Response>", "a"),
        ("text/plain", "<Response><Say>twiml</Say></Response>", "twiml"),
        ("text/plain", "only words", "only words"),
        ("audio/x-wav", "RIFF", "/voice"),
    ],
)
def test_content_types(town: Town, kind: str, body: str, heard: str) -> None:
    town.line(Response(body, content_type=kind))
    town.caller.dial(LINE)
    town.caller.expect_heard(heard)
    assert town.caller.expect_ended() == "completed"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response("{}", content_type="application/json"), 12300),
        (Response("", content_type="text/xml"), 11770),
        (Response("<a/>", content_type="text/xml"), 12102),
        (Response("<Response>", content_type="text/xml"), 12100),
        (Response("x", 500), 11200),
        (Response("x", 404), 11200),
    ],
)
def test_bad_answers_go_to_the_fallback(town: Town, answer: Response, code: int) -> None:
    fallback = town.customer.on("/fallback", "<Say>please hold</Say>")
    town.line(answer, voice_fallback_url=fallback)
    town.caller.dial(LINE)
    town.caller.expect_heard("please hold")
    told = town.customer.expect("/fallback")
    assert (told["ErrorCode"], told["ErrorUrl"]) == (str(code), town.customer.base + "/voice")
    assert [alert.code for alert in town.exchange.debugger] == [code]


def test_a_duplicated_instruction_has_the_same_token(town: Town) -> None:
    town.exchange.faults.duplicate_instructions = 1
    town.line("<Say>once</Say>")
    town.caller.dial(LINE)
    town.caller.expect_ended()
    asked = town.customer.requests("/voice")
    assert len(asked) == 2
    assert len({a.headers["I-Twilio-Idempotency-Token"] for a in asked}) == 1
    assert [h.text for h in town.caller.transcript if h.kind == "say"] == ["once"]


def test_cookies_come_back_during_a_call(town: Town) -> None:
    first = Response("<Response><Redirect>/next</Redirect></Response>", content_type="text/xml")
    first.set_cookie("visit", "7")
    town.line(first)
    town.caller.dial(LINE)
    town.customer.expect("/next")
    assert town.customer.requests("/next")[0].headers["Cookie"] == "visit=7"
