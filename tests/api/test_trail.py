"""Programs in the audit trail."""

from __future__ import annotations

from api.route import Request
from api.trail import audit
from support.services.api_tokens import Caller
from support.store import agents as agent_store
from support.store.base import Store
from tests.support.centre import NOON


def test_the_trail_names_the_token(store: Store) -> None:
    with store.writing() as session:
        audit(Request(session, NOON, Caller(1, "CRM", frozenset(), None), {}), "api_x", "ticket 7", into=8)
    with store.reading() as session:
        [line] = agent_store.audit_trail(session)
    assert (line.user_id, line.action, line.object) == (None, "api_x", "ticket 7")
    assert line.data == {"token": "CRM", "into": 8}
