"""Requests to customers: overrides, retries, redirects, limits, cookies (reference 1.1, 2.7)."""

from __future__ import annotations

import time

import pytest
from flask import Response
from requests.cookies import RequestsCookieJar

from exchange.http import FetchError, HttpClient, Overrides
from tests.exchange.conftest import ACCOUNT, Customer, Town


@pytest.fixture
def client() -> HttpClient:
    return HttpClient(ACCOUNT.auth_token)


def status(code: int, **headers: str) -> Response:
    return Response("<Response/>", code, headers, mimetype="text/xml")


def failing(client: HttpClient, url: str) -> int:
    with pytest.raises(FetchError) as failed:
        client.send("POST", url, {"a": "b"}, "t")
    return failed.value.code


def test_fields_by_post_and_get(town: Town, client: HttpClient) -> None:
    url = town.customer.on("/x", "ok")
    client.send("POST", f"{url}?q=1", {"a": "é", "b": ""}, "t")
    client.send("GET", f"{url}?q=1", {"a": "+1 2"}, "t")
    post, get = town.customer.requests("/x")
    assert (post.method, post.fields) == ("POST", {"q": "1", "a": "é", "b": ""})
    assert (get.method, get.fields) == ("GET", {"q": "1", "a": "+1 2"})
    assert {asked.headers["I-Twilio-Idempotency-Token"] for asked in (post, get)} == {"t"}


def test_the_fragment_says_how_and_is_not_sent() -> None:
    rules = Overrides.of("https://h/p?x=1#rc=2&rp=5xx,rt&rt=4000&ct=50&tt=x")
    assert (rules.retries, rules.retry_on) == (2, frozenset({"5xx", "rt"}))
    assert (rules.read_s, rules.connect_s, rules.total_s) == (4.0, 0.1, 15.0)
    assert Overrides.of("https://h/p#rp=all").retry_on == {"4xx", "5xx", "ct", "rt"}


@pytest.mark.parametrize(
    ("fragment", "times"), [("", 1), ("#rp=5xx", 2), ("#rc=3&rp=5xx", 4), ("#rp=4xx", 1), ("#rc=0&rp=all", 1)]
)
def test_errors_are_retried_only_when_asked(
    town: Town, client: HttpClient, fragment: str, times: int
) -> None:
    url = town.customer.on("/x", status(503))
    assert failing(client, url + fragment) == 11200
    asked = town.customer.requests("/x")
    assert len(asked) == times
    assert {a.headers["I-Twilio-Idempotency-Token"] for a in asked} == {"t"}


def test_a_retry_can_succeed(town: Town, client: HttpClient) -> None:
    url = town.customer.on("/x", status(500), "ok")
    assert client.send("POST", f"{url}#rp=5xx", {}, "t").body.endswith(b"</Response>")


def test_slow_answers_time_out(town: Town, client: HttpClient) -> None:
    def slow(_: object) -> str:
        time.sleep(0.4)
        return "late"

    url = town.customer.on("/x", slow)
    begun = time.monotonic()
    assert failing(client, f"{url}#rt=100") == 11200
    assert time.monotonic() - begun < 0.35


def test_redirects_lose_the_body_and_end_somewhere(town: Town, client: HttpClient) -> None:
    town.customer.on("/x", status(302, Location="/y"))
    town.customer.on("/y", "there")
    reply = client.send("POST", town.customer.base + "/x", {"a": "b"}, "t")
    assert reply.url.endswith("/y")
    assert (town.customer.requests("/y")[0].method, town.customer.requests("/y")[0].fields) == ("GET", {})
    town.customer.on("/loop", status(302, Location="/loop"))
    assert failing(client, town.customer.base + "/loop") == 11215
    assert len(town.customer.requests("/loop")) == 11


def test_what_cannot_be_fetched(town: Town, client: HttpClient) -> None:
    assert failing(client, "http://127.0.0.1:9/x") == 11205
    assert failing(client, "/relative") == 11100
    assert failing(client, "ftp://h/x") == 11100
    assert failing(client, town.customer.on("/big", "x" * 70_000)) == 11750
    loud = Response(b"x" * 70_000, mimetype="audio/x-wav")
    assert len(client.send("GET", town.customer.on("/sound", loud), {}, "t").body) == 70_000
    assert failing(client, town.customer.on("/gone", status(404))) == 11200


def test_cookies_stay_with_their_call(town: Town, client: HttpClient) -> None:
    cookie = status(200)
    cookie.set_cookie("seat", "12")
    url = town.customer.on("/x", cookie)
    mine, other = RequestsCookieJar(), RequestsCookieJar()
    client.send("POST", url, {}, "1", mine)
    client.send("POST", url, {}, "2", mine)
    client.send("POST", url, {}, "3", other)
    seen = [asked.headers.get("Cookie") for asked in town.customer.requests("/x")]
    assert seen == [None, "seat=12", None]


def test_customer_fixture_notices_forgery(town: Town) -> None:
    forger = HttpClient("another token")
    forger.send("POST", town.customer.on("/x", "ok"), {}, "t")
    assert town.customer.forged == ["/x"]
    town.customer.forged.clear()
    assert isinstance(town.customer, Customer)
