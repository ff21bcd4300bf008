"""What follows from each order, done or given up."""

from __future__ import annotations

from typing import Any

import pytest

from support.services import offers, pipeline
from support.services.settling import settler
from support.store import messages, recordings
from support.store.orders import Order
from support.worker import Done, GivenUp, Outcome
from tests.support.centre import MESSAGE, VOICEMAIL, Centre
from tests.support.stages import left


def settle(centre: Centre, kind: str, outcome: Outcome, **payload: Any) -> None:
    centre.do(settler(centre.shelf), Order(kind=kind, payload=payload), outcome, centre.now)


def test_a_rung_agent_s_leg_is_known(centre: Centre) -> None:
    centre.enqueue()
    offer_id = centre.offered(centre.agent("ana"))
    settle(centre, "ring_agent", Done({"sid": "AG1"}), offer_id=offer_id)
    centre.end()
    assert centre.orders("hang_up_leg") == [{"sid": "AG1"}]


def test_an_agent_who_cannot_be_rung_is_away_and_the_caller_waits_on(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    settle(centre, "ring_agent", GivenUp("500"), offer_id=centre.offered(ana))
    assert (centre.presence(ana), centre.entry(entry_id).state) == ("away", "waiting")


def test_nobody_was_rung_for_a_caller_who_had_gone(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    centre.end()
    settle(centre, "ring_agent", Done(), offer_id=offer_id)
    assert (centre.presence(ana), centre.orders("hang_up_leg")) == ("available", [])


def test_a_caller_who_cannot_be_joined_is_back_in_line(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    centre.do(offers.accept, centre.offered(ana), centre.now)
    settle(centre, "join_caller", Done(), entry_id=entry_id)
    assert centre.entry(entry_id).state == "connecting"
    settle(centre, "join_caller", GivenUp("400"), entry_id=entry_id)
    assert (centre.entry(entry_id).state, centre.presence(ana)) == ("waiting", "wrap_up")


def test_a_caller_in_conversation_stays_there(centre: Centre) -> None:
    """The redirect's answer was lost, but the caller had come in."""
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    centre.talking(ana)
    settle(centre, "join_caller", GivenUp("timeout"), entry_id=entry_id)
    assert (centre.entry(entry_id).state, centre.presence(ana)) == ("talking", "on_call")


def test_a_leg_hung_up_is_over(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    centre.talking(ana)
    centre.end()
    settle(centre, "hang_up_leg", GivenUp("400"), sid="AG1")
    assert centre.presence(ana) == "on_call"
    settle(centre, "hang_up_leg", Done(), sid="AG1")
    assert centre.presence(ana) == "wrap_up"


@pytest.mark.parametrize(
    ("outcome", "ended"),
    [
        (Done({"status": "completed"}), True),
        (Done({"status": "gone"}), True),
        (Done({"status": "no-answer"}), True),
        (Done({"status": "in-progress"}), False),
        (Done(), False),
        (GivenUp("500"), False),
    ],
)
def test_a_call_that_ended_unheard_is_ended(centre: Centre, outcome: Outcome, ended: bool) -> None:
    centre.begin()
    settle(centre, "check_call", outcome, sid="CA1")
    assert (centre.call().outcome is not None) is ended


def test_a_call_of_which_nobody_can_tell_is_given_up_after_a_day(centre: Centre) -> None:
    centre.enqueue()
    settle(centre, "check_call", GivenUp("500"), sid="CA1")
    centre.later(25 * 3600)
    settle(centre, "check_call", Done({"status": "in-progress"}), sid="CA1")
    assert centre.call().outcome is None
    for _ in range(2):
        settle(centre, "check_call", GivenUp("500"), sid="CA1")
    assert centre.call().outcome == "abandoned_queue"
    assert [data for kind, data in centre.facts() if kind == "failed"] == [
        {"why": "nothing heard of it for a day"}
    ]
    assert centre.kinds().count("call_ended") == 1


def test_a_call_that_was_in_no_line_then_has_failed(centre: Centre) -> None:
    centre.begin()
    centre.later(25 * 3600)
    settle(centre, "check_call", GivenUp("no account"), sid="CA1")
    assert centre.call().outcome == "failed"
    assert ("call_ended", {"status": "failed", "outcome": "failed"}) in centre.facts()


def recording(centre: Centre) -> recordings.Recording:
    with centre.store.reading() as session:
        found = recordings.recording(session, 1)
    assert found
    return found


def test_sound_fetched_or_not(centre: Centre) -> None:
    left(centre)
    settle(centre, "fetch_recording", GivenUp("404"), recording_id=1)
    assert (recording(centre).state, recording(centre).error) == ("failed", "404")
    centre.agent("ana")
    centre.do(pipeline.run_again, 1, 1, centre.now)
    kept = Done({"name": "1.wav", "size": 10}, {"sha256": "f" * 64})
    settle(centre, "fetch_recording", kept, recording_id=1)
    assert (recording(centre).state, recording(centre).error) == ("fetched", "")


def test_what_the_list_has_is_brought_in(centre: Centre) -> None:
    centre.reach(VOICEMAIL)
    each = pipeline.Found("RE1", "CA1", "https://api.twilio.com/RE1", 4, "RecordVerb", 1)
    settle(centre, "list_recordings", GivenUp("500"))
    settle(centre, "list_recordings", Done({}, {"found": [each]}))
    assert recording(centre).state == "announced"


@pytest.mark.parametrize(
    ("outcome", "strays"), [(Done({}, {"strays": ["a.wav"]}), ["a.wav"]), (GivenUp("away"), [])]
)
def test_strays_are_looked_at_again_tomorrow(centre: Centre, outcome: Outcome, strays: list[str]) -> None:
    settle(centre, "tidy_sounds", outcome)
    assert centre.orders("tidy_sounds") == [{"strays": strays}]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Done({"sid": "RE1", "url": "https://api.twilio.com/RE1", "seconds": 4}), "announced"),
        (Done(), "absent"),
        (GivenUp("500"), "expected"),
    ],
)
def test_sound_found_or_not(centre: Centre, outcome: Outcome, state: str) -> None:
    seq = centre.reach(VOICEMAIL).seq
    settle(centre, "find_recording", outcome, call_sid="CA1", seq=seq)
    assert recording(centre).state == state


@pytest.mark.parametrize(
    ("outcome", "sid", "status"),
    [(Done({"sid": "SM1", "status": "sent"}), "SM1", "sent"), (GivenUp("21610"), None, "failed")],
)
def test_messages(centre: Centre, outcome: Outcome, sid: str | None, status: str) -> None:
    centre.reach(MESSAGE)
    settle(centre, "send_message", outcome, message_id=1)
    settle(centre, "send_message", outcome, message_id=404)
    with centre.store.reading() as session:
        message = messages.message_by_id(session, 1)
    assert message
    assert (message.sid, message.status) == (sid, status)


def test_other_orders_need_nothing(centre: Centre) -> None:
    settle(centre, "leave_queue", Done(), sid="CA1")
    assert centre.orders() == []
