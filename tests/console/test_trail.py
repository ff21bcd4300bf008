"""The audit trail in words."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from console import trail
from support.services import people
from tests.console.centre import Centre


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"mode": "whisper", "entry": 7}, "heard by the agent"),
        ({"presence": "away", "reason": "lunch"}, "Away, Lunch"),
        ({"presence": "available", "reason": ""}, "Available"),
        ({"from_queue": "billing", "entry": 7}, "from Billing"),
        ({"from_queue": "gone"}, "from gone"),
        ({"queues": "billing 1", "telephone": "sip"}, "Queues: billing 1, Telephone: sip"),
        ({"odd_fact": 3}, "Odd fact: 3"),
        ({}, ""),
    ],
)
def test_what_more_is_known(centre: Centre, data: dict[str, Any], words: str) -> None:
    with centre.app.test_request_context():
        assert trail.more(data, {"billing": "Billing"}) == words


def test_who_did_it(centre: Centre) -> None:
    with centre.app.test_request_context():
        assert trail.who(1, "signed_in", {1: "Ana"}) == "Ana"
        assert trail.who(9, "signed_in", {1: "Ana"}) == "Somebody unknown"
        assert trail.who(None, "sign_in_refused", {}) == "Somebody unknown"
        assert trail.who(None, "agent_changed", {}) == "The command line"
        assert trail.who(None, "api_ticket_opened", {}, "CRM") == "The program CRM"


def test_what_nobody_named_is_still_readable(centre: Centre) -> None:
    with centre.app.test_request_context():
        assert trail.did("listened") == "Listened in"
        assert trail.did("thing_done") == "Thing done"


def test_the_page_speaks_in_words(centre: Centre, adam: FlaskClient) -> None:
    with centre.store.writing() as session:
        for action, about, data in (
            ("listened", "Ana Agent", {"mode": "barge", "entry": 4}),
            ("moved caller", "tech", {"from_queue": "billing", "entry": 4}),
        ):
            people.audit(session, 2, action, about, centre.clock(), **data)
    page = adam.get("/admin/audit").text
    for words in ("Listened in", "heard by both", "Moved a caller", "Technical support", "from Billing"):
        assert words in page
    assert "entry" not in page.lower()
