"""The door: who may come in, and refusals on purpose (reference 5.1)."""

from __future__ import annotations

import time

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from tests.exchange.conftest import ACCOUNT, CALLER, LINE, Town


def get(town: Town, path: str, auth: tuple[str, str] | None) -> requests.Response:
    return requests.get(f"{town.customer.base}/2010-04-01{path}", auth=auth, timeout=5)


@pytest.mark.parametrize(
    ("auth", "status"),
    [
        ((ACCOUNT.sid, ACCOUNT.auth_token), 200),
        ((ACCOUNT.api_key, ACCOUNT.api_secret), 200),
        ((ACCOUNT.sid, "wrong"), 401),
        ((ACCOUNT.api_key, ACCOUNT.auth_token), 401),
        (("AC" + "0" * 32, ACCOUNT.auth_token), 401),
        (None, 401),
    ],
)
def test_who_may_come_in(town: Town, auth: tuple[str, str] | None, status: int) -> None:
    reply = get(town, f"/Accounts/{ACCOUNT.sid}.json", auth)
    assert reply.status_code == status
    if status == 401:
        assert reply.json()["code"] == 20003
        assert reply.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "path", ["/Accounts/AC00/Calls.json", f"/Accounts/{ACCOUNT.sid}/calls.json", "/nothing"]
)
def test_what_is_not_there(town: Town, path: str) -> None:
    reply = get(town, path, (ACCOUNT.sid, ACCOUNT.auth_token))
    assert reply.status_code == 404
    assert reply.json()["code"] == 20404


def test_told_to_refuse_the_next_two(town: Town) -> None:
    town.exchange.faults.refuse(429, times=2, path="*/Queues.json")
    for _ in range(2):
        with pytest.raises(TwilioException, match="20429"):
            town.api.queues.list()
    assert town.api.queues.list() == []


def test_an_error_after_the_work_was_done(town: Town) -> None:
    """A 500 on POST /Calls leaves the outcome unknown: here the telephone rings all the same."""
    town.line("")
    town.exchange.faults.refuse(500, method="POST", after=True)
    with pytest.raises(TwilioRestException) as refused:
        town.api.calls.create(to=CALLER, from_=LINE, twiml="<Response/>")
    assert refused.value.status == 500
    town.caller.expect_ringing()
    town.caller.decline()


def test_a_refusal_can_hang(town: Town) -> None:
    town.exchange.faults.refuse(503, hang_s=0.3)
    begun = time.monotonic()
    with pytest.raises(TwilioException):
        town.api.queues.list()
    assert time.monotonic() - begun >= 0.3


def test_every_reply_has_a_request_id(town: Town) -> None:
    reply = get(town, f"/Accounts/{ACCOUNT.sid}.json", (ACCOUNT.sid, ACCOUNT.auth_token))
    assert reply.headers["Twilio-Request-Id"].startswith("RQ")
