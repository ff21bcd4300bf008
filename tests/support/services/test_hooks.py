"""Hooks: an event is told to whom it concerns, with what happened, and again until it is heard."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import NotFound, Refused
from support.rules import hooks as rules
from support.services import hooks
from support.services.hooks import Told
from support.store import agents as agent_store
from support.store.api import HookDelivery
from support.store.base import Session
from tests.support.centre import Centre

URL = "https://crm.example.com/ramal"


def add(centre: Centre, *events: str) -> int:
    made, secret = centre.do(hooks.add, URL, events or ["*"], None, centre.now, inside=False)
    assert len(secret) > 40
    return made.id


def told(centre: Centre, hook_id: int) -> list[HookDelivery]:
    """Oldest first."""
    return list(reversed(centre.do(hooks.deliveries, hook_id)))


def test_an_event_is_written_for_each_hook_that_wants_it(centre: Centre) -> None:
    everything, tickets, calls = add(centre), add(centre, "ticket.*"), add(centre, "call.*")
    centre.do(hooks.emit, "ticket.opened", {"number": 1001}, centre.now)
    [one], [other] = told(centre, everything), told(centre, tickets)
    assert told(centre, calls) == []
    assert one.payload == other.payload
    assert one.payload["data"] == {"number": 1001}
    assert one.payload["created_at"] == "2026-03-02T12:00:00.000Z"
    assert one.payload["id"].startswith("evt_")


def test_nothing_is_told_of_what_did_not_happen(centre: Centre) -> None:
    def emit_and_fail(session: Session) -> None:
        hooks.emit(session, "ticket.opened", {}, centre.now)
        raise ZeroDivisionError

    hook = add(centre)
    with pytest.raises(ZeroDivisionError):
        centre.do(emit_and_fail)
    assert told(centre, hook) == []


def test_a_hook_that_is_off_is_not_told(centre: Centre) -> None:
    hook, user = add(centre), user_of(centre)
    assert centre.do(hooks.change, hook, ["call.*"], False, user, centre.now) == (["*"], True)
    centre.do(hooks.emit, "call.ended", {}, centre.now)
    assert told(centre, hook) == []
    with pytest.raises(Refused):
        centre.do(hooks.send_test, hook, centre.now)


def test_it_is_tried_again_with_growing_pauses_and_given_up_after_a_day(centre: Centre) -> None:
    hook = add(centre)
    centre.do(hooks.emit, "call.ended", {}, centre.now)
    due, attempt = centre.now, 0
    while (now := told(centre, hook)[0]).state == "due":
        assert now.due_at >= due
        due, attempt = now.due_at, attempt + 1
        with centre.store.writing() as session:
            session.merge(HookDelivery(id=now.id, attempts=attempt))
        centre.do(hooks.settle, now.id, attempt, Told(500, "answered 500"), due)
    assert (now.state, now.status, now.error) == ("failed", 500, "answered 500")
    assert due - centre.now > timedelta(hours=20)


def test_a_try_that_somebody_else_took_over_changes_nothing(centre: Centre) -> None:
    hook = add(centre)
    centre.do(hooks.emit, "call.ended", {}, centre.now)
    [one] = told(centre, hook)
    centre.do(hooks.settle, one.id, 7, Told(200), centre.now)
    assert told(centre, hook)[0].state == "due"


def test_it_can_be_sent_again_with_the_same_id(centre: Centre) -> None:
    hook = add(centre)
    first = centre.do(hooks.send_test, hook, centre.now)
    assert first.event == rules.TEST
    with pytest.raises(Refused, match="still being tried"):
        centre.do(hooks.send_again, first.id, centre.now)
    with centre.store.writing() as session:
        session.merge(HookDelivery(id=first.id, state="failed"))
    again = centre.do(hooks.send_again, first.id, centre.now)
    assert again.id != first.id
    assert again.payload["id"] == first.payload["id"]


def test_what_is_old_and_over_is_forgotten(centre: Centre) -> None:
    hook = add(centre)
    for state in ("done", "due"):
        delivery = centre.do(hooks.send_test, hook, centre.now)
        with centre.store.writing() as session:
            session.merge(HookDelivery(id=delivery.id, state=state, done_at=centre.now))
    centre.do(hooks.forget_old, centre.now + hooks.KEPT + timedelta(seconds=1))
    assert [each.state for each in told(centre, hook)] == ["due"]


def test_a_hook_goes_with_what_it_was_told(centre: Centre) -> None:
    hook, user = add(centre), user_of(centre)
    centre.do(hooks.send_test, hook, centre.now)
    assert centre.do(hooks.remove, hook, user, centre.now) == URL
    for missing in (
        lambda: centre.do(hooks.one, hook),
        lambda: centre.do(hooks.send_again, 1, centre.now),
    ):
        with pytest.raises(NotFound):
            missing()


def test_a_new_secret_replaces_the_old_one(centre: Centre) -> None:
    hook, user = add(centre), user_of(centre)
    before = centre.do(hooks.one, hook).secret
    after = centre.do(hooks.new_secret, hook, user, centre.now)
    assert after != before
    assert centre.do(hooks.one, hook).secret == after


def user_of(centre: Centre) -> int:
    with centre.store.writing() as session:
        user = agent_store.User(login="a", name="A", role="admin", password="-", created_at=centre.now)
        session.add(user)
        session.flush()
        return user.id
