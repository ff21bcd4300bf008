"""What agents write down about a call, by forms and by scripts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from console.wrap_up import chosen_time
from support.errors import Refused
from support.services import customers, offers
from support.store import cards as card_store
from support.store import customers as customer_store
from tests.console.centre import Centre, post

SCRIPT = {"Accept": "application/json"}
CALLER = "+5511988887777"


@pytest.fixture
def offer(centre: Centre) -> str:
    """The call that Ana is on."""
    return str(centre.offer(centre.call(), state="accepted"))


def hang_up(centre: Centre, offer: str) -> None:
    """The call is over, 30 s of wrap-up begin."""
    with centre.store.writing() as session:
        offers.finish(session, int(offer), centre.clock())


def test_notes_and_disposition_are_saved_each_by_itself(centre: Centre, ana: FlaskClient, offer: str) -> None:
    assert (
        post(ana, "/desk/wrap-up", {"offer": offer, "notes": "Paid twice"}, headers=SCRIPT).status_code == 204
    )
    assert post(ana, "/desk/wrap-up", {"offer": offer, "disposition": "solved"}).status_code == 303
    hang_up(centre, offer)
    page = ana.get("/desk").text
    assert "Paid twice" in page
    assert 'value="solved" data-choice="1" checked' in page
    assert "next call in" in page
    with centre.store.reading() as session:
        last = card_store.last_handled(session, centre.agent_id())
        assert last
        assert (last.notes, last.disposition) == ("Paid twice", "solved")


@pytest.mark.parametrize(("offer_id", "status"), [("", 400), ("x", 400), ("404", 409)])
def test_a_call_that_is_not_ones_own_is_refused(ana: FlaskClient, offer_id: str, status: int) -> None:
    assert post(ana, "/desk/wrap-up", {"offer": offer_id, "notes": "x"}).status_code == status


def test_somebody_without_calls_writes_nothing(sue: FlaskClient, offer: str) -> None:
    assert post(sue, "/desk/wrap-up", {"offer": offer, "notes": "x"}).status_code == 409


def test_more_time_and_ready(centre: Centre, ana: FlaskClient, offer: str) -> None:
    assert post(ana, "/desk/more-time").status_code == 409
    hang_up(centre, offer)
    assert post(ana, "/desk/more-time", headers=SCRIPT).status_code == 204
    assert "1:00" in ana.get("/desk/now").text
    assert post(ana, "/desk/ready", headers=SCRIPT).status_code == 204
    assert centre.presence() == ("available", "")
    assert "Your last call" in ana.get("/desk/now").text


def test_a_ticket_is_opened_and_takes_the_notes(centre: Centre, ana: FlaskClient, offer: str) -> None:
    made = post(ana, "/desk/ticket", {"offer": offer, "subject": "Two bills", "text": "May"}, headers=SCRIPT)
    assert made.get_json()["message"] == "Ticket 1001 is open."
    assert "Two bills" in ana.get("/desk/now").text
    note = {"offer": offer, "ticket": "1001"}
    assert post(ana, "/desk/ticket-note", note).status_code == 409
    post(ana, "/desk/wrap-up", {"offer": offer, "notes": "Refund ordered"})
    assert post(ana, "/desk/ticket-note", note).status_code == 303
    assert [line.text for line in centre.ticket(1001).history] == ["", "May", "Refund ordered"]
    assert post(ana, "/desk/ticket-note", {"offer": offer, "ticket": "many"}).status_code == 400


def test_a_customer_has_a_name_from_now_on(centre: Centre, ana: FlaskClient, offer: str) -> None:
    form = {"offer": offer, "name": "Rosa Lima", "tier": "vip"}
    assert post(ana, "/desk/customer", form, headers=SCRIPT).status_code == 204
    assert 'id="caller">Rosa Lima' in ana.get("/desk/now").text
    with centre.store.reading() as session:
        found = customer_store.by_number(session, CALLER)
        assert found
        assert (found.name, found.tier) == ("Rosa Lima", "")  # a tier is not an agent's to give
        assert customers.tier(session, CALLER) == ""


def test_a_follow_up_is_promised(centre: Centre, ana: FlaskClient, offer: str) -> None:
    soon = post(ana, "/desk/follow-up", {"offer": offer, "number": CALLER, "when": "soon"}, headers=SCRIPT)
    assert soon.get_json()["message"] == "+55 11 98888-7777 is called back as soon as somebody is free."
    assert "Callback" in ana.get("/desk/now").text
    at = {"offer": offer, "number": CALLER, "when": "at", "at": "2026-03-02T15:20"}
    later = post(ana, "/desk/follow-up", at, headers=SCRIPT)
    assert later.get_json()["message"] == "+55 11 98888-7777 is called back at 15:20."


def test_a_time_is_the_centres(centre: Centre) -> None:
    with centre.app.test_request_context():
        assert chosen_time("2026-03-02T15:20") == datetime(2026, 3, 2, 18, 20, tzinfo=UTC)
        for wrong in ("", "soon", "2026-13-02T15:20"):
            with pytest.raises(Refused):
                chosen_time(wrong)
