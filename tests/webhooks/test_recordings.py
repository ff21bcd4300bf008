"""News of recordings: fetched once, absent once, and only what was asked for."""

from __future__ import annotations

import pytest

from support.store.recordings import Recording
from support.store.tapes import Tape
from tests.webhooks.door import SID, Answer, Door


def news(door: Door, status: str = "completed", sid: str = SID, seq: int = 2, **more: str) -> Answer:
    fields = {
        "CallSid": sid,
        "RecordingSid": "RE1",
        "RecordingUrl": "https://api.twilio.com/RE1",
        "RecordingStatus": status,
        "RecordingDuration": "12",
    }
    return door.post("recording", fields | more, query={"seq": seq})


def recording(door: Door) -> Recording:
    with door.store.reading() as session:
        found = session.get(Recording, 1)
    assert found
    return found


def test_a_finished_recording_is_fetched(door: Door) -> None:
    door.reach("3")
    assert recording(door).state == "expected"
    assert news(door).status == 204
    found = recording(door)
    assert (found.state, found.sid, found.url, found.seconds) == (
        "announced",
        "RE1",
        "https://api.twilio.com/RE1",
        12,
    )
    assert [order.payload["recording_id"] for order in door.orders("fetch_recording")] == [1]


@pytest.mark.parametrize("status", ["absent", "failed"])
def test_no_sound_is_said_on_the_ticket(door: Door, status: str) -> None:
    door.reach("3")
    news(door, status)
    assert recording(door).state == "absent"
    assert door.orders("fetch_recording") == []
    assert "absent" in str(door.everything()["ticket_entries"])


@pytest.mark.parametrize("status", ["in-progress", "paused", "rubbish", ""])
def test_a_recording_that_still_runs_is_not_lost(door: Door, status: str) -> None:
    """It counted as absent, and the sound that followed was ignored."""
    door.reach("3")
    news(door, status)
    assert recording(door).state == "expected"
    news(door)
    assert recording(door).state == "announced"


def test_what_nobody_asked_for_is_not_fetched(door: Door) -> None:
    door.reach("3")
    before = door.everything()
    for wrong in ({"seq": 99}, {"sid": "CA" + "e" * 32}):
        assert news(door, **wrong).status == 204
    assert door.everything() == before


def test_a_message_after_an_apology_makes_a_ticket(door: Door) -> None:
    door.voice()
    for _ in range(3):
        assert news(door, seq=-1).status == 204
    assert len(door.everything()["tickets"]) == 1
    assert len(door.orders("fetch_recording")) == 1


def test_a_silent_apology_makes_none(door: Door) -> None:
    door.voice()
    news(door, "absent", seq=-1)
    assert door.everything()["tickets"] == []


def test_the_sound_of_a_conversation_never_becomes_a_voicemail(door: Door) -> None:
    """Told of before the order that began it came back, it was taken for a message left in distress."""
    door.reach("1")
    with door.store.writing() as session:
        session.add(Tape(call_id=1, queue="billing", leg_sid=SID, created_at=door.now, changed_at=door.now))
    fields = {"CallSid": SID, "RecordingSid": "RE7", "RecordingUrl": "https://api.twilio.com/RE7"}
    fields |= {"RecordingStatus": "completed", "RecordingDuration": "9"}
    for tape in (1, 99):
        door.post("recording", fields, query={"kind": "call", "tape": tape})
    found = recording(door)
    assert (found.kind, found.state, found.sid, found.queue) == ("call", "announced", "RE7", "billing")
    assert door.everything()["tickets"] == []
    door.post("recording", fields | {"RecordingSid": "RE8"}, query={"kind": "call", "tape": 99})
    assert len(door.everything()["recordings"]) == 1
    assert door.everything()["tickets"] == []
