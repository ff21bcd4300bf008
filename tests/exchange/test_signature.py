"""Signatures against the vectors of reference 3.2, and the rules about ports and credentials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from exchange.signature import sign, signed_url

TOKEN = "f00dfacef00dfacef00dfacef00dface"
BASE = "https://cc.example.net"
POST = {
    "CallSid": "CA0123456789abcdef0123456789abcdef",
    "From": "+15005550006",
    "To": "+15005550001",
    "Digits": "42",
    "SpeechResult": "",
}
QUERY = (
    "CallSid=CA0123456789abcdef0123456789abcdef&From=%2B15005550006&To=%2B15005550001&Digits=42&SpeechResult="
)


@pytest.mark.parametrize(
    ("url", "fields", "signature"),
    [
        (f"{BASE}/voice/menu?tenant=7&lang=en", POST, "cpExW5v6BPY2yHD/OgL3MX2F2JU="),
        (
            f"{BASE}/hook?bodySHA256=93a23971a914e5eacbf0a8d25154cda309c3c1c72fbb9914d47c60f3cb681588",
            None,
            "CgTvNlO0VHr7lihlmcNP1YLrc2g=",
        ),
        (f"{BASE}/voice/menu?{QUERY}", None, "bTi8IWqby90PMnPgSAU9m7sUpgQ="),
        ("wss://cc.example.net/media", None, "gxU/3PO1y1aGdWREYuIaQTKmhh8="),
        ("wss://cc.example.net/media/", None, "9i0g3CIJBQ+qB+D8a2WbU54HodE="),
    ],
)
def test_vectors(url: str, fields: dict[str, str] | None, signature: str) -> None:
    assert sign(TOKEN, url, fields) == signature


@pytest.mark.parametrize(
    ("url", "signed"),
    [
        ("https://user:pass@h.example:8443/p?x=1#rc=2", "https://h.example/p?x=1"),
        ("http://h.example:5000/p", "http://h.example:5000/p"),
        ("wss://h.example:443/m", "wss://h.example/m"),
        ("ws://127.0.0.1:5000/m", "ws://127.0.0.1:5000/m"),
    ],
)
def test_what_is_signed(url: str, signed: str) -> None:
    assert signed_url(url) == signed


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8), max_size=6))
def test_the_vendors_validator_agrees(fields: dict[str, str]) -> None:
    url = "http://h.example:5000/p?q=1"
    assert RequestValidator(TOKEN).validate(url, fields, sign(TOKEN, url, fields))
