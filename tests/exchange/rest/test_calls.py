"""Calls through the vendor's client: placed, listed, redirected, ended, refused (reference 5.2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.exchange.conftest import ACCOUNT, CALLER, LINE, Town

EVENTS = ["initiated", "ringing", "answered", "completed"]


@pytest.fixture(autouse=True)
def number(town: Town) -> None:
    town.line("<Say>welcome</Say>")


def place(town: Town, **more: object) -> str:
    url = town.customer.on("/out", "<Say>we call you back</Say><Pause length='30'/>")
    call = town.api.calls.create(to=CALLER, from_=LINE, url=url, **more)
    assert call.status == "queued"
    return str(call.sid)


def test_a_call_rings_runs_and_ends(town: Town) -> None:
    sid = place(town, status_callback=town.customer.base + "/status", status_callback_event=EVENTS)
    town.caller.expect_ringing()
    assert town.caller.caller == LINE
    assert town.api.calls(sid).fetch().status == "ringing"
    town.caller.answer()
    town.caller.expect_heard("we call you back")
    assert town.customer.expect("/out")["Direction"] == "outbound-api"
    town.caller.hang_up()
    assert town.exchange.settle()
    told = [asked.fields for asked in town.customer.requests("/status")]
    assert [f["CallStatus"] for f in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert told[-1]["SipResponseCode"] == "200"
    assert told[-1]["Duration"] == "0"
    call = town.api.calls(sid).fetch()
    assert (call.status, call.direction, call.to) == ("completed", "outbound-api", CALLER)
    assert call.date_created.date() == datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("answer", "status", "code"), [("decline", "busy", "486"), ("hang", "canceled", "487")]
)
def test_a_call_nobody_takes(town: Town, answer: str, status: str, code: str) -> None:
    sid = place(town, status_callback=town.customer.base + "/status")
    town.caller.expect_ringing()
    if answer == "decline":
        town.caller.decline()
    else:
        town.api.calls(sid).update(status="canceled")
    assert town.caller.expect_ended() == status
    told = town.customer.expect("/status")
    assert (told["CallStatus"], told["SipResponseCode"]) == (status, code)
    assert "Duration" not in told
    assert town.customer.requests("/out") == []


def test_an_unknown_number_fails(town: Town) -> None:
    call = town.api.calls.create(
        to="+5511900001111", from_=LINE, url="http://127.0.0.1:9/", status_callback=town.customer.base + "/s"
    )
    told = town.customer.expect("/s")
    assert (told["CallStatus"], told["SipResponseCode"]) == ("failed", "404")
    assert town.api.calls(call.sid).fetch().status == "failed"


def test_a_client_with_parameters(town: Town) -> None:
    agent = town.exchange.client("agent_1")
    town.api.calls.create(
        to="client:agent_1?ticket=7", from_="client:desk", twiml="<Response><Say>hi</Say></Response>"
    )
    agent.expect_ringing()
    assert agent.parameters == {"ticket": "7"}
    agent.answer()
    agent.expect_heard("hi")


def test_redirect_of_a_live_call(town: Town) -> None:
    sid = place(town)
    town.caller.expect_ringing()
    town.caller.answer()
    town.caller.expect_heard("we call")
    town.api.calls(sid).update(twiml="<Response><Say>something else</Say></Response>")
    town.caller.expect_heard("something else")
    assert town.caller.expect_ended() == "completed"
    with pytest.raises(TwilioRestException) as refused:
        town.api.calls(sid).update(status="completed")
    assert (refused.value.status, refused.value.code) == (400, 21220)


def test_fallback_of_a_placed_call(town: Town) -> None:
    fallback = town.customer.on("/fallback", "<Say>sorry</Say>")
    town.api.calls.create(to=CALLER, from_=LINE, url="http://127.0.0.1:9/x", fallback_url=fallback)
    town.caller.expect_ringing()
    town.caller.answer()
    town.caller.expect_heard("sorry")
    told = town.customer.expect("/fallback")
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("11205", "http://127.0.0.1:9/x")


def test_recorded_from_the_answer(town: Town) -> None:
    place(town, record=True, status_callback=town.customer.base + "/status")
    town.caller.expect_ringing()
    town.caller.answer()
    town.caller.expect_heard("we call")
    town.caller.say("yes it is me speaking")
    town.caller.hang_up()
    told = town.customer.expect("/status")
    assert town.api.recordings(told["RecordingSid"]).fetch().source == "OutboundAPI"


@pytest.mark.parametrize("asynchronous", [False, True])
def test_who_answered_is_found_out(town: Town, asynchronous: bool) -> None:
    town.caller.answered_by = "machine_start"
    more = (
        {"async_amd": "true", "async_amd_status_callback": town.customer.base + "/amd"}
        if asynchronous
        else {}
    )
    sid = place(town, machine_detection="Enable", **more)
    town.caller.expect_ringing()
    town.caller.answer()
    town.caller.expect_heard("we call")
    asked = town.customer.expect("/out")
    assert asked.get("AnsweredBy") == (None if asynchronous else "machine_start")
    if asynchronous:
        assert town.customer.expect("/amd")["AnsweredBy"] == "machine_start"
    assert town.api.calls(sid).fetch().answered_by == "machine_start"
    town.caller.hang_up()


def test_keys_are_sent_after_the_answer(town: Town) -> None:
    place(town, send_digits="ww12#")
    town.caller.expect_ringing()
    town.caller.answer()
    assert town.caller.expect_kind("tone").text == "ww12#"
    town.caller.hang_up()


def test_listed_filtered_and_paged(town: Town) -> None:
    for _ in range(3):
        town.caller.dial(LINE)
        town.caller.expect_ended()
    place(town)
    town.caller.expect_ringing()
    assert len(town.api.calls.list(page_size=2)) == 4
    assert len(town.api.calls.list(status="completed")) == 3
    assert len(town.api.calls.list(to=CALLER)) == 1
    assert town.api.calls.list(start_time_after=datetime(2100, 1, 1, tzinfo=UTC)) == []
    page = town.api.calls.page(page_size=3)
    assert len(list(page)) == 3
    assert page.next_page() is not None
    town.caller.decline()


def test_a_finished_call_can_be_forgotten(town: Town) -> None:
    line = town.caller.dial(LINE)
    town.caller.expect_ended()
    assert town.api.calls(line.sid).delete()
    with pytest.raises(TwilioRestException) as missing:
        town.api.calls(line.sid).fetch()
    assert (missing.value.status, missing.value.code) == (404, 20404)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "12"}, 21211),
        ({"to": ""}, 21201),
        ({"from_": "+15005550006"}, 21210),
        ({"url": "nonsense"}, 21205),
        ({"url": "", "twiml": "x" * 4001}, 32018),
        ({"url": ""}, 21205),
        ({"timeout": 9999}, 20001),
    ],
)
def test_bad_requests(town: Town, changes: dict[str, object], code: int) -> None:
    fields: dict[str, object] = {"to": CALLER, "from_": LINE, "url": town.customer.base + "/out"} | changes
    with pytest.raises(TwilioRestException) as refused:
        town.api.calls.create(**fields)
    assert (refused.value.status, refused.value.code) == (400, code)


def test_an_application_gives_the_urls(town: Town) -> None:
    app = town.api.applications.create(
        friendly_name="a", voice_url=town.customer.on("/app", "<Say>app</Say>")
    )
    town.api.calls.create(to=CALLER, from_=LINE, application_sid=app.sid)
    town.caller.expect_ringing()
    town.caller.answer()
    town.caller.expect_heard("app")
    assert ACCOUNT.sid in town.customer.expect("/app")["AccountSid"]
