"""What the phone company tells about streams: they did not reach us, or are over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support import sweeper
from support.services.hearing import MOST_ATTEMPTS
from support.store.base import Store
from tests.webhooks.door import SID, Answer
from tests.webhooks.listening import Room, stream_in


@pytest.fixture
def room(store: Store) -> Iterator[Room]:
    made = Room(store)
    yield made
    made.stop()


def told(room: Room, event: str, attempt: object = 1, sid: str = SID) -> Answer:
    fields = {"CallSid": sid, "StreamSid": "MZ1", "StreamName": "ears-1", "StreamEvent": event}
    more = {"StreamError": "handshake"} if event == "stream-error" else {}
    return room.door.post("stream", fields | more, query={"attempt": attempt})


def swept(room: Room, after_s: float) -> None:
    room.door.later(after_s)
    with room.door.store.writing() as session:
        sweeper.sweep(session, room.door.now)


def prompt(room: Room) -> list[str]:
    """What the caller is asked to do after a silence."""
    gather = room.door.call("answer", seq=room.door.seq()).verb("Gather")
    return [child.text for child in gather.children]


def test_the_first_document_starts_the_stream_and_says_where_to_tell(room: Room) -> None:
    answer = room.door.voice()
    stream = stream_in(answer.verbs)
    assert answer.names == ["Start", "Gather", "Redirect"]
    assert stream.get("url") == "wss://ramal.example.com/twilio/media"
    assert (stream.get("track"), stream.get("name")) == ("inbound_track", "ears-1")
    assert "/twilio/stream?attempt=1#rc=" in stream.get("statusCallback")
    assert room.door.voice() == answer, "the same request again gets the same stream"


def test_a_stream_that_never_reached_us(room: Room) -> None:
    room.door.voice()
    assert told(room, "stream-error").status == 204
    assert room.states() == ["failed", "asked"]
    assert room.door.kinds()[-1] == "stream_refused"
    assert "Press 1 or 2." in prompt(room)
    [order] = room.door.orders("start_stream")
    assert order.payload == {"leg_sid": SID, "attempt": 2}


@pytest.mark.parametrize("event", ["stream-error", "stream-stopped", "stream-started"])
def test_the_same_news_again_changes_nothing(room: Room, event: str) -> None:
    room.call()
    told(room, event)
    once = room.door.everything()
    room.door.later(1)
    told(room, event)
    assert room.door.everything() == once


@pytest.mark.parametrize(
    ("attempt", "sid"),
    [("", SID), ("x", SID), (0, SID), (-1, SID), (2, SID), (1, "CA9"), (1, ""), (10**30, SID)],
)
def test_news_of_streams_that_nobody_asked_for(room: Room, attempt: object, sid: str) -> None:
    room.door.voice()
    once = room.door.everything()
    for event in ("stream-error", "stream-stopped", "stream-started", "rubbish", ""):
        assert told(room, event, attempt, sid).status == 204
    assert room.door.everything() == once


def test_after_some_attempts_it_is_enough(room: Room) -> None:
    room.door.voice()
    for attempt in range(1, MOST_ATTEMPTS + 3):
        told(room, "stream-error", attempt)
    assert room.states() == ["failed"] * MOST_ATTEMPTS
    orders = room.door.orders("start_stream")
    assert [order.payload["attempt"] for order in orders] == [2, 3, 4]
    waits = [(order.due_at - room.door.now).total_seconds() for order in orders]
    assert waits == [1, 2, 4], "longer every time"
    assert "Press 1 or 2." in prompt(room)


def test_a_stream_of_which_nothing_is_heard(room: Room) -> None:
    room.door.voice()
    swept(room, 14)
    assert room.states() == ["asked"]
    swept(room, 2)
    assert room.states() == ["failed", "asked"]
    assert "Press 1 or 2." in prompt(room)


def test_a_call_that_ended_before_its_stream_came_has_no_story_of_it(room: Room) -> None:
    """A short call once got a refusal in its log, after its end."""
    room.door.voice()
    room.door.call("status", CallStatus="completed")
    swept(room, 20)
    assert room.states() == ["ended"]
    assert room.door.kinds()[-1] == "call_ended"
    assert room.door.orders("start_stream") == []


def test_an_ear_that_died_with_its_stream_is_found(room: Room) -> None:
    """The phone company is the only one who can tell."""
    room.call()
    told(room, "stream-stopped")
    swept(room, 4)
    assert room.states() == ["live"], "the ear may be about to say why"
    swept(room, 2)
    assert room.states() == ["lost", "asked"]
    assert room.door.row().ears == "lost"
    assert "Press 1 or 2." in prompt(room)


def test_a_stream_that_ends_with_its_call_is_no_loss_in_any_order(room: Room) -> None:
    line = room.call()
    told(room, "stream-stopped")
    room.ears.gone(line, "stop", stopped=True)
    room.door.call("status", CallStatus="completed")
    swept(room, 20)
    assert room.states() == ["ended"]
    assert "stream_lost" not in room.door.kinds()


def test_somebody_stops_a_stream_while_the_call_goes_on(room: Room) -> None:
    """Then no other is started, but nobody is asked to speak any more either."""
    room.ears.gone(room.call(), "stop", stopped=True)
    swept(room, 4)
    assert room.door.row().ears == "live"
    swept(room, 2)
    swept(room, 20)
    assert (room.states(), room.door.row().ears) == (["ended"], "lost")
    assert room.door.kinds().count("stream_lost") == 1
    assert room.door.orders("start_stream") == []
    assert "Press 1 or 2." in prompt(room)
