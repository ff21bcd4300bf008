"""Agents: presence changes for one, staffing, whose desk has vanished."""

from __future__ import annotations

from datetime import timedelta

from support.store import agents
from tests.support.centre import NOON, Centre


def test_only_one_changes_a_presence(centre: Centre) -> None:
    ana = centre.agent("ana")
    with centre.store.writing() as session:
        assert agents.change_presence(session, ana, ("available",), "reserved", NOON)
        assert not agents.change_presence(session, ana, ("available",), "reserved", NOON)
        assert not agents.change_presence(session, 404, ("available",), "reserved", NOON)


def test_a_change_is_seen_by_who_holds_the_agent(centre: Centre) -> None:
    ana = centre.agent("ana")
    with centre.store.writing() as session:
        held = agents.agent(session, ana)
        agents.change_presence(session, ana, ("available",), "away", NOON, "lunch")
        assert held
        assert (held.presence, held.reason) == ("away", "lunch")


def test_staffing_counts_who_serves_now(centre: Centre) -> None:
    for n, presence in enumerate(("available", "reserved", "on_call", "wrap_up", "away", "offline")):
        centre.agent(f"agent{n}", "billing", "tech", presence=presence)
    with centre.store.reading() as session:
        assert agents.staffing(session) == {"billing": 4, "tech": 4}
        assert len(agents.agents(session)) == 6
        assert agents.queues_of_agents(session)[1] == {"billing": 1, "tech": 1}


def test_vanished_and_overdue(centre: Centre) -> None:
    ana = centre.agent("ana")
    centre.agent("bia", presence="wrap_up")
    with centre.store.writing() as session:
        agents.change_presence(session, 2, ("wrap_up",), "wrap_up", NOON, wrap_up_until=NOON)
        assert [each.id for each in agents.overdue_wrap_ups(session, NOON)] == [2]
        assert agents.overdue_wrap_ups(session, NOON - timedelta(seconds=1)) == []
        assert [each.id for each in agents.vanished(session, NOON + timedelta(seconds=1))] == [ana]
        assert agents.vanished(session, NOON) == []


def test_users(centre: Centre) -> None:
    centre.agent("ana")
    with centre.store.reading() as session:
        found = agents.user_by_login(session, " ANA ")
        assert found
        assert agents.user(session, found.id) is found
        assert agents.user_by_login(session, "nobody") is None
        assert agents.agent_of_user(session, 404) is None
        assert [each.login for each in agents.users(session)] == ["ana"]
        assert agents.audit_trail(session) == []
