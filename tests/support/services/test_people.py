"""People who sign in: roles, passwords, and a trail of every try."""

from __future__ import annotations

import pytest

from support.errors import NotFound, Refused
from support.services import people
from support.store import agents as store
from support.store import staff as staff_store
from tests.support.centre import Centre

SECRET = "correct horse"


@pytest.fixture
def ana(centre: Centre) -> int:
    return centre.do(people.add_user, " Ana ", "Ana Souza", "agent", SECRET, centre.now, ("billing",)).id


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("agent", {"agent"}),
        ("supervisor", {"agent", "supervisor"}),
        ("admin", {"agent", "supervisor", "admin"}),
        ("", set()),
        ("root", set()),
    ],
)
def test_rights(role: str, may: set[str]) -> None:
    assert people.rights(role) == may


def trail(centre: Centre) -> list[tuple[str, int | None]]:
    with centre.store.reading() as session:
        return [(each.action, each.user_id) for each in people.audit_trail(session)]


def test_signing_in(centre: Centre, ana: int) -> None:
    found = centre.do(people.sign_in, "ANA ", SECRET, centre.now)
    assert found
    assert (found.id, found.login) == (ana, "ana")
    assert trail(centre) == [("signed_in", ana)]
    assert SECRET not in found.password


@pytest.mark.parametrize("login", ["ana", "nobody", ""])
def test_a_wrong_password_or_name_is_refused_and_noted(centre: Centre, ana: int, login: str) -> None:
    assert centre.do(people.sign_in, login, "wrong horse", centre.now) is None
    assert trail(centre) == [("sign_in_refused", ana if login == "ana" else None)]


def test_somebody_who_has_left_cannot_sign_in(centre: Centre, ana: int) -> None:
    with centre.store.writing() as session:
        person = store.user(session, ana)
        assert person
        person.is_active = False
    assert centre.do(people.sign_in, "ana", SECRET, centre.now) is None
    with centre.store.reading() as session:
        assert people.user(session, ana) is None
        assert [each.id for each in people.users(session)] == [ana]


def test_a_broken_hash_lets_nobody_in(centre: Centre, ana: int) -> None:
    with centre.store.writing() as session:
        person = store.user(session, ana)
        assert person
        person.password = "not a hash"
    assert centre.do(people.sign_in, "ana", "not a hash", centre.now) is None


@pytest.mark.parametrize(
    ("login", "role", "password", "queues"),
    [
        ("ana", "agent", SECRET, ()),
        ("ANA", "agent", SECRET, ()),
        ("", "agent", SECRET, ()),
        ("  ", "agent", SECRET, ()),
        ("bia", "boss", SECRET, ()),
        ("bia", "agent", "short", ()),
        ("bia", "agent", SECRET, ("no_such_queue",)),
        ("bia", "agent", SECRET, ("billing", "biling")),
    ],
    ids=["taken", "taken in capitals", "no name", "blanks", "no role", "short", "no queue", "half a queue"],
)
def test_whom_nobody_may_add(
    centre: Centre, ana: int, login: str, role: str, password: str, queues: tuple[str, ...]
) -> None:
    with pytest.raises(Refused):
        centre.do(people.add_user, login, "Somebody", role, password, centre.now, queues)
    with centre.store.reading() as session:
        assert [each.login for each in people.users(session)] == ["ana"]


def test_with_queues_a_person_takes_calls(centre: Centre, ana: int) -> None:
    admin = centre.do(people.add_user, "alex", "", "admin", SECRET, centre.now)
    with centre.store.reading() as session:
        agent = store.agent_of_user(session, ana)
        assert agent
        assert (agent.name, agent.identity, agent.presence) == ("Ana Souza", f"agent_{ana}", "offline")
        assert store.queues_of_agents(session) == {agent.id: {"billing": 1}}
        assert store.user(session, admin.id).name == "alex"  # type: ignore[union-attr]  # just added


def test_everybody_has_a_telephone_and_calls_come_only_with_queues(centre: Centre) -> None:
    sofia = centre.do(people.add_user, "sofia", "Sofia Reis", "supervisor", SECRET, centre.now)
    with centre.store.reading() as session:
        agent = store.agent_of_user(session, sofia.id)
        assert agent
        assert (agent.identity, agent.endpoint) == (f"agent_{sofia.id}", "")
        assert store.queues_of_agents(session) == {}


def test_an_account_from_before_telephones_gets_one_when_signing_in(centre: Centre, ana: int) -> None:
    with centre.store.writing() as session:
        old = store.User(login="old", name="Old Hand", role="supervisor", password="-", created_at=centre.now)
        session.add(old)
        session.flush()
        old.password = store.user(session, ana).password  # type: ignore[union-attr]  # just added
    for _ in range(2):
        assert centre.do(people.sign_in, "old", SECRET, centre.now)
    with centre.store.reading() as session:
        user = store.user_by_login(session, "old")
        assert user
        assert store.agent_of_user(session, user.id)


def test_ranks_skills_and_a_telephone_of_ones_own(centre: Centre) -> None:
    new = centre.do(
        people.add_user, "rui", "", "agent", SECRET, centre.now, {"billing": 2},
        skills={"english": 3}, endpoint="sip:rui@example.com",
    )  # fmt: skip
    with centre.store.reading() as session:
        agent = store.agent_of_user(session, new.id)
        assert agent
        assert store.queues_of_agents(session) == {agent.id: {"billing": 2}}
        assert staff_store.skills(session) == {agent.id: {"english": 3}}
        assert agent.endpoint == "sip:rui@example.com"


def test_a_new_password(centre: Centre, ana: int) -> None:
    centre.do(people.change_password, None, "ana", "another horse", centre.now)
    assert centre.do(people.sign_in, "ana", SECRET, centre.now) is None
    assert centre.do(people.sign_in, "ana", "another horse", centre.now)
    assert ("password_changed", None) in trail(centre)
    with pytest.raises(Refused):
        centre.do(people.change_password, None, "ana", "short", centre.now)
    with pytest.raises(NotFound):
        centre.do(people.change_password, None, "nobody", "another horse", centre.now)


def test_a_language_of_their_own(centre: Centre, ana: int) -> None:
    centre.do(people.change_language, ana, "pt-BR")
    with centre.store.reading() as session:
        assert [each.language for each in people.users(session)] == ["pt-BR"]
    with pytest.raises(NotFound):
        centre.do(people.change_language, 404, "pt-BR")
