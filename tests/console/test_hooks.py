"""Addresses that are told of events: added, changed, tested, what they were told, and taken away."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from support.services import hooks
from support.services.hooks import Told
from support.store.api import Hook, HookDelivery
from tests.console.centre import Centre, post

URL = "https://crm.example.com/ramal"
HOOKS = "/admin/integrations/hooks"


def add(adam: FlaskClient, **fields: str) -> str:
    """The secret that the page shows."""
    answer = post(adam, HOOKS, {"url": URL, "event": "ticket.*", **fields})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'class="secret">(whsec_[\w-]+)<', answer.text)
    assert found
    return found[1]


def one(centre: Centre) -> Hook:
    with centre.store.reading() as session:
        return hooks.listing(session)[0]


def told(centre: Centre) -> list[HookDelivery]:
    with centre.store.reading() as session:
        return hooks.deliveries(session, 1)


def settle(centre: Centre, delivery: HookDelivery, attempt: int, answer: Told) -> None:
    with centre.store.writing() as session:
        session.merge(HookDelivery(id=delivery.id, attempts=attempt))
        session.flush()
        hooks.settle(session, delivery.id, attempt, answer, centre.clock())


def test_an_address_is_added_and_its_secret_shown_once(centre: Centre, adam: FlaskClient) -> None:
    secret = add(adam)
    assert one(centre).secret == secret
    assert secret not in adam.get(f"{HOOKS}/1").text
    assert URL in adam.get("/admin/integrations").text
    assert "hook_added" in centre.audited()


@pytest.mark.parametrize(
    "url", ["http://crm.example.com", "https://127.0.0.1/", "https://localhost/", "x", ""]
)
def test_an_address_that_cannot_be_is_refused_and_kept_in_the_form(adam: FlaskClient, url: str) -> None:
    answer = post(adam, HOOKS, {"url": url, "event": "call.ended"})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert f'value="{url}"' in answer.text
    assert 'value="call.ended" checked' in answer.text


def test_it_is_changed_and_that_is_taken_back(centre: Centre, adam: FlaskClient) -> None:
    add(adam)
    post(adam, f"{HOOKS}/1", {"event": "call.*", "on": "no"})
    assert (one(centre).events, one(centre).is_active) == (["call.*"], False)
    assert "Undo" in adam.get(f"{HOOKS}/1").text
    post(adam, f"{HOOKS}/1", {"event": "ticket.*", "on": "yes"})
    assert (one(centre).events, one(centre).is_active) == (["ticket.*"], True)


def test_a_change_to_nothing_is_refused(centre: Centre, adam: FlaskClient) -> None:
    add(adam)
    assert post(adam, f"{HOOKS}/1", {"on": "yes"}).status_code == 409
    assert one(centre).events == ["ticket.*"]


def test_what_it_was_told_is_seen_and_sent_again(centre: Centre, adam: FlaskClient) -> None:
    add(adam)
    post(adam, f"{HOOKS}/1/test")
    assert "On its way" in adam.get(f"{HOOKS}/1").text
    settle(centre, told(centre)[0], 1, Told(500, "answered 500"))
    assert "Next try in" in adam.get(f"{HOOKS}/1").text
    settle(centre, told(centre)[0], 99, Told(None, "<script>"))
    page = adam.get(f"{HOOKS}/1").text
    assert "Given up" in page
    assert "&lt;script&gt;" in page
    assert "1 given up" in adam.get("/admin/integrations").text
    post(adam, "/admin/integrations/deliveries/1/again")
    assert [each.state for each in told(centre)] == ["due", "failed"]


def test_a_new_secret_is_shown_once(centre: Centre, adam: FlaskClient) -> None:
    before = add(adam)
    answer = post(adam, f"{HOOKS}/1/secret")
    after = one(centre).secret
    assert after != before
    assert after in answer.text
    assert after not in adam.get(f"{HOOKS}/1").text


def test_it_is_taken_away(centre: Centre, adam: FlaskClient) -> None:
    add(adam)
    post(adam, f"{HOOKS}/1/test")
    post(adam, f"{HOOKS}/1/remove")
    assert adam.get(f"{HOOKS}/1").status_code == 404
    assert "hook_removed" in centre.audited()


@pytest.mark.parametrize("path", [f"{HOOKS}/7", f"{HOOKS}/x"])
def test_what_there_is_not(adam: FlaskClient, path: str) -> None:
    assert adam.get(path).status_code == 404
