"""Rooms at the door: who comes in and how, what is heard on hold, a call that is passed on, old news."""

from __future__ import annotations

import pytest

from flows.phrases import phrase
from support.services import conversations, parties, rooms, supervising
from support.services.conversations import Target
from support.store import parties as party_store
from support.store import queues as queue_store
from tests.webhooks.door import BASE, CALLED, SID, Answer, Door
from tests.webhooks.test_agents import entry, join, leg, presence
from tests.webhooks.test_agents import ringing as ringing
from webhooks.rooms import ASKED_AGAIN, customer_waits_on

OUTSIDE = "+551130002000"
PARTY_LEG = "CA" + "7" * 32


@pytest.fixture
def talking(ringing: Door) -> Door:
    leg(ringing, "agent/answer")
    join(ringing)
    return ringing


def party(door: Door, path: str, party_id: int = 1, status: str = "in-progress", **fields: str) -> Answer:
    return door.post(path, {"CallSid": PARTY_LEG, "CallStatus": status} | fields, query={"party": party_id})


def consult(door: Door) -> None:
    with door.store.writing() as session:
        conversations.consult(session, 1, Target("number", OUTSIDE), door.now)


def transfer(door: Door) -> None:
    with door.store.writing() as session:
        conversations.transfer(session, 1, Target("number", OUTSIDE), door.now)


def test_a_consulted_number_comes_into_the_room_and_does_not_end_it(talking: Door) -> None:
    consult(talking)
    room = party(talking, "party/answer").verb("Dial").children[0]
    assert (room.text, room.get("endConferenceOnExit"), room.get("beep")) == ("entry-1", "false", "false")
    assert room.get("muted") == "false"
    once = talking.everything()
    assert party(talking, "party/answer").names == ["Dial"]
    assert talking.everything() == once


def test_a_party_that_comes_too_late_hears_so(talking: Door) -> None:
    consult(talking)
    talking.call("status", CallStatus="completed")
    assert party(talking, "party/answer").names == ["Say", "Hangup"]
    assert party(talking, "party/answer", 99).names == ["Say", "Hangup"]
    assert party(talking, "party/answer", status="completed").names == []


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_one_that_does_not_answer_gives_the_customer_back(talking: Door, status: str) -> None:
    consult(talking)
    for _ in range(2):
        assert party(talking, "party/status", 1, status, SequenceNumber="2").status == 204
    assert entry(talking).held_at is None
    assert talking.kinds().count("consult_ended") == 1


@pytest.mark.parametrize(
    ("mode", "muted", "coach"), [("listen", "true", ""), ("whisper", "false", "CA" + "9" * 32)]
)
def test_a_supervisor_comes_in_unheard(talking: Door, mode: supervising.Mode, muted: str, coach: str) -> None:
    with talking.store.writing() as session:
        parties.invite(session, 1, "supervisor", "client:agent_2", talking.now, mode=mode)
    room = party(talking, "party/answer").verb("Dial").children[0]
    assert (room.get("muted"), room.get("coach"), room.get("beep")) == (muted, coach, "false")
    assert room.get("endConferenceOnExit") == "false"


def test_on_hold_there_is_music_and_a_sentence_in_the_callers_language(talking: Door) -> None:
    held = talking.call("hold")
    assert held.names == ["Play", "Say"]
    assert held.verb("Say").text == phrase("on_hold", "pt-BR")
    assert held.verb("Say").get("voice") == "Polly.Camila-Neural"
    assert held.verb("Play").text.startswith(f"{BASE}/music/calm-")


def test_who_lost_their_agent_is_told_before_the_music(talking: Door) -> None:
    with talking.store.writing() as session:
        session.get_one(queue_store.QueueEntry, 1).held_for = "lost"
    held = talking.post("hold", {"CallSid": SID, "CallStatus": "in-progress"}, query="entry=1")
    assert held.names == ["Say", "Play"]


def test_the_hold_of_a_call_that_nobody_knows_is_music_all_the_same(talking: Door) -> None:
    assert talking.call("hold", "CA" + "4" * 32).names == ["Play", "Say"]


def test_a_caller_is_passed_on_with_our_number(talking: Door) -> None:
    transfer(talking)
    dial = talking.post("pass-on", {"CallSid": SID, "CallStatus": "in-progress"}, query="party=1").verb(
        "Dial"
    )
    assert (dial.get("callerId"), dial.children[0].text) == (CALLED, OUTSIDE)
    assert dial.get("action") == f"{BASE}/twilio/passed-on?party=1"


def passed_on(door: Door, result: str) -> Answer:
    fields = {"CallSid": SID, "CallStatus": "in-progress", "DialCallStatus": result}
    return door.post("passed-on", fields, query="party=1")


def test_after_they_talked_the_flow_goes_on(talking: Door) -> None:
    transfer(talking)
    first = passed_on(talking, "completed")
    assert "Enqueue" not in first.names
    assert entry(talking).result == "answered"
    once = talking.everything()
    assert passed_on(talking, "completed").text == first.text
    assert talking.everything() == once


@pytest.mark.parametrize("result", ["busy", "no-answer", "failed", "canceled", ""])
def test_when_nobody_answers_the_caller_is_first_in_line(talking: Door, result: str) -> None:
    transfer(talking)
    for _ in range(2):
        assert passed_on(talking, result).names == ["Enqueue"]
    with talking.store.reading() as session:
        again = session.get(queue_store.QueueEntry, 2)
        tried = session.get(party_store.Party, 1)
    assert again
    assert tried
    assert (again.state, again.priority, tried.state) == ("waiting", rooms.FIRST_IN_LINE, "failed")


def old_news(door: Door) -> Answer:
    """The room that the caller was taken out of reports so."""
    fields = {"CallSid": SID, "CallStatus": "in-progress", "DialCallStatus": "answered"}
    return door.post("queue-left", fields, query=f"seq={door.seq()}&result=answered&entry=1")


def test_news_of_an_older_stay_changes_nothing(talking: Door) -> None:
    """A caller whom an agent passed on to another queue fell out of it when the old room told of its end."""
    with talking.store.writing() as session:
        conversations.transfer(session, 1, Target("queue", "billing"), talking.now)
    before = talking.everything()
    assert old_news(talking).names == ["Enqueue"]
    assert talking.everything() == before


def test_nor_does_it_while_the_caller_is_passed_on(talking: Door) -> None:
    transfer(talking)
    before = talking.everything()
    old_news(talking)
    assert talking.everything() == before


def test_the_end_of_a_room_frees_its_agent(talking: Door) -> None:
    for _ in range(2):
        talking.post("conference", {"StatusCallbackEvent": "conference-end"}, query="entry=1")
    assert presence(talking) == "wrap_up"


def test_a_customer_whom_nobody_knows_is_let_go(door: Door) -> None:
    assert party(door, "party/next", 99).names == []
    assert party(door, "party/next", 99, status="completed").names == []


def test_when_nothing_can_be_looked_up_a_customer_hears_music(door: Door) -> None:
    door.parts.store.close()
    with door.app.test_request_context("/twilio/party/next?party=1", method="POST", data={"CallSid": SID}):
        first = customer_waits_on(door.parts)
    assert "/music/calm-" in first
    assert "party/next?party=1&amp;failed=1" in first
    again = f"/twilio/party/next?party=1&failed={ASKED_AGAIN}"
    with door.app.test_request_context(again, method="POST", data={"CallSid": SID}):
        assert "Play" not in customer_waits_on(door.parts)
