"""The people who take calls, as admins change them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from support.errors import NotFound, Refused
from support.rules.staff import Profile
from support.services import people, staff
from support.store import agents as agent_store
from support.store import fact_rows
from tests.support.centre import FLOW, Centre

SECRET = "correct horse"


@pytest.fixture
def ana(centre: Centre) -> int:
    return centre.do(people.add_user, "ana", "Ana Souza", "agent", SECRET, centre.now, ("billing",)).id


@pytest.fixture
def boss(centre: Centre) -> int:
    return centre.do(people.add_user, "boss", "Zoe Boss", "admin", SECRET, centre.now).id


def change(centre: Centre, by: int, user_id: int, wanted: Profile) -> Profile:
    return centre.do(staff.change, by, user_id, wanted, centre.now)


def line(centre: Centre, user_id: int) -> staff.StaffLine:
    with centre.store.reading() as session:
        return staff.one(session, user_id)


def trail(centre: Centre) -> list[tuple[str, str, dict[str, Any]]]:
    with centre.store.reading() as session:
        return [(each.action, each.object, each.data) for each in people.audit_trail(session)]


def test_a_change_is_kept_told_and_can_be_taken_back(centre: Centre, ana: int, boss: int) -> None:
    wanted = Profile({"tech": 1, "billing": 2}, {"english": 7}, "+5511988887777")
    before = change(centre, boss, ana, wanted)
    assert before == Profile({"billing": 1})
    assert line(centre, ana).profile == wanted
    assert list(line(centre, ana).profile.queues) == ["tech", "billing"]
    told = {"queues": "billing 2, tech 1", "skills": "english 7", "telephone": "number"}
    assert trail(centre) == [("agent_changed", "Ana Souza", told)]
    assert change(centre, boss, ana, before) == wanted
    assert line(centre, ana).profile == before


def test_a_change_of_team_counts_from_then_on(centre: Centre, ana: int, boss: int) -> None:
    agent_id = line(centre, ana).agent_id
    change(centre, boss, ana, Profile({"billing": 1}, team="  North   wing "))
    moved = centre.now
    with centre.store.reading() as session:
        teams, named = fact_rows.teams(session), staff.teams(session)
    assert named == ["North wing"]
    assert teams.of(agent_id, moved) == "North wing"
    assert teams.of(agent_id, moved - timedelta(seconds=1)) == ""
    assert trail(centre)[0][2] == {"team": "North wing"}
    with pytest.raises(Refused, match="at most 40"):
        change(centre, boss, ana, Profile({"billing": 1}, team="x" * 41))


def test_nothing_changed_leaves_no_trail(centre: Centre, ana: int, boss: int) -> None:
    change(centre, boss, ana, Profile({"billing": 1}))
    assert trail(centre) == []


def test_a_telephones_number_is_not_in_the_trail(centre: Centre, ana: int, boss: int) -> None:
    change(centre, boss, ana, Profile({"billing": 1}, endpoint="+5511988887777"))
    assert "98888" not in str(trail(centre))


def test_somebody_switched_off_takes_no_calls_and_cannot_sign_in(centre: Centre, ana: int, boss: int) -> None:
    agent_id = line(centre, ana).agent_id
    assert agent_id
    with centre.store.writing() as session:
        agent_store.change_presence(session, agent_id, ("offline",), "available", centre.now)
    change(centre, boss, ana, Profile({"billing": 1}, is_active=False))
    assert centre.presence(agent_id) == "offline"
    assert centre.do(people.sign_in, "ana", SECRET, centre.now) is None
    assert [each.name for each in centre.do(staff.listing)] == ["Zoe Boss", "Ana Souza"]


def test_nobody_is_switched_off_in_the_middle_of_a_call(centre: Centre, ana: int, boss: int) -> None:
    agent_id = line(centre, ana).agent_id
    assert agent_id
    with centre.store.writing() as session:
        agent_store.change_presence(session, agent_id, ("offline",), "on_call", centre.now)
    with pytest.raises(Refused, match="on a call"):
        change(centre, boss, ana, Profile({"billing": 1}, is_active=False))
    change(centre, boss, ana, Profile({"tech": 1}))
    assert line(centre, ana).presence == "on_call"


def test_nobody_locks_themselves_out(centre: Centre, boss: int) -> None:
    with pytest.raises(Refused, match="your own"):
        change(centre, boss, boss, Profile(is_active=False))
    with pytest.raises(Refused, match="your own"):
        centre.do(staff.change_person, boss, boss, "Zoe", "agent", centre.now)


def test_what_cannot_be_changes_nothing(centre: Centre, ana: int, boss: int) -> None:
    for wrong in (Profile({"nowhere": 1}), Profile(skills={"x": 99}), Profile(endpoint="x")):
        with pytest.raises(Refused):
            change(centre, boss, ana, wrong)
    assert line(centre, ana).profile == Profile({"billing": 1})
    with pytest.raises(NotFound):
        change(centre, boss, 404, Profile())
    with pytest.raises(NotFound):
        line(centre, 404)


def test_an_account_from_before_telephones_is_listed_and_gets_one(centre: Centre, boss: int) -> None:
    with centre.store.writing() as session:
        old = agent_store.User(login="old", name="Old", role="agent", password="-", created_at=centre.now)
        session.add(old)
    assert line(centre, old.id).agent_id is None
    change(centre, boss, old.id, Profile({"billing": 1}))
    assert line(centre, old.id).agent_id


def test_a_name_and_a_role(centre: Centre, ana: int, boss: int) -> None:
    centre.do(staff.change_person, boss, ana, "Ana S. Lima", "supervisor", centre.now)
    found = line(centre, ana)
    assert (found.name, found.role) == ("Ana S. Lima", "supervisor")
    with centre.store.reading() as session:
        assert [agent.name for agent in agent_store.agents(session)] == ["Ana S. Lima", "Zoe Boss"]
    with pytest.raises(Refused):
        centre.do(staff.change_person, boss, ana, "", "king", centre.now)
    with pytest.raises(NotFound):
        centre.do(staff.change_person, boss, 404, "", "agent", centre.now)


def test_skills_are_known_from_flows_and_from_people(centre: Centre, ana: int, boss: int) -> None:
    asks = "tech: {title: Technical support, skills: {fiber: 3}, service_level_s: 30}"
    centre.publish(FLOW.replace("tech: {title: Technical support, service_level_s: 30}", asks))
    change(centre, boss, ana, Profile(skills={"english": 3}))
    with centre.store.reading() as session:
        assert staff.known_skills(session) == ["english", "fiber"]


def test_skills_of_steps_are_known_wherever_they_stand() -> None:
    document = {
        "steps": {"a": {"queue": "x", "skills": {"vip": 2}}},
        "subflows": {"s": {"steps": {"b": {"skills": {"old": 1}}}}},
    }
    assert list(staff._named(document)) == ["vip", "old"]


def test_by_login(centre: Centre, ana: int) -> None:
    with centre.store.reading() as session:
        assert staff.by_login(session, " ANA").user_id == ana
        with pytest.raises(NotFound):
            staff.by_login(session, "nobody")
