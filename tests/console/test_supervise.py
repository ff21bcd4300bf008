"""The supervisors' page: what it shows, and what its buttons do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from support.services import conversations, parties, people, supervising
from support.store import agents as agent_store
from support.store import orders as order_store
from support.store import parties as party_store
from support.store import queues as queue_store
from support.store.queues import QueueEntry
from tests.console.centre import Centre, post

SCRIPT = {"Accept": "application/json"}
PARTS = ("own", "floor", "waiting", "lines", "notices")


@pytest.fixture
def sue(centre: Centre) -> FlaskClient:
    """A supervisor with a telephone."""
    with centre.store.writing() as session:
        user = agent_store.user_by_login(session, "sue")
        assert user
        people.ensure_agent(session, user, centre.clock())
    return centre.client("sue")


def wait_in_line(centre: Centre, sid: str = "W1", caller: str = "+5511977776666", **more: object) -> int:
    call_id, entered = centre.call(caller, sid), centre.clock() - timedelta(seconds=95)
    with centre.store.writing() as session:
        entry = QueueEntry(
            call_id=call_id, queue="billing", seq=1, at_most_s=900, entered_at=entered,
            first_entered_at=entered, place_at=entered,
        )  # fmt: skip
        for name, value in more.items():
            setattr(entry, name, value)
        session.add(entry)
        session.flush()
        return entry.id


def listens(centre: Centre) -> supervising.Listening | None:
    with centre.store.reading() as session:
        user = agent_store.user_by_login(session, "sue")
        assert user
        return supervising.listening(session, user.id)


def picked_up(centre: Centre) -> None:
    """The supervisor's telephone was answered."""
    with centre.store.writing() as session:
        party = session.get(party_store.Party, 1)
        assert party
        assert parties.answered(session, party.id, "SU1", centre.clock())


@pytest.mark.parametrize("part", ["", *(f"/{name}" for name in PARTS)])
def test_agents_are_turned_away_and_a_quiet_centre_has_words_for_it(
    ana: FlaskClient, sue: FlaskClient, part: str
) -> None:
    assert ana.get(f"/supervise{part}").status_code == 403
    answer = sue.get(f"/supervise{part}")
    assert answer.status_code == 200
    assert ("<html" in answer.text) == (part == "")


def test_a_quiet_centre(sue: FlaskClient) -> None:
    page = sue.get("/supervise").text
    for words in ("You listen to nobody.", "Nobody waits", "Ana Agent", "Offline", "outage", "Billing"):
        assert words in page
    assert ">Sue Supervisor</th>" not in page  # takes no calls and is not here


def test_without_a_telephone_it_says_so(centre: Centre) -> None:
    centre.offer(centre.call(), "accepted")
    page = centre.client("sue").get("/supervise").text
    assert "No phone is set up for you" in page
    assert "Listen to Ana Agent" not in page
    assert 'data-voice="none"' in page


def test_a_conversation_is_shown_masked_with_its_times(centre: Centre, sue: FlaskClient) -> None:
    centre.offer(centre.call(), "accepted")
    with centre.store.writing() as session:
        entry = queue_store.open_entry(session, 1)
        assert entry
        entry.held_at = centre.clock()
    centre.clock.advance(83)
    page = sue.get("/supervise/floor").text
    for words in ("+55119****7777", "1:23", "on hold", "Listen to Ana Agent", "Barge in with Ana Agent"):
        assert words in page
    assert "98888" not in page


def test_whom_it_only_rings_at_cannot_be_listened_to(centre: Centre, sue: FlaskClient) -> None:
    centre.offer(centre.call())
    page = sue.get("/supervise/floor").text
    assert "Ringing" in page
    assert "Listen to" not in page


def test_listening_changing_and_stopping(centre: Centre, sue: FlaskClient) -> None:
    centre.offer(centre.call(), "accepted")
    assert post(sue, "/supervise/listen", {"agent": "1", "mode": "listen"}).location == "/supervise"
    assert "Connecting you with Ana Agent…" in sue.get("/supervise/own").text
    picked_up(centre)
    assert "You listen to Ana Agent." in sue.get("/supervise/own").text
    assert "you listen" in sue.get("/supervise/floor").text
    post(sue, "/supervise/mode", {"mode": "whisper"})
    own = sue.get("/supervise/own").text
    assert "You whisper to Ana Agent." in own
    assert "The caller does not hear you." in own
    post(sue, "/supervise/mode", {"mode": "barge"})
    assert "Both hear you." in sue.get("/supervise/own").text
    post(sue, "/supervise/stop")
    with centre.store.reading() as session:
        kinds = [order.kind for order in session.query(order_store.Order)]
    assert kinds[-1] == "hang_up_leg"
    assert centre.audited().count("listened") == 3


def test_another_supervisor_sees_who_listens(centre: Centre, sue: FlaskClient, adam: FlaskClient) -> None:
    centre.offer(centre.call(), "accepted")
    post(sue, "/supervise/listen", {"agent": "1", "mode": "listen"})
    assert "Sue Supervisor listens" in adam.get("/supervise/floor").text
    assert "You listen to nobody." in adam.get("/supervise/own").text


def test_what_cannot_be_listened_to_says_why(centre: Centre, sue: FlaskClient) -> None:
    form = {"agent": "1", "mode": "listen"}
    answer = post(sue, "/supervise/listen", form, headers=SCRIPT)
    assert answer.status_code == 409
    assert "Ana Agent" in answer.get_json()["error"]
    assert listens(centre) is None
    assert post(sue, "/supervise/mode", {"mode": "barge"}).status_code == 409


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("listen", {"agent": "1"}),
        ("listen", {"agent": "x", "mode": "listen"}),
        ("listen", {"mode": "listen"}),
        ("listen", {"agent": "1", "mode": "record"}),
        ("mode", {"mode": ""}),
        ("presence", {"agent": "1", "presence": "on_call"}),
        ("presence", {"agent": "1", "presence": "away"}),
        ("presence", {"agent": "1", "presence": "away", "reason": "lazy"}),
        ("move", {"queue": "tech"}),
        ("move", {"entry": "99999999999", "queue": "tech"}),
    ],
)
def test_a_form_that_no_page_sends(sue: FlaskClient, path: str, form: dict[str, str]) -> None:
    assert post(sue, f"/supervise/{path}", form).status_code == 400


@pytest.mark.parametrize(
    ("form", "after"),
    [
        ({"presence": "away", "reason": "meeting"}, ("away", "meeting")),
        ({"presence": "available", "reason": "meeting"}, ("available", "")),
        ({"presence": "offline"}, ("offline", "")),
    ],
)
def test_an_agents_presence(
    centre: Centre, sue: FlaskClient, form: dict[str, str], after: tuple[str, str]
) -> None:
    post(sue, "/supervise/presence", {"agent": "1", **form})
    assert centre.presence() == after
    assert "set presence" in centre.audited()


def test_nobody_is_sent_away_from_a_conversation(centre: Centre, sue: FlaskClient) -> None:
    centre.offer(centre.call(), "accepted")
    assert "Change presence of Ana Agent" not in sue.get("/supervise/floor").text
    form = {"agent": "1", "presence": "offline"}
    assert post(sue, "/supervise/presence", form).status_code == 409
    assert centre.presence() == ("on_call", "")


def test_who_waits_and_why(centre: Centre, sue: FlaskClient) -> None:
    wait_in_line(centre)
    wait_in_line(centre, "W2", "", priority=2)
    page = sue.get("/supervise/waiting").text
    for words in ("+55119****6666", "number withheld", "1:35", "+2", "on the line", "billing"):
        assert words in page
    assert page.index("number withheld") < page.index("+55119****6666")
    assert "77776" not in page
    assert "nobody free" in sue.get("/supervise/lines").text


def test_what_a_row_can_do_is_written_once(centre: Centre, sue: FlaskClient) -> None:
    """Each agent had a form, and each caller one with every queue: all sent again at every change."""
    wait_in_line(centre)
    wait_in_line(centre, "W2")
    assert '<button class="btn' not in sue.get("/supervise/waiting").text
    page = sue.get("/supervise").text
    assert page.count('popovertarget="other-queues"') == 2
    assert page.count('name="queue" value="tech"') == 1
    assert 'popovertarget="presences"' in page
    assert page.count('name="presence" value="available"') == 1


def test_a_waiting_caller_goes_to_another_queue(centre: Centre, sue: FlaskClient) -> None:
    entry_id = wait_in_line(centre)
    answer = post(sue, "/supervise/move", {"entry": str(entry_id), "queue": "tech"}, headers=SCRIPT)
    assert answer.get_json()["message"] == "Moved to Technical support; the caller kept the place."
    with centre.store.reading() as session:
        moved = queue_store.in_line(session, "tech")
        assert [entry.from_queue for entry in moved] == ["billing"]
        assert moved[0].first_entered_at == centre.clock() - timedelta(seconds=95)
        assert queue_store.in_line(session, "billing") == []
    assert "moved caller" in centre.audited()


@pytest.mark.parametrize("queue", ["nowhere", "billing", ""])
def test_where_nobody_can_be_moved(centre: Centre, sue: FlaskClient, queue: str) -> None:
    entry_id = wait_in_line(centre)
    assert post(sue, "/supervise/move", {"entry": str(entry_id), "queue": queue}).status_code == 409
    with centre.store.reading() as session:
        assert len(queue_store.in_line(session, "billing")) == 1


def test_a_caller_who_has_gone_is_not_moved(centre: Centre, sue: FlaskClient) -> None:
    assert post(sue, "/supervise/move", {"entry": "404", "queue": "tech"}).status_code == 404


def test_a_notice_is_switched_here(centre: Centre, sue: FlaskClient) -> None:
    assert "Switch outage on?" in sue.get("/supervise/notices").text
    post(sue, "/admin/notices/outage", {"on": "yes"})
    assert "On: callers hear it" in sue.get("/supervise/notices").text


def test_a_call_on_hold_is_news_for_the_floor(centre: Centre, sue: FlaskClient) -> None:
    centre.offer(centre.call(), "accepted")
    news: set[str] = set()
    centre.store.listener = news.update
    with centre.store.writing() as session:
        conversations.hold(session, centre.agent_id(), centre.clock())
    assert news & {"floor", "agents"}
    assert "on hold" in sue.get("/supervise/floor").text
