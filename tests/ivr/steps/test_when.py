"""`when`: at once for what the call knows, after a question for facts otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ivr.actions import FindFacts, HangUp, Say, SendMessage
from ivr.events import FactsFound, TicketNow
from tests.ivr.conftest import CALLER, Call

ENDS = {"yes": {"say": "yes"}, "no": {"say": "no"}}


def decide(condition: dict[str, Any]) -> dict[str, Any]:
    return {"if": {"when": condition, "then": "yes", "else": "no"}, **ENDS}


@pytest.mark.parametrize(
    ("condition", "way"),
    [
        ({"language": "en-US"}, "yes"),
        ({"not": {"language": "en-US"}}, "no"),
        ({"variable": "caller.number", "starts": "+55"}, "yes"),
        ({"variable": "caller.number", "starts": "+1"}, "no"),
        ({"variable": "never_set"}, "no"),
    ],
)
def test_decided_at_once(call: Callable[..., Call], condition: dict[str, Any], way: str) -> None:
    reply = call(decide(condition))
    assert reply.one(Say).text == way
    assert ("if", "then" if way == "yes" else "else") in reply.reply.exits


@pytest.mark.parametrize(
    ("condition", "question", "facts", "way"),
    [
        (
            {"queue": "billing", "waiting_over": 3},
            {"queues": ("billing",)},
            {"waiting": {"billing": 4}},
            "yes",
        ),
        (
            {"queue": "billing", "waiting_over": 3},
            {"queues": ("billing",)},
            {"waiting": {"billing": 3}},
            "no",
        ),
        ({"tier": "vip"}, {"tier": True, "number": CALLER}, {"tier": "vip"}, "yes"),
        ({"tier": "vip"}, {"tier": True, "number": CALLER}, {}, "no"),
        (
            {"any": [{"language": "pt-BR"}, {"not": {"notice": "outage"}}]},
            {"notices": ("outage",)},
            {"notices": {"outage": ""}},
            "no",
        ),
        (
            {"any": [{"ticket": "open", "queue": "tech"}, {"ticket": "open"}]},
            {"tickets": ("tech", ""), "number": CALLER},
            {"tickets": {"": TicketNow("1042", "new")}},
            "yes",
        ),
        ({"ticket": "open"}, {"tickets": ("",), "number": CALLER}, {}, "no"),
    ],
)
def test_decided_by_facts(
    call: Callable[..., Call],
    condition: dict[str, Any],
    question: dict[str, Any],
    facts: dict[str, Any],
    way: str,
) -> None:
    asked = call(decide(condition))
    assert asked.one(FindFacts) == FindFacts(1, **question)
    asked.tell(FactsFound, **facts)
    assert asked.one(Say).text == way
    assert asked.question == HangUp("done")
    assert "billing" not in asked.state.variables


def test_outside_opening_hours_the_log_says_closed(call: Callable[..., Call]) -> None:
    steps = {
        "main": {"when": {"open": "office"}, "then": "main", "else": "end"},
        "end": {"hang up": "Closed."},
    }
    closed = call(steps, hours={"office": {"mon": "00:00-00:01"}})
    assert closed.marks("closed") == [{"step": "main", "hours": "office"}]


TOLD = {
    "known": {"when": {"ticket": "open"}, "then": "told", "else": "no"},
    "told": {
        "say": {
            "en-US": "Your request {ticket.number} {ticket.status}.",
            "pt-BR": "O {ticket.number} {ticket.status}.",
        },
        "next": "text",
    },
    "text": {"message": "{ticket.number} {ticket.status}", "next": "no"},
    "no": {"say": "no"},
}


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("new", "has been received"),
        ("open", "is being worked on"),
        ("pending", "is waiting for your answer"),
        ("rubbish", ""),
    ],
)
def test_the_state_of_an_open_ticket_in_words(call: Callable[..., Call], status: str, words: str) -> None:
    """Its number digit by digit where it is heard, as it is written in a message."""
    asked = call(TOLD)
    asked.tell(FactsFound, tickets={"": TicketNow("1042", status)})
    assert asked.spoken[0] == f"Your request 1 0 4 2 {words}."
    assert asked.one(SendMessage).text == f"1042 {words}"


def test_in_the_call_s_language(call: Callable[..., Call]) -> None:
    asked = call({"pt": {"language": "pt-BR", "next": "known"}, **TOLD})
    asked.tell(FactsFound, tickets={"": TicketNow("7", "open")})
    assert asked.spoken[0] == "O 7 está em andamento."


def test_a_variable_that_only_looks_like_a_state_is_not_taken(call: Callable[..., Call]) -> None:
    asked = call({"set": {"set": {"status": "open"}, "next": "say"}, "say": {"say": "{status}"}})
    assert asked.spoken == ["open"]
