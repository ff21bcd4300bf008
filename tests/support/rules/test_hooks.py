"""What an outgoing webhook may be, how it is signed, where it may go."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest

from support.errors import Refused
from support.rules import hooks

INSIDE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:0a00:0001::", "not an address",
)  # fmt: skip
OUTSIDE = ("8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_that_are_not_of_the_internet(address: str) -> None:
    assert not hooks.may_reach(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_of_the_internet(address: str) -> None:
    assert hooks.may_reach(address)


def test_a_deployment_may_tell_its_own_network() -> None:
    assert hooks.may_reach("127.0.0.1", inside=True)
    assert hooks.may_reach("10.0.0.1", inside=True)
    assert not hooks.may_reach("224.0.0.1", inside=True)


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "ftp://example.com/", "http://example.com/", "https://", "https:///path",
        "javascript:alert(1)",
        "file:///etc/passwd", "https://user@example.com/", "https://user:word@example.com/",
        "https://example.com/#part", "https://exa mple.com/", "https://example.com\\@127.0.0.1/",
        "https://example.com:port/", "https://[::1/", "https://[::1]/", "https://127.0.0.1/",
        "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://localhost/",
        "https://localhost./", "https://LOCALHOST/", "https://printer.local/", "https://db.internal/",
        "https://10.0.0.1/x", "https://169.254.169.254/latest/meta-data/", "https://0/",
        "https://[::ffff:127.0.0.1]/", "https://ex\u00e4mple.com/", "https://example.com/" + "x" * 500,
        "https://example.com/\r\nHost: other",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        hooks.check_url(url)


@pytest.mark.parametrize("url", ["https://example.com", "https://example.com:8443/a?b=c", "https://8.8.8.8/"])
def test_addresses_that_may_be(url: str) -> None:
    assert hooks.check_url(f" {url} ") == url


def test_inside_is_allowed_where_the_deployment_says_so() -> None:
    assert hooks.check_url("http://127.0.0.1:9000/x", inside=True) == "http://127.0.0.1:9000/x"


@pytest.mark.parametrize(
    ("events", "event", "wanted"),
    [
        (["*"], "call.ended", True), (["call.*"], "call.ended", True), (["call.ended"], "call.ended", True),
        (["call.ended"], "call.started", False), (["ticket.*"], "call.ended", False),
        (["call.ended"], hooks.TEST, True), ([], "call.ended", False),
    ],
)  # fmt: skip
def test_who_is_told_of_what(events: list[str], event: str, wanted: bool) -> None:
    assert hooks.wants(events, event) is wanted


def test_events_that_there_are_not() -> None:
    assert hooks.check_events(["ticket.*", "call.ended", "ticket.*"]) == ["call.ended", "ticket.*"]
    for wrong in (["call.began"], [], ["**"]):
        with pytest.raises(Refused):
            hooks.check_events(wrong)


def test_the_signature_by_an_independent_hand() -> None:
    header = hooks.signature("whsec_x", 1_700_000_000, b'{"id":"evt_1"}')
    expected = hmac.new(b"whsec_x", b'1700000000.{"id":"evt_1"}', hashlib.sha256).hexdigest()
    assert header == f"t=1700000000,v1={expected}"


def test_tries_go_on_for_about_a_day_and_then_end() -> None:
    pauses: list[timedelta] = []
    while (pause := hooks.pause(len(pauses) + 1)) is not None:
        pauses.append(pause)
    assert pauses == sorted(pauses)
    assert timedelta(hours=20) < sum(pauses, timedelta()) < timedelta(hours=30)
