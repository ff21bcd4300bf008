"""Sentences of call events."""

from __future__ import annotations

import pytest

from console.story import is_detail, sentence
from tests.console.centre import Centre

QUEUED = ("queue_entered", "queue_full", "transferred_to")


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("option_chosen", {"step": "main_menu", "option": "billing"}, "Chose “billing” at “main menu”"),
        ("accepted", {"agent": 7}, "Ana answered"),
        ("accepted", {"agent": 8}, "an agent answered"),
        ("call_ended", {"outcome": "abandoned_queue"}, "The call ended: Hung up in the queue"),
        ("queue_entered", {}, "Joined the queue ?"),
        (
            "option_chosen",
            {"step": "main", "option": "agent", "by": "anywhere"},
            "Asked for “agent” at “main”",
        ),
        ("confirming", {"step": "main", "option": "billing"}, "Was asked to confirm “billing”"),
        ("confirming", {"step": "card", "option": ""}, "Was asked to confirm what was understood at “card”"),
        (
            "asked_again",
            {"step": "main", "reason": "which", "option": "billing", "other": "tech_support"},
            "Was asked which: “billing” or “tech support”",
        ),
        ("which", {"option": "a", "other": "b"}, "Was asked which: “a” or “b”"),
        ("asked_again", {"step": "trip", "reason": "slots"}, "Was asked for more at “trip”"),
        ("commanded", {"step": "main", "command": "go_back"}, "Asked to go back at “main”"),
        ("commanded", {"step": "main", "command": "repeat"}, "Asked to hear “main” again"),
        ("heard", {"step": "main"}, "Answered in words at “main”"),
        ("speech_unavailable", {"step": "trip"}, "No words could be heard at “trip”; it went on"),
        ("stream_began", {"party": "caller", "attempt": 1}, "Listening to the caller"),
        ("stream_lost", {"party": "agent", "why": "silent"}, "The sound of the agent was lost: silent"),
        ("stream_refused", {"party": "caller", "why": "full"}, "Could not listen to the caller: full"),
        (
            "transcript_gap",
            {"party": "caller"},
            "Some words of the caller are missing: no reason is known",
        ),
        (
            "receipt",
            {"step": "main", "input": "none", "result": "abandoned"},
            "main: no answer, hung up after 0.0 s",
        ),
        ("held", {"why": "consult"}, "The customer was put on hold"),
        ("held", {"why": "lost"}, "The customer heard music until the agent was back"),
        ("resumed", {"seconds": 9}, "Talking again, after 9 s on hold"),
        ("consult_began", {"to": "agent", "agent": 7}, "Ana was asked for advice"),
        (
            "consult_began",
            {"to": "number", "number": "+55113****2000"},
            "+55113****2000 was asked for advice",
        ),
        ("transferred_to", {"to": "queue", "queue": "tech"}, "Passed on to the queue tech"),
        ("agent_back", {"agent": 7, "seconds": 4}, "Ana was back after 4 s"),
        ("queue_full", {"queue": "tech_support"}, "The queue tech support was full"),
        ("queue_left", {"result": "overflow"}, "Left the queue: Overflow"),
        ("wrapped_up", {"agent": 7, "disposition": "solved"}, "Ana finished: Solved"),
        ("wrapped_up", {"agent": 7, "disposition": ""}, "Ana finished: without a disposition"),
        ("supervised", {"mode": "whisper"}, "A supervisor came in: Whisper"),
        ("never_seen_before", {"secret": "1234"}, "Never seen before"),
    ],
)
def test_each_event_has_a_sentence(centre: Centre, kind: str, data: dict[str, object], words: str) -> None:
    with centre.app.test_request_context():
        assert sentence(kind, data, {7: "Ana"}) == words


def test_a_queue_is_called_by_its_title(centre: Centre) -> None:
    with centre.app.test_request_context():
        said = [sentence(kind, {"to": "queue", "queue": "tech"}, {}, {"tech": "Suporte"}) for kind in QUEUED]
    assert said == [
        "Joined the queue Suporte",
        "The queue Suporte was full",
        "Passed on to the queue Suporte",
    ]


@pytest.mark.parametrize(
    ("kind", "result", "small"),
    [("queue_left", "answered", True), ("queue_left", "hangup", True), ("queue_left", "overflow", False),
     ("queue_entered", "", False), ("receipt", "", True)],
)  # fmt: skip
def test_what_another_fact_says_already_is_small(kind: str, result: str, small: bool) -> None:
    assert is_detail(kind, {"result": result}) is small
