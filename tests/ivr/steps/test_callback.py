"""`callback`: promised before it is spoken, and never to nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import CancelCallback, FindFacts, HangUp, Mark, PromiseCallback, Say
from ivr.events import LineNow
from ivr.numbers import grouped
from tests.ivr.conftest import CALLER, Call, build


def steps(**more: Any) -> dict[str, Any]:
    return {
        "set": {
            "set": {"typed": "+5521999998888", "abroad": "+12025550123", "local": "988887777"},
            "next": "call",
        },
        "call": {"callback": "billing", "confirm": False, "next": "after", "else": "failed", **more},
        "after": {"say": "after"},
        "failed": {"say": "failed"},
    }


@pytest.mark.parametrize(
    ("caller", "more", "number"),
    [
        (CALLER, {}, CALLER),
        ("", {"number": "{typed}"}, "+5521999998888"),
        ("", {"number": "{abroad}"}, None),
        ("+559005550123", {}, None),
        ("", {}, None),
        ("anonymous", {}, None),
        ("+266696687", {}, None),
        (CALLER, {"number": "{local}"}, None),
    ],
)
def test_numbers(call: Callable[..., Call], caller: str, more: dict[str, Any], number: str | None) -> None:
    reply = call(steps(**more), caller)
    offered = [mark for mark in reply.found(Mark) if mark.kind == "callback_offered"]
    assert offered == ([Mark("callback_offered", {"queue": "billing"})] if number else [])
    if number is None:
        assert reply.found(PromiseCallback) == []
        assert reply.spoken == [phrase("callback_no_number", "en-US"), "failed"]
    else:
        assert reply.one(PromiseCallback) == PromiseCallback("billing", number)
        said = grouped(number, "BR")
        assert reply.spoken == [phrase("callback_promised", "en-US", number=said), "after"]
    assert reply.question == HangUp("done")


def test_the_promise_comes_before_its_words(call: Callable[..., Call]) -> None:
    actions = call(steps(say="We call you.")).reply.actions
    said = next(index for index, action in enumerate(actions) if isinstance(action, Say))
    assert actions[said] == Say("We call you.", "en-US", "Joanna")
    assert actions.index(PromiseCallback("billing", CALLER)) < said


def test_the_tickets_number_may_be_named_in_the_same_reply(call: Callable[..., Call]) -> None:
    """The engine does not know it yet: the place is kept for those who open the ticket."""
    steps = {
        "main": {
            "callback": "sales",
            "confirm": False,
            "say": "Request {ticket.number}.",
            "next": "end",
            "else": "end",
        },
        "end": {"hang up": "Goodbye."},
    }
    assert call(steps).spoken[0] == "Request {ticket.number}."


def test_a_callback_that_is_open_is_asked_about_first() -> None:
    asked = Call(build(steps()))
    asked.tell_line = False
    assert asked.begin().question == FindFacts(1, line="billing", number=CALLER)


@pytest.mark.parametrize(
    ("answer", "said", "cancelled"),
    [("1", "callback_kept", []), ("2", "callback_cancelled", [CancelCallback("billing", CALLER)])],
)
def test_keep_or_cancel(
    call: Callable[..., Call], answer: str, said: str, cancelled: list[CancelCallback]
) -> None:
    asked = call(steps(), line=LineNow(has_callback=True))
    assert asked.spoken == [phrase("callback_open", "en-US"), phrase("callback_or_cancel", "en-US")]
    assert "callback_offered" not in {mark.kind for mark in asked.found(Mark)}
    asked.press(answer)
    assert asked.spoken == [phrase(said, "en-US"), "after"]
    assert asked.found(CancelCallback) == cancelled
    assert asked.found(PromiseCallback) == []


def test_the_authors_words_end_the_conversation(call: Callable[..., Call]) -> None:
    asked = call(steps(confirm=True, say="We call {callback.number}."))
    asked.press("1")
    assert asked.spoken == ["We call 5 5 1 1 9 8 8 8 8 7 7 7 7.", "after"]
