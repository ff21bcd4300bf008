"""Recordings: told of once, fetched once, missing ones asked for, none lost on the way to a ticket."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.errors import NotFound
from support.services import recordings, tickets
from support.services.recordings import RESCUED, News
from support.store import recordings as store
from tests.support.centre import VOICEMAIL, Centre


def news(seq: int, status: str = "completed", sid: str = "RE1", call: str = "CA1") -> News:
    return News(call, seq, sid, f"https://api.twilio.com/{sid}", status, 12)


def only(centre: Centre) -> store.Recording:
    with centre.store.reading() as session:
        recording = store.recording(session, 1)
    assert recording
    return recording


@pytest.fixture
def seq(centre: Centre) -> int:
    """A voicemail is being left; the number of its question."""
    return centre.reach(VOICEMAIL).seq


def test_the_sound_is_announced_and_ordered_once(centre: Centre, seq: int) -> None:
    for _ in range(2):
        centre.do(recordings.announced, news(seq), centre.now)
    assert (only(centre).state, only(centre).sid, only(centre).seconds) == ("announced", "RE1", 12)
    assert centre.orders("fetch_recording") == [{"recording_id": 1}]


def test_there_was_no_sound(centre: Centre, seq: int) -> None:
    centre.do(recordings.announced, news(seq, "absent"), centre.now)
    assert only(centre).state == "absent"
    assert centre.orders("fetch_recording") == []
    with centre.store.reading() as session:
        assert [line.text for line in tickets.detail(session, 1001).history] == ["", "absent"]
        with pytest.raises(NotFound, match="nothing was said"):
            recordings.path_of(session, 1, Path("data"))


def test_kept_sound_can_be_played(centre: Centre, seq: int) -> None:
    centre.do(recordings.announced, news(seq), centre.now)
    with centre.store.reading() as session, pytest.raises(NotFound):
        recordings.path_of(session, 1, Path("data"))
    centre.do(recordings.kept, 1, "recordings/1.wav", 9_000, "f" * 64, centre.now)
    with centre.store.reading() as session:
        assert recordings.path_of(session, 1, Path("data")) == Path("data/recordings/1.wav")
        assert recordings.recording(session, 1).size == 9_000
        assert [line.text for line in tickets.detail(session, 1001).history] == ["", "12 s"]


def test_kept_sound_is_not_announced_away(centre: Centre, seq: int) -> None:
    centre.do(recordings.announced, news(seq), centre.now)
    centre.do(recordings.kept, 1, "recordings/1.wav", 9_000, "f" * 64, centre.now)
    centre.do(recordings.announced, news(seq, "absent"), centre.now)
    centre.do(recordings.announced, news(seq), centre.now)
    assert only(centre).state == "kept"
    assert len(centre.orders("fetch_recording")) == 1


def test_what_cannot_be_fetched_says_so(centre: Centre, seq: int) -> None:
    centre.do(recordings.announced, news(seq), centre.now)
    centre.do(recordings.failed, 1, "e" * 999, centre.now)
    assert (only(centre).state, len(only(centre).error)) == ("failed", 300)


def test_missing_sound_is_asked_for_after_the_call(centre: Centre, seq: int) -> None:
    centre.do(recordings.ask_for_missing, centre.later(recordings.MISSING_AFTER_S + 1))
    assert centre.orders("find_recording") == []  # still being spoken
    centre.end()
    for _ in range(2):
        centre.do(recordings.ask_for_missing, centre.now)
    assert centre.orders("find_recording") == [{"call_sid": "CA1", "seq": seq}]
    centre.do(recordings.ask_for_missing, centre.later(recordings.MISSING_AFTER_S + 1))
    assert len(centre.orders("find_recording")) == 2


def test_a_message_left_with_the_fallback_becomes_a_ticket(centre: Centre) -> None:
    centre.begin()
    for _ in range(2):
        centre.do(recordings.announced, news(RESCUED), centre.now)
    with centre.store.reading() as session:
        found = tickets.detail(session, 1001)
        assert [row.number for row in tickets.listing(session, "all", 1)] == [1001]
    assert found.ticket.queue == recordings.RESCUE_QUEUE
    assert centre.kinds().count("voicemail_opened") == 1
    assert len(centre.orders("fetch_recording")) == 1


@pytest.mark.parametrize("told", [news(99), news(RESCUED, "absent"), news(1, call="CA404")])
def test_news_of_nothing(centre: Centre, told: News) -> None:
    centre.begin()
    before = centre.facts()
    centre.do(recordings.announced, told, centre.now)
    assert centre.facts() == before
    assert centre.orders() == []


def test_an_unknown_recording(centre: Centre) -> None:
    with centre.store.reading() as session, pytest.raises(NotFound):
        recordings.recording(session, 404)
