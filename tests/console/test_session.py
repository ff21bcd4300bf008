"""Who is signed in, seen from cookies."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from console.session import Person
from support.store import agents as store
from tests.console.centre import Centre

ROLES = ("agent", "supervisor", "admin")


@pytest.mark.parametrize(
    ("role", "may"), [("agent", 1), ("supervisor", 2), ("admin", 3), ("", 0), ("root", 0)]
)
def test_a_later_role_may_what_those_before_may(role: str, may: int) -> None:
    person = Person(1, "Somebody", role, "")
    assert [person.may(least) for least in ROLES] == [True] * may + [False] * (3 - may)  # type: ignore[arg-type]


def test_an_account_that_is_switched_off_is_out_at_once(centre: Centre, ana: FlaskClient) -> None:
    assert ana.get("/desk").status_code == 200
    with centre.store.writing() as session:
        user = store.user_by_login(session, "ana")
        assert user
        user.is_active = False
    assert ana.get("/desk").status_code == 302


@pytest.mark.parametrize("user_id", ["", "abc", "-1", "999", "١"])
def test_a_cookie_that_names_nobody_is_nobody(centre: Centre, user_id: str) -> None:
    client = centre.client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = user_id
    assert client.get("/desk").status_code == 302


def test_scripts_get_401_and_not_a_form(centre: Centre) -> None:
    answer = centre.client().get("/desk/token", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.get_json()["status"] == 401
