"""Twilio's client: whose credentials, which host, and that it does not wait for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.response import Response

from tests.webhooks.door import SETTINGS
from webhooks import client as module
from webhooks.client import make_client, status_of


class Wire(requests.adapters.BaseAdapter):
    """Remembers what would have gone out."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[requests.PreparedRequest] = []
        self.timeouts: list[object] = []

    def send(self, request: requests.PreparedRequest, *_: object, **more: object) -> requests.Response:
        self.sent.append(request)
        self.timeouts.append(more.get("timeout"))
        reply = requests.Response()
        reply.status_code, reply._content, reply.url = 200, b'{"sid": "CA1"}', str(request.url)
        return reply

    def close(self) -> None:
        pass


def asked(api_url: str, **settings: str) -> tuple[requests.PreparedRequest, object]:
    made = make_client(replace(SETTINGS, api_url=api_url, **settings))
    wire = Wire()
    for scheme in ("http://", "https://"):
        made.http_client.session.mount(scheme, wire)
    made.calls("CA" + "0" * 32).fetch()
    return wire.sent[0], wire.timeouts[0]


@pytest.mark.parametrize(
    ("api_url", "start"),
    [
        ("", "https://api.twilio.com/2010-04-01/Accounts/AC"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000/2010-04-01/Accounts/AC"),
        ("http://127.0.0.1:5000/", "http://127.0.0.1:5000/2010-04-01/Accounts/AC"),
        ("https://proxy.example/twilio/", "https://proxy.example/twilio/2010-04-01/Accounts/AC"),
    ],
)
def test_the_host_is_replaced_and_nothing_else(api_url: str, start: str) -> None:
    request, _ = asked(api_url)
    assert str(request.url).startswith(start)
    assert str(request.url).endswith(f"/Calls/CA{'0' * 32}.json")


def test_a_request_has_a_time_limit() -> None:
    assert asked("")[1] == module.TIMEOUT_S


def test_the_key_is_used_when_there_is_one_else_the_account() -> None:
    basic = requests.auth._basic_auth_str
    with_key, _ = asked("")
    assert with_key.headers["Authorization"] == basic(SETTINGS.api_key, SETTINGS.api_secret)
    for missing in ({"api_key": ""}, {"api_secret": ""}):
        without, _ = asked("", **missing)
        assert without.headers["Authorization"] == basic(SETTINGS.account_sid, SETTINGS.auth_token)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TwilioRestException(429, "/Calls"), 429),
        (TwilioException("Unable to fetch page", Response(503, "{}")), 503),
        (TwilioException("Credentials are required"), 0),
        (TwilioException(), 0),
    ],
)
def test_the_status_of_a_refusal(error: TwilioException, status: int) -> None:
    assert status_of(error) == status


def test_proxies_of_the_environment_are_not_used() -> None:
    assert make_client(SETTINGS).http_client.session.trust_env is False
