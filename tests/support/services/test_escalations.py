"""Steps after a broken promise: who is told, whose it is then."""

from __future__ import annotations

import pytest

from support.services import tickets
from tests.support.centre import Centre
from tests.support.promising import SIMPLE, lines, opened, person, publish, sweep, ticket, told

HOUR = 3600
STEPS = SIMPLE[SIMPLE.index("escalations:") : SIMPLE.index("levels:")]
ANA, CARLA, SAM, BOSS = 1, 2, 3, 4


@pytest.fixture
def office(centre: Centre) -> Centre:
    for login, role in (("ana", "agent"), ("carla", "agent"), ("sam", "supervisor"), ("boss", "admin")):
        person(centre, login, role)
    return centre


def escalated(office: Centre, *steps: str, **more: object) -> int:
    """A ticket whose first response is an hour late."""
    publish(office, SIMPLE.replace(STEPS, "escalations: [" + ", ".join(steps) + "]\n"))
    number = opened(office, **more)
    sweep(office, 2 * HOUR)
    return number


def test_only_those_named_are_told(office: Centre) -> None:
    number = escalated(office, "{notify: [watchers]}", assignee_id=ANA, watchers=(CARLA,))
    assert (told(office, CARLA), told(office, SAM)) == (["breached"], [])
    assert "breached" not in told(office, ANA)
    assert ticket(office, number).assignee_id == ANA


def test_supervisors_and_admins(office: Centre) -> None:
    escalated(office, "{notify: [supervisors]}")
    assert (told(office, SAM), told(office, BOSS), told(office, ANA)) == (["breached"], ["breached"], [])


def test_whoever_loses_it_and_whoever_gets_it_are_told(office: Centre) -> None:
    number = escalated(office, "{assign: carla, notify: [assignee]}", assignee_id=ANA)
    assert ticket(office, number).assignee_id == CARLA
    assert "breached" in told(office, ANA)
    assert told(office, CARLA) == ["assigned", "breached"]


def test_a_priority_is_never_lowered(office: Centre) -> None:
    publish(office)
    number = escalated(office, "{priority: low}", priority="high")
    assert ticket(office, number).priority == "high"
    assert ("priority", "high → low") not in lines(office, number)


@pytest.mark.parametrize("login", ["nobody", "gone"])
def test_a_person_who_is_not_there_changes_nothing(office: Centre, login: str) -> None:
    office.do(_leaves, person(office, "gone"))
    number = escalated(office, f"{{assign: {login}}}", assignee_id=ANA)
    assert ticket(office, number).assignee_id == ANA


def _leaves(session: object, user_id: int) -> None:
    from support.store.agents import User

    session.get_one(User, user_id).is_active = False  # type: ignore[attr-defined]


def test_a_higher_level_keeps_it(office: Centre) -> None:
    number = escalated(office, "{level: 2}", "{level: 2}", assignee_id=ANA)
    assert ticket(office, number).assignee_id == CARLA
    office.do(tickets.assign, number, ANA, SAM, office.now)
    sweep(office, HOUR)
    assert ticket(office, number).assignee_id == ANA
