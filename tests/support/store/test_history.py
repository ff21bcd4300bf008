"""Ids and names of imported facts."""

from __future__ import annotations

from datetime import UTC, datetime

from support.services import people
from support.store import history
from support.store.base import Store

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_what_is_known_is_kept(store: Store) -> None:
    with store.writing() as session:
        row = history.known(session)
        assert row.position == 0
        row.position = -5
        row.state = {
            "agents": {str(history.FIRST_AGENT): ["old", "bob"], str(history.FIRST_AGENT + 1): ["old", ""]}
        }
    with store.reading() as session:
        assert history.state(session) == row.state
        assert history.agent_names(session) == {history.FIRST_AGENT: "bob", history.FIRST_AGENT + 1: "?"}
        assert history.some_of(session, "old", 10) == []


def test_nothing_is_known_at_first(store: Store) -> None:
    with store.reading() as session:
        assert history.state(session) == {}
        assert history.agent_names(session) == {}


def test_own_agents_by_log_in_and_name(store: Store) -> None:
    with store.writing() as session:
        for login, name in (("ana", "Ana Souza"), ("bia", "Bia Lima"), ("bia2", "Bia Lima")):
            user = people.add_user(session, login, name, "agent", "a long password", NOW)
            people.ensure_agent(session, user, NOW)
    with store.reading() as session:
        found = history.own_agents(session)
    assert found["ana"] == found["ana souza"]
    assert found["bia"] != found["bia2"]
    assert "bia lima" not in found
