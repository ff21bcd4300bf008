"""`queue`: the wait, its offers, and every way out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Enqueue, HangUp, LeaveQueue, OpenTicket, PromiseCallback, Record
from ivr.events import QueueKeyPressed, QueueLeft, RecordingFinished
from tests.ivr.conftest import CALLER, Call

OFFERS = {"callback": {"key": "1", "after": "60s"}, "voicemail": {"key": "2"}}


def steps(offers: dict[str, Any] | None = None, **waiting: Any) -> dict[str, Any]:
    queue = {
        "queue": "billing",
        "waiting": {"music": "calm", "offers": offers if offers is not None else OFFERS, **waiting},
        "at_most": "10m",
        "next": "survey",
        "else": "closed",
    }
    ways = {name: {"say": name} for name in ("survey", "closed", "promise")}
    return {"wait": queue, **ways}


def test_the_question(call: Callable[..., Call]) -> None:
    say = "You are {queue.position}, {caller.number}, about {queue.wait} {nothing}."
    asked = call(steps(announce=["position", "wait"], every="45s", say=say))
    assert asked.question == Enqueue(
        seq=1,
        queue="billing",
        priority=0,
        music="calm",
        announce=("position", "wait"),
        every_s=45,
        at_most_s=600,
        language="en-US",
        voice="Joanna",
        sentence="You are {queue.position}, 5 5 1 1 9 8 8 8 8 7 7 7 7, about {queue.wait} .",
        offers=(
            ("1", 60, phrase("queue_offer_callback", "en-US", key="1")),
            ("2", 0, phrase("queue_offer_voicemail", "en-US", key="2")),
        ),
    )


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("answered", "survey"),
        ("timeout", "closed"),
        ("full", "closed"),
        ("error", "closed"),
        ("leave", "closed"),
    ],
)
def test_leaving_without_a_key(call: Callable[..., Call], result: str, said: str) -> None:
    asked = call(steps())
    asked.tell(QueueLeft, result)
    assert asked.spoken == [said]


def test_hanging_up_while_waiting(call: Callable[..., Call]) -> None:
    asked = call(steps())
    asked.tell(QueueLeft, "hangup", 40)
    assert asked.question == HangUp("caller")
    assert asked.marks("caller_left") == [{"step": "wait", "phase": "queue"}]


@pytest.mark.parametrize(
    ("key", "waited_s", "result"),
    [("1", 59, None), ("1", 60, "callback"), ("2", 0, "voicemail"), ("3", 99, None), ("", 99, None)],
)
def test_keys_while_waiting(call: Callable[..., Call], key: str, waited_s: int, result: str | None) -> None:
    asked = call(steps())
    asked.tell(QueueKeyPressed, key, waited_s)
    assert asked.reply.stale is (result is None)
    assert [leave.result for leave in asked.found(LeaveQueue)] == ([result] if result else [])
    assert (asked.state.seq, asked.state.phase) == (1, "queue")


def test_the_first_key_counts_and_again_gives_the_same(call: Callable[..., Call]) -> None:
    asked = call(steps())
    first = asked.tell(QueueKeyPressed, "1", 61)
    assert first.actions == (PromiseCallback("billing", CALLER), LeaveQueue("callback"))
    again = asked.tell(QueueKeyPressed, "1", 62)
    assert again.actions == (LeaveQueue("callback"),)
    assert asked.tell(QueueKeyPressed, "2", 63).stale
    assert asked.state.choice == "callback"


def take(call: Call, key: str, result: str = "leave") -> Call:
    call.tell(QueueKeyPressed, key, 61)
    call.tell(QueueLeft, result, 62)
    return call


def test_the_shipped_callback(call: Callable[..., Call]) -> None:
    taken = call(steps())
    taken.tell(QueueKeyPressed, "1", 61)
    assert taken.one(PromiseCallback) == PromiseCallback("billing", CALLER), "kept at the key"
    taken.tell(QueueLeft, "leave", 62)
    assert taken.found(PromiseCallback) == []
    promised = phrase("callback_place_kept", "en-US", number=CALLER)
    assert taken.spoken == [promised, phrase("goodbye", "en-US")]
    assert taken.question == HangUp("done")


def test_the_shipped_callback_for_a_withheld_number(call: Callable[..., Call]) -> None:
    taken = take(call(steps(), caller=""), "1")
    assert taken.found(PromiseCallback) == []
    assert taken.spoken == [phrase("callback_no_number", "en-US"), "closed"]


def test_the_shipped_voicemail(call: Callable[..., Call]) -> None:
    taken = take(call(steps()), "2")
    assert taken.one(OpenTicket) == OpenTicket("voicemail", "billing")
    assert taken.one(Record).queue == "billing"
    taken.tell(RecordingFinished, 9)
    assert taken.spoken == [phrase("voicemail_thanks", "en-US"), phrase("goodbye", "en-US")]
    assert taken.question == HangUp("done")


def test_the_authors_step_for_an_offer(call: Callable[..., Call]) -> None:
    taken = take(call(steps({"callback": {"key": "*", "next": "promise"}})), "*")
    assert taken.spoken == ["promise"]
    assert ("wait", "callback") in taken.reply.exits


@pytest.mark.parametrize(("result", "said"), [("timeout", "We will call you back"), ("answered", "survey")])
def test_a_key_pressed_as_the_wait_ends(call: Callable[..., Call], result: str, said: str) -> None:
    taken = take(call(steps()), "1", result)
    assert taken.spoken[0].startswith(said)
