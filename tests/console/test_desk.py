"""The agent's page, and what its buttons do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from console.desk import ttl_s
from support.services import offers, people
from support.store import agents as store
from support.store import queues as queue_store
from support.store.callbacks import Callback
from tests.console.centre import START, Centre, post, token

SCRIPT = {"Accept": "application/json"}


def test_somebody_without_a_queue_has_a_phone_and_is_told_why_it_is_quiet(centre: Centre) -> None:
    with centre.store.writing() as session:
        for login, role in (("bia", "agent"), ("rui", "supervisor")):
            people.add_user(session, login, login.title(), role, "a long password", centre.clock())
    page = centre.client("bia").get("/desk").text
    assert "You serve no queue" in page
    assert "/supervise" not in page
    assert centre.client("bia").get("/desk/token", headers=SCRIPT).status_code == 200
    assert "See who does what now" in centre.client("rui").get("/desk").text


def test_somebody_who_takes_no_calls_is_told_so(sue: FlaskClient) -> None:
    answer = sue.get("/desk")
    assert answer.status_code == 200
    assert "You take no calls" in answer.text
    assert sue.get("/desk/token", headers=SCRIPT).status_code == 409


@pytest.mark.parametrize(
    ("form", "after"),
    [
        ({"presence": "available"}, ("available", "")),
        ({"presence": "away", "reason": "lunch"}, ("away", "lunch")),
        ({"presence": "offline", "reason": "lunch"}, ("offline", "")),
    ],
)
def test_presence_is_what_the_agent_chose(
    centre: Centre, ana: FlaskClient, form: dict[str, str], after: tuple[str, str]
) -> None:
    assert post(ana, "/desk/presence", form).location == "/desk"
    assert centre.presence() == after


@pytest.mark.parametrize("wanted", ["", "on_call", "reserved", "Available"])
def test_no_other_presence_can_be_chosen(centre: Centre, ana: FlaskClient, wanted: str) -> None:
    assert post(ana, "/desk/presence", {"presence": wanted}).status_code == 400
    assert centre.presence() == ("offline", "")


def test_a_ringing_call_shows_who_why_and_what_one_can_do(centre: Centre, ana: FlaskClient) -> None:
    earlier = centre.call(sid="CA0", outcome="abandoned_queue", ended_at=START)
    centre.clock.advance(3600)
    centre.offer(centre.call())
    page = ana.get("/desk/now").text
    for words in (
        "+55 11 98888-7777",
        "Billing",
        "1:20",
        "<b>billing</b>",
        "Hung up in the queue",
        "1 hour ago",
    ):
        assert words in page
    assert 'data-offer-state="ringing"' in page
    assert 'data-do="answer"' in page
    assert 'data-do="hangUp"' not in page
    assert earlier


def test_a_withheld_number_is_said_to_be_one(centre: Centre, ana: FlaskClient) -> None:
    centre.offer(centre.call(caller=""))
    assert "number withheld" in ana.get("/desk/now").text


def test_the_page_carries_the_same_state_so_a_reload_loses_nothing(centre: Centre, ana: FlaskClient) -> None:
    centre.offer(centre.call(), state="accepted")
    page = ana.get("/desk").text
    assert 'data-offer-state="accepted"' in page
    assert 'data-do="hangUp"' in page


def test_declining_frees_the_caller(centre: Centre, ana: FlaskClient) -> None:
    centre.offer(centre.call())
    assert post(ana, "/desk/decline", headers=SCRIPT).status_code == 204
    assert centre.presence() == ("away", "declined")
    again = post(ana, "/desk/decline", headers=SCRIPT)
    assert (again.status_code, again.get_json()["error"]) == (409, "Nothing is ringing")


def test_hanging_up_needs_a_call(centre: Centre, ana: FlaskClient) -> None:
    assert post(ana, "/desk/hang-up").status_code == 409
    centre.offer(centre.call(), state="accepted")
    assert post(ana, "/desk/hang-up").status_code == 303


def test_ready_ends_wrap_up(centre: Centre, ana: FlaskClient) -> None:
    with centre.store.writing() as session:
        until = START + timedelta(seconds=30)
        store.change_presence(session, centre.agent_id(), ("offline",), "wrap_up", START, wrap_up_until=until)
    assert "0:30" in ana.get("/desk/now").text
    assert post(ana, "/desk/ready").status_code == 303
    assert centre.presence() == ("available", "")


def test_a_sign_of_life_is_kept(centre: Centre, ana: FlaskClient) -> None:
    centre.clock.advance(5)
    assert post(ana, "/desk/seen", headers=SCRIPT).status_code == 204
    with centre.store.reading() as session:
        agent = store.agent(session, centre.agent_id())
        assert agent
        assert agent.last_seen_at == centre.clock()


def test_the_telephones_token_is_the_agents_own(ana: FlaskClient) -> None:
    answer = ana.get("/desk/token", headers=SCRIPT).get_json()
    assert answer["identity"] == "agent_1"
    assert answer["ttl_s"] == 3600
    assert answer["token"].count(".") == 2


@pytest.mark.parametrize(
    ("made", "seconds"),
    [(token("a", START), 3600), (token("a", START - timedelta(hours=2)), 0), ("no token", 600), ("", 600)],
)
def test_seconds_that_a_token_still_has(made: str, seconds: int) -> None:
    assert ttl_s(made, START) == seconds


def test_a_callback_says_that_the_customer_is_dialled_after_answering(
    centre: Centre, ana: FlaskClient
) -> None:
    offer_id = centre.offer(centre.call(ended_at=START))
    with centre.store.writing() as session:
        entry = session.get_one(queue_store.QueueEntry, session.get_one(queue_store.Offer, offer_id).entry_id)
        promised = Callback(
            queue="billing", number="+5511977776666", call_id=entry.call_id, state="reserved", attempts=1,
            result="no-answer", first_entered_at=START, created_at=START,
        )  # fmt: skip
        session.add(promised)
        session.flush()
        entry.callback_id = promised.id
    page = ana.get("/desk/now").text
    for words in ("Callback", "+55 11 97777-6666", "dialled after you answer", "tried once", "no answer"):
        assert words in page
    with centre.store.writing() as session:
        session.get_one(Callback, 1).state = "dialling"
        offers.accept(session, offer_id, centre.clock())
    assert "Calling +55 11 97777-6666" in ana.get("/desk/now").text
    with centre.store.writing() as session:
        row = session.get_one(Callback, 1)
        row.state, row.next_try_at = "missed", START + timedelta(minutes=15)
        offers.finish(session, offer_id, centre.clock())
    assert "No answer: tried again at 10:15" in ana.get("/desk/now").text


def test_an_agent_with_a_telephone_of_their_own_picks_up_there(centre: Centre, ana: FlaskClient) -> None:
    with centre.store.writing() as session:
        session.get_one(store.Agent, centre.agent_id()).endpoint = "sip:ana@example.com"
    centre.offer(centre.call())
    page = ana.get("/desk").text
    assert "Your telephone rings: pick it up there." in page
    assert "Calls ring at sip:ana@example.com" in page
    assert 'id="answer"' not in page


def test_whom_a_call_can_go_to(centre: Centre, ana: FlaskClient, sue: FlaskClient) -> None:
    page = ana.get("/desk/targets").text
    assert 'value="queue:tech"' in page
    assert "Ana Agent" not in page
    assert sue.get("/desk/targets").status_code == 409
