"""Sentences of call events."""

from __future__ import annotations

import pytest

from console.story import sentence
from tests.console.centre import Centre


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("option_chosen", {"step": "main_menu", "option": "billing"}, "Chose “billing” at “main menu”"),
        ("accepted", {"agent": 7}, "Ana answered"),
        ("accepted", {"agent": 8}, "an agent answered"),
        ("call_ended", {"outcome": "abandoned_queue"}, "The call ended: Hung up in the queue"),
        ("queue_entered", {}, "Joined the queue ?"),
        ("never_seen_before", {"secret": "1234"}, "Never seen before"),
    ],
)
def test_each_event_has_a_sentence(centre: Centre, kind: str, data: dict[str, object], words: str) -> None:
    with centre.app.test_request_context():
        assert sentence(kind, data, {7: "Ana"}) == words
