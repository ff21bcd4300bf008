"""`callback`: promised before it is spoken, and never to nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import HangUp, PromiseCallback, Say
from tests.ivr.conftest import CALLER, Call


def steps(**more: Any) -> dict[str, Any]:
    return {
        "set": {"set": {"typed": "+12025550123", "local": "988887777"}, "next": "call"},
        "call": {"callback": "billing", "next": "after", "else": "failed", **more},
        "after": {"say": "after"},
        "failed": {"say": "failed"},
    }


@pytest.mark.parametrize(
    ("caller", "more", "number"),
    [
        (CALLER, {}, CALLER),
        ("", {"number": "{typed}"}, "+12025550123"),
        ("", {}, None),
        ("anonymous", {}, None),
        ("+266696687", {}, None),
        (CALLER, {"number": "{local}"}, None),
    ],
)
def test_numbers(call: Callable[..., Call], caller: str, more: dict[str, Any], number: str | None) -> None:
    reply = call(steps(**more), caller)
    if number is None:
        assert reply.found(PromiseCallback) == []
        assert reply.spoken == [phrase("callback_no_number", "en-US"), "failed"]
    else:
        assert reply.one(PromiseCallback) == PromiseCallback("billing", number)
        assert reply.spoken == [phrase("callback_promised", "en-US", number=number), "after"]
    assert reply.question == HangUp("done")


def test_the_promise_comes_before_its_words(call: Callable[..., Call]) -> None:
    actions = call(steps(say="We call you.")).reply.actions
    said = next(index for index, action in enumerate(actions) if isinstance(action, Say))
    assert actions[said] == Say("We call you.", "en-US", "Joanna")
    assert actions.index(PromiseCallback("billing", CALLER)) < said


def test_the_tickets_number_may_be_named_in_the_same_reply(call: Callable[..., Call]) -> None:
    """The engine does not know it yet: the place is kept for those who open the ticket."""
    steps = {
        "main": {"callback": "sales", "say": "Request {ticket.number}.", "next": "end", "else": "end"},
        "end": {"hang up": "Goodbye."},
    }
    assert call(steps).spoken[0] == "Request {ticket.number}."
