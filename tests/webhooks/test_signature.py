"""Only the phone company comes in: the reference's vectors, every route, and what proxies do to requests."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, Request
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder

from tests.webhooks.door import BASE, SETTINGS, SID, TOKEN, VALIDATOR, Door
from webhooks.signature import SignatureCheck

CC = SignatureCheck(replace(SETTINGS, public_url="https://cc.example.net"))
FORM = {
    "CallSid": "CA0123456789abcdef0123456789abcdef",
    "From": "+15005550006",
    "To": "+15005550001",
    "Digits": "42",
    "SpeechResult": "",
}
QUERY = (
    "CallSid=CA0123456789abcdef0123456789abcdef&From=%2B15005550006&To=%2B15005550001&Digits=42&SpeechResult="
)
JSON_HASH = "93a23971a914e5eacbf0a8d25154cda309c3c1c72fbb9914d47c60f3cb681588"


def asked(builder: EnvironBuilder, signature: str, **environ: str) -> Request:
    """The request as a server sees it: from inside, through whatever stands before it."""
    builder.headers["X-Twilio-Signature"] = signature
    return Request(builder.get_environ() | environ)


@pytest.mark.parametrize(
    ("builder", "signature"),
    [
        (
            EnvironBuilder("/voice/menu?tenant=7&lang=en", method="POST", data=FORM),
            "cpExW5v6BPY2yHD/OgL3MX2F2JU=",
        ),
        (EnvironBuilder("/voice/menu?" + QUERY), "bTi8IWqby90PMnPgSAU9m7sUpgQ="),
        (
            EnvironBuilder(
                f"/hook?bodySHA256={JSON_HASH}",
                method="POST",
                data=b'{"hello":"world"}',
                content_type="application/json",
            ),
            "CgTvNlO0VHr7lihlmcNP1YLrc2g=",
        ),
    ],
    ids=["POST", "GET", "JSON"],
)
def test_the_references_vectors(builder: EnvironBuilder, signature: str) -> None:
    assert CC.passes(asked(builder, signature))
    wrong = ("A" if signature[0] != "A" else "B") + signature[1:]
    assert not CC.passes(asked(builder, wrong))


def test_the_algorithm_stands_by_itself() -> None:
    """Not only the vendor's library says so: HMAC-SHA1 over the URL and the sorted fields."""
    text = "https://cc.example.net/voice/menu?tenant=7&lang=en" + "".join(
        name + FORM[name] for name in sorted(FORM)
    )
    made = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
    assert CC.passes(asked(EnvironBuilder("/voice/menu?tenant=7&lang=en", method="POST", data=FORM), made))


def routes(app: Flask) -> Iterator[Rule]:
    yield from (rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/twilio/"))


def test_every_route_refuses_what_is_not_signed(door: Door) -> None:
    found = list(routes(door.app))
    assert len(found) >= 15
    before = door.everything()
    for rule in found:
        for signature in ("", "AAAA", "é", VALIDATOR.compute_signature(BASE + rule.rule, {"other": "form"})):
            for method in ("GET", "POST", "PUT", "HEAD", "OPTIONS"):
                reply = door.client.open(
                    rule.rule,
                    method=method,
                    data={"CallSid": SID},
                    headers={"X-Twilio-Signature": signature.encode("utf-8").decode("latin-1")},
                )
                assert reply.status_code == 403, (method, rule.rule, signature)
    assert door.everything() == before


# --- the media stream's handshake ----------------------------------------------------------------------

STREAM = "wss://ramal.example.com/twilio/media"
ASKS = {"Upgrade": "websocket", "Connection": "Upgrade"}


def handshake(signature: str, path: str = "/twilio/media") -> Request:
    builder = EnvironBuilder(path, headers=[*ASKS.items(), ("X-Twilio-Signature", signature)])
    return Request(builder.get_environ())


@pytest.mark.parametrize("signed", [STREAM, STREAM + "/"])
@pytest.mark.parametrize("path", ["/twilio/media", "/twilio/media/"])
def test_a_handshake_is_signed_with_or_without_a_slash(signed: str, path: str) -> None:
    check = SignatureCheck(SETTINGS)
    signature = VALIDATOR.compute_signature(signed, {})
    assert check.passes_handshake(signature)
    assert check.passes(handshake(signature, path))


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "AAAA",
        "é",
        "\udce9",
        VALIDATOR.compute_signature("https://ramal.example.com/twilio/media", {}),
        VALIDATOR.compute_signature("ws://ramal.example.com/twilio/media", {}),
        VALIDATOR.compute_signature("wss://evil.example.com/twilio/media", {}),
        VALIDATOR.compute_signature(STREAM + "?x=1", {}),
        VALIDATOR.compute_signature(STREAM, {"CallSid": SID}),
    ],
)
def test_no_other_signature_opens_a_stream(signature: str) -> None:
    check = SignatureCheck(SETTINGS)
    assert not check.passes_handshake(signature)
    assert signature == "\udce9" or not check.passes(handshake(signature))


def test_a_handshakes_signature_opens_no_webhook(door: Door) -> None:
    """It never changes, so whoever has seen it once could have sent any webhook with one more header."""
    signature = VALIDATOR.compute_signature(STREAM, {})
    for headers in ({"Upgrade": "websocket"}, ASKS, {"Upgrade": "WebSocket", "Connection": "close"}):
        reply = door.client.post(
            "/twilio/voice", data={"CallSid": SID}, headers=headers | {"X-Twilio-Signature": signature}
        )
        assert reply.status_code == 403
    assert door.everything()["calls"] == []


def test_ears_at_another_address_have_its_signature() -> None:
    check = SignatureCheck(replace(SETTINGS, ears_url="wss://ears.example.com/twilio/media"))
    assert check.passes_handshake(VALIDATOR.compute_signature("wss://ears.example.com/twilio/media", {}))
    assert not check.passes_handshake(VALIDATOR.compute_signature(STREAM, {}))


def test_a_signed_get_is_no_server_error(door: Door) -> None:
    for rule in routes(door.app):
        signature = VALIDATOR.compute_signature(BASE + rule.rule, {})
        reply = door.client.get(rule.rule, headers={"X-Twilio-Signature": signature})
        assert reply.status_code in (404, 405), rule.rule


@pytest.mark.parametrize(
    "path", ["//twilio/voice", "/twilio//voice", "/./twilio/voice", "/x/../twilio/voice"]
)
def test_no_spelling_of_the_path_goes_round_the_check(door: Door, path: str) -> None:
    reply = door.client.post(path, data={"CallSid": SID})
    assert reply.status_code in (308, 403, 404)
    assert door.everything()["calls"] == []


@pytest.mark.parametrize(
    "form",
    [
        MultiDict({"CallSid": SID, "Body": "Olá ✆ \U0001f600 \u202e ‮ e\u0301"}),
        MultiDict({"CallSid": SID, "SpeechResult": "", "Digits": "", "": "nameless"}),
        MultiDict([("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "a"), ("CallSid", SID)]),
        MultiDict({"CallSid": SID, "Totally-New_Field[]": "1", "callsid": "lower"}),
        MultiDict({"CallSid": SID, "From": " +1 555 ", "Text": "a+b&c=d%20e\r\nf"}),
        MultiDict(),
    ],
    ids=["unicode", "blank", "repeated", "unknown", "spaces", "nothing"],
)
def test_whatever_is_signed_comes_in(door: Door, form: MultiDict[str, str]) -> None:
    assert door.post("message-status", form).status == 204


@pytest.mark.parametrize("query", ["x=%C3%A9+%2B%26", "a=1&a=2", "b[]=%5B%5D", "empty=", "=", "%E0%A4%A"])
def test_the_query_counts_as_it_was_sent(door: Door, query: str) -> None:
    assert door.post("message-status", {"CallSid": SID}, query=query).status == 204


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=5))
def test_any_form_that_the_vendor_signs_is_accepted(form: dict[str, str]) -> None:
    builder = EnvironBuilder("/twilio/voice?seq=1", method="POST", data=form)
    check = SignatureCheck(SETTINGS)
    received = Request(builder.get_environ()).form
    signature = VALIDATOR.compute_signature(BASE + "/twilio/voice?seq=1", received)
    assert check.passes(asked(builder, signature))
    assert not check.passes(
        asked(builder, signature, REQUEST_URI="/twilio/voice?seq=2", RAW_URI="/twilio/voice?seq=2")
    )


@pytest.mark.parametrize(
    ("public", "signed_for"),
    [
        ("https://cc.example.net", "https://cc.example.net:443"),
        ("https://cc.example.net:443", "https://cc.example.net"),
        ("https://cc.example.net:8443", "https://cc.example.net"),
        ("http://cc.example.net:5000", "http://cc.example.net:5000"),
        ("http://cc.example.net:5000", "http://cc.example.net"),
        ("http://cc.example.net", "http://cc.example.net:80"),
    ],
)
def test_with_and_without_port(public: str, signed_for: str) -> None:
    check = SignatureCheck(replace(SETTINGS, public_url=public))
    signature = VALIDATOR.compute_signature(signed_for + "/twilio/voice", FORM)
    assert check.passes(asked(EnvironBuilder("/twilio/voice", method="POST", data=FORM), signature))


def test_behind_a_proxy_the_configured_address_counts() -> None:
    """Inside it is http, another host and another port; a stranger's Host header changes nothing."""
    signature = VALIDATOR.compute_signature("https://cc.example.net/twilio/voice?seq=1", FORM)
    builder = EnvironBuilder(
        "/twilio/voice?seq=1",
        base_url="http://10.0.0.7:8000",
        method="POST",
        data=FORM,
        headers=[
            ("X-Forwarded-Proto", "http"),
            ("X-Forwarded-Host", "evil.example"),
            ("Forwarded", "host=x"),
        ],
    )
    assert CC.passes(asked(builder, signature))


def test_a_proxy_that_sends_the_absolute_address() -> None:
    signature = VALIDATOR.compute_signature("https://cc.example.net/twilio/voice?seq=1", FORM)
    builder = EnvironBuilder("/twilio/voice?seq=1", method="POST", data=FORM)
    target = "http://10.0.0.7/twilio/voice?seq=1"
    assert CC.passes(asked(builder, signature, RAW_URI=target, REQUEST_URI=target))


def test_another_accounts_token_does_not_open() -> None:
    other = SignatureCheck(replace(SETTINGS, auth_token="0" * 32, public_url="https://cc.example.net"))
    builder = EnvironBuilder("/voice/menu?tenant=7&lang=en", method="POST", data=FORM)
    assert not other.passes(asked(builder, "cpExW5v6BPY2yHD/OgL3MX2F2JU="))
