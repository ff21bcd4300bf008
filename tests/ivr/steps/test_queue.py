"""`queue`: the wait, its offers, and every way out of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import (
    CancelCallback,
    Enqueue,
    FindFacts,
    HangUp,
    LeaveQueue,
    Listen,
    Mark,
    OpenTicket,
    PromiseCallback,
    Record,
)
from ivr.events import FactsFound, LineNow, QueueKeyPressed, QueueLeft, RecordingFinished
from tests.ivr.conftest import CALLER, MONDAY_NOON, Call, build

KEPT = phrase("callback_place_kept", "en-US", number="11,98888,7777")
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
        seq=2,
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
        calls_back="billing",
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
    assert (asked.state.seq, asked.state.phase) == (2, "queue")


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
    assert taken.spoken == [KEPT, phrase("callback_confirm", "en-US")]
    taken.be_silent()
    assert taken.found(PromiseCallback) == []
    assert taken.spoken == [phrase("callback_noted", "en-US"), phrase("goodbye", "en-US")]
    assert taken.question == HangUp("done")


def test_a_callback_without_a_question(call: Callable[..., Call]) -> None:
    taken = take(call(steps({"callback": {"key": "1", "confirm": False}})), "1")
    assert taken.spoken == [KEPT, phrase("goodbye", "en-US")]
    assert taken.question == HangUp("done")


@pytest.mark.parametrize(
    ("confirm", "spoken"),
    [
        (False, [phrase("callback_no_number", "en-US"), "closed"]),
        (True, [phrase("callback_which_number", "en-US")]),
    ],
)
def test_the_shipped_callback_for_a_withheld_number(
    call: Callable[..., Call], confirm: bool, spoken: list[str]
) -> None:
    taken = take(call(steps({"callback": {"key": "1", "confirm": confirm}}), caller=""), "1")
    assert taken.found(PromiseCallback) == []
    assert taken.spoken == spoken


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


# --- on the way into the line ----------------------------------------------------------------------------

OFFICE: dict[str, Any] = {
    "hours": {"office": {"mon-fri": "08:00-18:00"}},
    "timezone": "America/Sao_Paulo",
    "queues": {
        "billing": {
            "title": "Billing",
            "hours": "office",
            "music": "bright",
            "announce": ["wait"],
            "say": "You are {queue.position}.",
        },
        "nights": {"title": "Nights", "hours": "office"},
    },
}
SUNDAY = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)


def test_the_line_is_looked_at_first() -> None:
    asked = Call(build(steps()))
    asked.tell_line = False
    assert asked.begin().question == FindFacts(1, line="billing", number=CALLER)


def test_what_the_step_leaves_open_is_as_the_queue_says(call: Callable[..., Call]) -> None:
    asked = call({"wait": {"queue": "billing", "skills": {"spanish": 3}, "else": "hang up"}}, **OFFICE)
    wanted = asked.one(Enqueue)
    assert (wanted.music, wanted.announce, wanted.sentence) == (
        "bright",
        ("wait",),
        "You are {queue.position}.",
    )
    assert wanted.skills == {"spanish": 3}
    assert wanted.closes_at == datetime(2026, 3, 2, 21, 0, tzinfo=UTC), "18:00 in São Paulo"


def test_what_nobody_says_is_left_to_the_line(call: Callable[..., Call]) -> None:
    wanted = call({"wait": {"queue": "sales", "else": "hang up"}}, **OFFICE).one(Enqueue)
    assert (wanted.music, wanted.announce, wanted.sentence, wanted.closes_at) == ("", None, "", None)


def test_an_author_may_want_silence(call: Callable[..., Call]) -> None:
    assert call(steps(announce=[]), **OFFICE).one(Enqueue).announce == ()


def test_a_closed_queue_is_not_joined(call: Callable[..., Call]) -> None:
    asked = call(steps(), now=SUNDAY, **OFFICE)
    assert asked.spoken == [phrase("queue_closed", "en-US"), "closed"]
    assert asked.found(Enqueue) == []
    assert asked.marks("closed") == [{"step": "wait", "queue": "billing"}]


FULL = LineNow(is_full=True, overflow="sales")


@pytest.mark.parametrize(
    ("first", "second", "queue"),
    [
        (FULL, LineNow(), "sales"),
        (FULL, FULL, None),
        (LineNow(is_full=True), None, None),
        (LineNow(is_full=False, overflow="sales"), None, "billing"),
    ],
)
def test_a_full_line(first: LineNow, second: LineNow | None, queue: str | None) -> None:
    asked = Call(build(steps()))
    asked.tell_line = False
    asked.begin()
    asked.tell(FactsFound, line=first)
    if second:
        assert asked.one(FindFacts).line == "sales"
        asked.tell(FactsFound, line=second)
    if queue:
        assert asked.one(Enqueue).queue == queue
    else:
        assert asked.spoken == [phrase("queue_full", "en-US"), "closed"]


def test_a_full_line_whose_overflow_is_closed(call: Callable[..., Call]) -> None:
    lines = {**OFFICE["queues"], "billing": {"title": "Billing"}}
    more = {**OFFICE, "queues": lines}
    asked = call(steps(), line=LineNow(is_full=True, overflow="nights"), now=SUNDAY, **more)
    assert asked.spoken == [phrase("queue_full", "en-US"), "closed"]


def test_a_key_counts_after_an_overflow() -> None:
    """What was kept while the other line was looked at is not what the caller pressed."""
    asked = Call(build(steps()))
    asked.tell_line = False
    asked.begin()
    asked.tell(FactsFound, line=FULL)
    asked.tell(FactsFound, line=LineNow())
    assert not asked.tell(QueueKeyPressed, "2", 5).stale


# --- a callback before the wait ----------------------------------------------------------------------------

OVER = {"callback": {"key": "3", "over": "5m"}}
SLOW = LineNow(wait_s=601)


def test_a_long_wait_is_told_and_a_callback_offered(call: Callable[..., Call]) -> None:
    asked = call(steps(OVER), line=SLOW)
    assert asked.spoken == [
        phrase("queue_wait", "en-US", minutes=11),
        phrase("callback_over", "en-US", key="3"),
    ]
    assert Mark("callback_offered", {"queue": "billing"}) in asked.found(Mark)
    asked.press("3")
    assert asked.one(PromiseCallback) == PromiseCallback("billing", CALLER)
    assert asked.spoken[0] == KEPT
    assert ("wait", "callback") in asked.reply.exits
    asked.press("1")
    assert asked.question == HangUp("done")


@pytest.mark.parametrize("wait_s", [None, 0, 300])
def test_a_wait_that_is_short_or_unknown_is_not_spoken_of(
    call: Callable[..., Call], wait_s: int | None
) -> None:
    assert isinstance(call(steps(OVER), line=LineNow(wait_s=wait_s)).question, Enqueue)


@pytest.mark.parametrize("said", ["call me back", "yes", "three"])
def test_words_take_the_offer(call: Callable[..., Call], said: str) -> None:
    asked = call(steps(OVER), line=SLOW)
    asked.say(said)
    assert asked.found(PromiseCallback)


@pytest.mark.parametrize("said", ["i will wait", "no", "something else", ""])
def test_everything_else_waits(call: Callable[..., Call], said: str) -> None:
    asked = call(steps(OVER), line=SLOW)
    asked.say(said)
    assert asked.one(Enqueue).queue == "billing"


def test_silence_and_other_keys_wait(call: Callable[..., Call]) -> None:
    asked = call(steps(OVER), line=SLOW)
    asked.be_silent()
    assert isinstance(asked.question, Enqueue)
    asked = call(steps(OVER), line=SLOW)
    asked.press("1")
    assert isinstance(asked.question, Enqueue)


def test_the_authors_step_for_an_offer_before_the_wait(call: Callable[..., Call]) -> None:
    asked = call(steps({"callback": {"key": "3", "over": "5m", "next": "promise"}}), line=SLOW)
    asked.press("3")
    assert asked.spoken == ["promise"]


# --- a callback is open already -----------------------------------------------------------------------

OPEN = LineNow(is_full=True, has_callback=True)


def test_a_callback_that_is_open_is_kept(call: Callable[..., Call]) -> None:
    asked = call(steps(), line=OPEN)
    assert asked.spoken == [phrase("callback_open", "en-US"), phrase("callback_or_wait", "en-US")]
    asked.press("1")
    assert asked.spoken == [phrase("callback_kept", "en-US"), phrase("goodbye", "en-US")]
    assert asked.found(CancelCallback) == []
    assert asked.question == HangUp("done")


def test_a_callback_that_is_open_is_cancelled_for_the_line(call: Callable[..., Call]) -> None:
    """Full or not: they have a place there."""
    asked = call(steps(), line=OPEN)
    asked.say("cancel it")
    assert asked.one(CancelCallback) == CancelCallback("billing", CALLER)
    assert asked.spoken == [phrase("callback_cancelled", "en-US")]
    assert asked.one(Enqueue).queue == "billing"


def test_who_says_nothing_keeps_it(call: Callable[..., Call]) -> None:
    asked = call(steps(), line=OPEN)
    for _ in range(2):
        asked.be_silent()
        assert isinstance(asked.question, Listen)
    asked.be_silent()
    assert asked.spoken[0] == phrase("callback_kept", "en-US")


def test_the_wait_ends_when_the_queue_closes(call: Callable[..., Call]) -> None:
    late = MONDAY_NOON + timedelta(hours=8, minutes=59)
    assert call(steps(), now=late, **OFFICE).one(Enqueue).closes_at == MONDAY_NOON + timedelta(hours=9)
