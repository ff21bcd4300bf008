"""Recordings: told of once, fetched once, missing ones asked for, none lost before its ticket; deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import NotFound, Refused
from support.services import holds_legal, recordings, tickets
from support.services.recordings import RESCUED, News
from support.store import agents as agent_store
from support.store import recordings as store
from support.store import search
from support.store.agents import Audit
from tests.support.centre import VOICEMAIL, Centre
from tests.support.stages import left, news, row, stage, through


@pytest.fixture
def seq(centre: Centre) -> int:
    """A voicemail is being left; the number of its question."""
    return centre.reach(VOICEMAIL).seq


def user(centre: Centre) -> int:
    centre.agent("ana")
    with centre.store.reading() as session:
        return agent_store.users(session)[0].id


def test_the_sound_is_announced_and_ordered_once(centre: Centre, seq: int) -> None:
    for _ in range(2):
        centre.do(recordings.announced, news(seq), centre.now)
    found = row(centre)
    assert (found.state, found.stage, found.sid, found.seconds) == ("announced", "fetch", "RE1", 12)
    assert (found.queue, found.language) == ("billing", "en-US")
    [fetch] = centre.orders("fetch_recording")
    assert fetch["recording_id"] == 1
    assert len(fetch["name"]) == 32 + len(".wav"), "chosen before, so that a second try writes the same"


def test_there_was_no_sound_so_it_is_a_missed_call(centre: Centre, seq: int) -> None:
    for _ in range(2):
        centre.do(recordings.announced, news(seq, "absent"), centre.now)
    assert (row(centre).state, row(centre).stage) == ("absent", "")
    assert centre.orders("fetch_recording") == []
    with centre.store.reading() as session:
        found = tickets.detail(session, 1001)
        assert [line.text for line in found.history].count("absent") == 1
        assert found.ticket.kind == "missed"


def test_sound_that_came_is_not_announced_away(centre: Centre, seq: int) -> None:
    """Two asked where it is, and the one who found it was not the last to answer: 22 of 500 were lost."""
    centre.do(recordings.announced, news(seq), centre.now)
    centre.do(recordings.announced, news(seq, "absent"), centre.now)
    assert row(centre).state == "announced"
    stage(centre, "fetch", size=9000, sha256="f" * 64)
    centre.do(recordings.announced, news(seq, "absent"), centre.now)
    centre.do(recordings.announced, news(seq), centre.now)
    assert row(centre).state == "fetched"
    assert len(centre.orders("fetch_recording")) == 1


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
        assert [each.number for each in tickets.listing(session, "all", 1)] == [1001]
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


def test_deleted_here_and_at_the_phone_company(centre: Centre) -> None:
    recording_id = left(centre)
    through(
        centre, "transcribe", lines=[store.RecordingLine(channel=0, start_ms=0, end_ms=9, text="my radio")]
    )
    stage(centre, "file")
    before = row(centre)
    by = user(centre)
    for _ in range(2):
        centre.do(recordings.delete, recording_id, by, "asked for", centre.now)
    after = row(centre)
    assert (after.state, after.path, after.peaks, after.deleted_at) == ("deleted", "", [], centre.now)
    assert centre.orders("delete_sound")[-1] == {"names": [before.path]}
    assert {"recording_id": 1, "sid": "RE1"} in centre.orders("remove_recording")
    with centre.store.reading() as session:
        assert store.lines(session, recording_id) == []
        assert session.scalars(search.matching(session, "recording", "radio")).all() == []
        audits = [each for each in session.query(Audit).all() if each.action == "recording_deleted"]
    assert [(each.object, each.data) for each in audits] == [("1", {"reason": "asked for"})]


def test_what_is_held_is_not_deleted(centre: Centre) -> None:
    recording_id = left(centre)
    by = user(centre)
    hold = centre.do(holds_legal.place, "recording", "1", "a court asks", by, centre.now)
    with pytest.raises(Refused, match="held"):
        centre.do(recordings.delete, recording_id, by, "asked for", centre.now)
    centre.do(holds_legal.release, hold, by, centre.now)
    assert centre.do(recordings.delete, recording_id, by, "asked for", centre.now).state == "deleted"


def test_deleted_while_it_is_worked_on(centre: Centre) -> None:
    """What the stage in hand wrote goes too, whoever finishes last."""
    recording_id = left(centre)
    through(centre, "check")
    name = centre.orders("process_recording")[0]["name"]
    centre.do(recordings.delete, recording_id, None, "retention", centre.now)
    stage(centre, "process", size=1, sha256="", copy="", seconds=1, channels=1, speech_s=1, peaks=[])
    assert row(centre).state == "deleted"
    assert name in centre.orders("delete_sound")[-1]["names"]


def test_a_lost_message_is_found_though_it_was_said_to_be_absent(centre: Centre, seq: int) -> None:
    centre.do(recordings.announced, news(seq, "absent"), centre.now)
    with centre.store.writing() as session:
        awaited = store.awaited_of_call(session, centre.row().id)
        assert awaited
        recordings.take(session, awaited, news(seq), centre.now + timedelta(hours=1))
    assert row(centre).state == "announced"


def test_an_unknown_recording(centre: Centre) -> None:
    with centre.store.reading() as session, pytest.raises(NotFound):
        recordings.recording(session, 404)
    with pytest.raises(NotFound):
        centre.do(recordings.delete, 404, None, "", centre.now)
