"""`voicemail`: the ticket first, then the message, then thanks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import HangUp, OpenTicket, Record, Say
from ivr.events import FactsFound, RecordingFinished, TicketNow
from tests.ivr.conftest import Call

STEPS = {
    "leave": {"voicemail": "billing", "at_most": "90s", "next": "after"},
    "after": {"say": "{ticket.number}."},
}


@pytest.mark.parametrize(("prompt", "words"), [({}, None), ({"prompt": "Speak."}, "Speak.")])
def test_the_ticket_is_opened_before_the_message(
    call: Callable[..., Call], prompt: dict[str, Any], words: str | None
) -> None:
    reply = call({**STEPS, "leave": {**STEPS["leave"], **prompt}})
    said = Say(words or phrase("voicemail_prompt", "en-US"), "en-US", "Joanna")
    assert reply.reply.actions[-2:] == (OpenTicket("voicemail", "billing"), Record(1, (said,), "billing", 90))


@pytest.mark.parametrize("seconds", [0, 12])
def test_after_the_message(call: Callable[..., Call], seconds: int) -> None:
    reply = call(STEPS)
    reply.tell(RecordingFinished, seconds, ticket="17")
    assert reply.spoken == [phrase("voicemail_thanks", "en-US"), "1 7."]
    assert reply.question == HangUp("done")


def test_hanging_up_is_how_most_messages_end(call: Callable[..., Call]) -> None:
    reply = call(STEPS)
    reply.tell(RecordingFinished, 12, hung_up=True)
    assert reply.question == HangUp("caller")
    assert reply.marks("caller_left") == [{"step": "leave", "phase": "record"}]
    assert reply.spoken == []


def test_added_to_the_ticket_that_was_told(call: Callable[..., Call]) -> None:
    add = {**STEPS["leave"], "to": "open ticket"}
    known = {"when": {"ticket": "open"}, "then": "leave", "else": "leave"}
    reply = call({"known": known, **STEPS, "leave": add})
    reply.tell(FactsFound, tickets={"": TicketNow("1042", "open")})
    assert reply.one(OpenTicket) == OpenTicket("voicemail", "billing", "1042")


def test_else_to_the_newest(call: Callable[..., Call]) -> None:
    reply = call({**STEPS, "leave": {**STEPS["leave"], "to": "open ticket"}})
    assert reply.one(OpenTicket) == OpenTicket("voicemail", "billing", "newest")
