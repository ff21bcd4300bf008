"""`fetch`: only allowed hosts, values that cannot redirect it, only wanted variables kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ivr.actions import Fetch, HangUp, Say
from ivr.events import FetchAnswered
from ivr.steps.fetch import host_of
from tests.ivr.conftest import CALLER, Call


def steps(url: str = "https://api.example.org/c/{caller.number}?l={call.language}") -> dict[str, Any]:
    fetch = {
        "url": url,
        "method": "POST",
        "headers": {"X-Caller": "{caller.number}"},
        "body": {"who": "{caller.number}"},
        "store": {"name": "customer.first"},
    }
    return {
        "set": {"set": {"host": "evil.example/"}, "next": "ask"},
        "ask": {"fetch": fetch, "next": "yes", "else": "no"},
        "yes": {"say": "Hello {name}."},
        "no": {"say": "Hello."},
    }


def test_the_question(call: Callable[..., Call]) -> None:
    asked = call(steps(), fetch_hosts=["api.example.org"])
    assert asked.question == Fetch(
        seq=1,
        url="https://api.example.org/c/%2B5511988887777?l=en-US",
        method="POST",
        headers={"X-Caller": CALLER},
        body={"who": CALLER},
        timeout_s=3,
        store={"name": "customer.first"},
    )


@pytest.mark.parametrize(
    ("ok", "values", "said"),
    [
        (True, {"name": "Ana", "other": "x"}, "Hello Ana."),
        (True, {}, "Hello ."),
        (True, {"name": "A\nB"}, "Hello A B."),
        (False, {"name": "Ana"}, "Hello."),
    ],
)
def test_the_answer(call: Callable[..., Call], ok: bool, values: dict[str, str], said: str) -> None:
    asked = call(steps(), fetch_hosts=["api.example.org"])
    asked.tell(FetchAnswered, ok, values)
    assert asked.one(Say).text == said
    assert asked.question == HangUp("done")
    assert "other" not in asked.state.variables


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "https://{host}api.example.org/",
        "https://api.example.org@evil.example/",
        "https://[not-an-address/",
    ],
)
def test_other_hosts_are_never_asked(call: Callable[..., Call], url: str) -> None:
    reply = call(steps(url), fetch_hosts=["api.example.org"])
    assert reply.found(Fetch) == []
    assert reply.one(Say).text == "Hello."
    assert reply.marks("fetch_refused") == [{"step": "ask"}]


def test_host_of() -> None:
    assert host_of("https://API.example.org:8443/x") == "api.example.org"
    assert host_of("https://[bad") == ""
