"""The agent's leg and the room: answered, too late, left alone, reported twice and backwards."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from support.services import agents, offers
from support.store import agents as agent_store
from support.store import queues as queue_store
from support.store.calls import Leg
from tests.webhooks.door import BASE, SID, Answer, Door

LEG = "CA" + "9" * 32


@pytest.fixture
def ringing(door: Door) -> Door:
    """A caller in line, and the call ringing at the only agent."""
    with door.store.writing() as session:
        user = agent_store.User(login="ana", name="Ana", role="agent", password="-", created_at=door.now)
        session.add(user)
        session.flush()
        agent = agent_store.Agent(
            user_id=user.id, name="Ana", identity="agent_1", presence="available",
            presence_since=door.now, idle_since=door.now, last_seen_at=door.now,
        )  # fmt: skip
        session.add(agent)
        session.flush()
        session.add(agent_store.AgentQueue(agent_id=agent.id, queue="billing"))
    door.reach("1")
    with door.store.writing() as session:
        assert offers.assign(session, door.now) == 1
    return door


def presence(door: Door) -> str:
    with door.store.reading() as session:
        return str(session.scalar(select(agent_store.Agent.presence)))


def entry(door: Door) -> queue_store.QueueEntry:
    with door.store.reading() as session:
        return session.scalars(select(queue_store.QueueEntry)).one()


def leg(door: Door, path: str, sequence: int = 0, status: str = "in-progress", **query: object) -> Answer:
    fields = {"CallSid": LEG, "CallStatus": status, "SequenceNumber": str(sequence)}
    return door.post(path, fields, query=query or {"offer": 1})


def join(door: Door, sid: str = SID, entry_id: int = 1) -> Answer:
    fields = {"CallSid": sid, "CallStatus": "in-progress", "From": "+5511988887777", "To": "+551140028922"}
    return door.post("join", fields, query={"entry": entry_id})


def test_agent_and_caller_meet_in_one_room(ringing: Door) -> None:
    agents_dial = leg(ringing, "agent/answer").verb("Dial")
    callers_dial = join(ringing).verb("Dial")
    rooms = [dial.children[0] for dial in (agents_dial, callers_dial)]
    assert [room.text for room in rooms] == ["entry-1", "entry-1"]
    assert callers_dial.children[0].get("participantLabel") == "caller"
    assert [room.get("endConferenceOnExit") for room in rooms] == ["false", "true"], "the caller ends it"
    assert {room.get("beep") for room in rooms} == {"false"}
    assert (
        callers_dial.get("action") == f"{BASE}/twilio/queue-left?seq={ringing.seq()}&result=answered&entry=1"
    )
    assert entry(ringing).state == "talking"
    assert presence(ringing) == "on_call"
    assert ringing.kinds()[-2:] == ["accepted", "agent_connected"]


def test_answering_and_joining_twice_is_once(ringing: Door) -> None:
    first = leg(ringing, "agent/answer"), join(ringing)
    once = ringing.everything()
    assert (leg(ringing, "agent/answer"), join(ringing)) == first
    assert ringing.everything() == once


def test_an_agent_who_is_too_late_hears_so(ringing: Door) -> None:
    ringing.call("status", CallStatus="completed")
    assert leg(ringing, "agent/answer").names == ["Say", "Hangup"]
    assert leg(ringing, "agent/answer", offer=99).names == ["Say", "Hangup"]


def test_an_agents_leg_that_is_over_starts_nothing(ringing: Door) -> None:
    before = ringing.everything()
    assert leg(ringing, "agent/answer", status="completed").names == []
    assert ringing.everything() == before


def test_a_caller_whose_agent_is_gone_goes_back_in_line(ringing: Door) -> None:
    leg(ringing, "agent/answer")
    leg(ringing, "agent/status", 3, "completed")
    assert join(ringing).names == ["Enqueue"]
    assert entry(ringing).state == "waiting"


def test_joining_somebody_elses_room_is_not_possible(ringing: Door) -> None:
    other = "CA" + "c" * 32
    leg(ringing, "agent/answer")
    ringing.voice(other)
    assert "Dial" not in join(ringing, other).names


def test_joining_by_a_call_that_we_do_not_know_begins_anew(ringing: Door) -> None:
    leg(ringing, "agent/answer")
    assert join(ringing, "CA" + "d" * 32).names == ["Gather", "Redirect"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [("busy", "declined"), ("no-answer", "missed"), ("failed", "not_reached"), ("canceled", "missed")],
)
def test_an_offer_that_was_not_taken(ringing: Door, status: str, reason: str) -> None:
    assert leg(ringing, "agent/status", 2, status).status == 204
    assert presence(ringing) == "away"
    assert entry(ringing).state == "waiting", "the caller keeps the place"
    assert reason in ringing.kinds()


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (0, 3, 1, 2), (3, 3, 3, 3), (2, 3, 2, 3)])
def test_reports_in_any_order_end_a_conversation_once(ringing: Door, order: tuple[int, ...]) -> None:
    statuses = ("initiated", "ringing", "in-progress", "completed")
    leg(ringing, "agent/answer")
    join(ringing)
    with ringing.store.writing() as session:
        agents.hang_up(session, 1, ringing.now)
    for sequence in order:
        assert leg(ringing, "agent/status", sequence, statuses[sequence]).status == 204
    assert presence(ringing) == "wrap_up"
    assert ringing.kinds().count("agent_left") == 1


def test_an_agent_whose_page_broke_off_comes_back_into_the_room(ringing: Door) -> None:
    leg(ringing, "agent/answer")
    join(ringing)
    leg(ringing, "agent/status", 3, "completed")
    assert presence(ringing) == "on_call"
    assert len(ringing.orders("ring_again")) == len(ringing.orders("hold_caller")) == 1
    again = ringing.post(
        "agent/answer", {"CallSid": "CA" + "8" * 32, "CallStatus": "in-progress"}, query="offer=1"
    )
    assert again.verb("Dial").children[0].text == "entry-1"
    assert ringing.kinds()[-2:] == ["agent_back", "resumed"]


def mobile(door: Door) -> None:
    with door.store.writing() as session:
        agent = agent_store.agent(session, 1)
        assert agent
        agent.endpoint = "+5511955554444"


def test_a_telephone_that_may_be_a_machine_is_asked_for_a_key(ringing: Door) -> None:
    mobile(ringing)
    gather = leg(ringing, "agent/answer").verb("Gather")
    assert gather.get("action") == f"{BASE}/twilio/agent/key?offer=1"
    assert entry(ringing).state == "offered"
    taken = ringing.post(
        "agent/key", {"CallSid": LEG, "CallStatus": "in-progress", "Digits": "1"}, query="offer=1"
    )
    assert taken.names == ["Dial"]
    assert entry(ringing).state == "connecting"


@pytest.mark.parametrize("digits", ["", "5"])
def test_a_machine_presses_no_key(ringing: Door, digits: str) -> None:
    mobile(ringing)
    leg(ringing, "agent/answer")
    refused = ringing.post(
        "agent/key", {"CallSid": LEG, "CallStatus": "in-progress", "Digits": digits}, query="offer=1"
    )
    assert refused.names == ["Hangup"]
    assert (entry(ringing).state, presence(ringing)) == ("waiting", "away")


def test_a_report_without_a_call_makes_no_leg(ringing: Door) -> None:
    """A leg called "" was written down, and would have been hung up by REST."""
    for sid in ("", "\x00"):
        assert (
            ringing.post("agent/status", {"CallSid": sid, "CallStatus": "ringing"}, query="offer=1").status
            == 204
        )
    with ringing.store.reading() as session:
        assert session.scalars(select(Leg)).all() == []


def test_the_room_tells_who_came_and_that_it_is_over(ringing: Door) -> None:
    leg(ringing, "agent/answer")
    for _ in range(2):
        ringing.post(
            "conference", {"CallSid": SID, "StatusCallbackEvent": "participant-join"}, query="entry=1"
        )
    assert ringing.kinds().count("agent_connected") == 1
    for _ in range(2):
        ringing.post("conference", {"StatusCallbackEvent": "conference-end"}, query="entry=1")
    assert presence(ringing) == "wrap_up"
    assert ringing.kinds().count("agent_left") == 1


def test_the_agents_own_arrival_connects_nobody(ringing: Door) -> None:
    leg(ringing, "agent/answer")
    ringing.post("conference", {"CallSid": LEG, "StatusCallbackEvent": "participant-join"}, query="entry=1")
    assert "agent_connected" not in ringing.kinds()


def test_after_the_room_the_agents_leg_ends(ringing: Door) -> None:
    assert leg(ringing, "agent/done").names == []
