"""The promises to call back, on a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from console.callbacks import MARKS, words
from ivr.actions import PromiseCallback
from support.services import callbacks, dialling, due
from support.store import callbacks as store
from support.store import calls as call_store
from tests.console.centre import Centre, post

CUSTOMER = "+5511988887777"


def promise(centre: Centre, number: str = CUSTOMER, at: datetime | None = None, sid: str = "CA1") -> int:
    centre.call(number, sid, ended_at=centre.clock())
    with centre.store.writing() as session:
        row = call_store.find(session, sid)
        assert row
        callbacks.promise(session, row, PromiseCallback("billing", number, at), centre.clock())
        due.look_after(session, centre.clock())
        found = store.open_callback(session, "billing", number)
        assert found
        return found.id


def made(centre: Centre, callback_id: int) -> store.Callback:
    with centre.store.reading() as session:
        found = store.callback(session, callback_id)
    assert found
    return found


def test_nobody_waits(sue: FlaskClient) -> None:
    assert "Nobody waits for a callback" in sue.get("/callbacks").text


def test_what_is_due_says_how_far_it_is(centre: Centre, sue: FlaskClient) -> None:
    promise(centre)
    page = sue.get("/callbacks").text
    for words_ in ("+55 11 98888-7777", "Billing", "Due: waits for an agent", "Next in line", "0 of 3"):
        assert words_ in page
    assert "<html" not in sue.get("/callbacks/now").text
    assert 'href="/callbacks"' in sue.get("/tickets").text


def test_agents_look_but_do_not_touch_and_see_no_numbers(centre: Centre, ana: FlaskClient) -> None:
    callback_id = promise(centre)
    page = ana.get("/callbacks").text
    assert "+55119****7777" in page
    assert "98888" not in page
    assert "Cancel" not in page
    for action in ("try", "cancel", "restore"):
        assert post(ana, f"/callbacks/{callback_id}/{action}").status_code == 403
    assert made(centre, callback_id).state == "due"


def test_called_now_and_undone(centre: Centre, sue: FlaskClient) -> None:
    later = centre.clock() + timedelta(hours=2)
    callback_id = promise(centre, at=later)
    assert "chosen by the customer" in sue.get("/callbacks").text
    assert post(sue, f"/callbacks/{callback_id}/try").location == "/callbacks"
    assert made(centre, callback_id).state == "due"
    page = sue.get("/callbacks").text
    assert "+55 11 98888-7777 is called as soon as an agent is free." in page
    assert later.isoformat() in page
    post(sue, f"/callbacks/{callback_id}/try", {"at": later.isoformat()})
    assert (made(centre, callback_id).state, made(centre, callback_id).next_try_at) == ("promised", later)
    assert centre.audited()[:2] == ["callback_tried", "callback_tried"]


def test_cancelled_and_promised_again(centre: Centre, sue: FlaskClient) -> None:
    callback_id = promise(centre)
    post(sue, f"/callbacks/{callback_id}/cancel")
    assert made(centre, callback_id).state == "cancelled"
    page = sue.get("/callbacks").text
    assert "The callback to +55 11 98888-7777 is cancelled." in page
    assert "Promise again" in page
    post(sue, f"/callbacks/{callback_id}/restore")
    with centre.store.writing() as session:
        due.look_after(session, centre.clock())
    assert made(centre, callback_id).state == "due"
    assert centre.audited()[:2] == ["callback_restored", "callback_cancelled"]


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("1/restore", {}, 409),
        ("9/cancel", {}, 404),
        ("9/try", {}, 404),
        ("1/try", {"at": "yesterday"}, 400),
        ("1/try", {"at": datetime(2026, 3, 3, 3, tzinfo=UTC).isoformat()}, 409),
    ],
)
def test_what_cannot_be_done(
    centre: Centre, sue: FlaskClient, path: str, form: dict[str, str], status: int
) -> None:
    assert promise(centre) == 1
    assert post(sue, f"/callbacks/{path}", form).status_code == status
    assert made(centre, 1).state == "due"
    assert centre.audited() == []


def test_every_state_has_its_word_and_its_mark(centre: Centre) -> None:
    with centre.app.test_request_context():
        known = words()
    assert {*store.OPEN, "connected", "expired", "cancelled"} == set(MARKS)
    assert set(MARKS) <= set(known)


def test_the_ticket_tells_what_became_of_it(centre: Centre, sue: FlaskClient) -> None:
    callback_id = promise(centre)
    with centre.store.writing() as session:
        found = store.callback(session, callback_id)
        assert found
        for kind, data in (
            ("callback_dialled", {"attempt": 1}),
            ("callback_missed", {"attempt": 1, "result": "busy"}),
            ("callback_connected", {"agent": 1}),
        ):
            dialling.note(session, found, kind, centre.clock(), **data)
    page = sue.get("/tickets/1001").text
    assert "the customer is called, try 1" in page
    assert "Called back, try 1: busy" in page
    assert "Called back: talking with Ana Agent" in page
    assert "Called back: talking with Ana Agent" in sue.get(f"/calls/{found.call_id}").text
