"""The stages of a recording: each once, in order, visible, and begun again when somebody says so."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from support.errors import NotFound, Refused
from support.services import pipeline, recordings, tickets
from support.services.pipeline import Found
from support.store import recordings as store
from support.store import search
from support.store.recordings import Recording
from support.store.tickets import Ticket
from tests.support.centre import VOICEMAIL, Centre
from tests.support.stages import SOUND, left, order, row, stage, through

WORDS = [store.RecordingLine(channel=0, start_ms=200, end_ms=900, text="my radio does not work")]


def found(sid: str = "RE9", call: str = "CA1", source: str = "RecordVerb", channels: int = 1) -> Found:
    return Found(sid, call, f"https://api.twilio.com/{sid}", 7, source, channels)


def test_every_stage_in_its_turn(centre: Centre) -> None:
    left(centre)
    seen = []
    for name in ("fetch", "check", "process", "transcribe", "file"):
        assert row(centre).stage == name
        through_one(centre, name)
        seen.append(row(centre).state)
    assert seen == ["fetched", "checked", "processed", "transcribed", "filed"]
    assert row(centre).stage == "remove"
    stage(centre, "remove")
    assert (row(centre).stage, row(centre).removed_at) == ("", centre.now)


def through_one(centre: Centre, name: str) -> None:
    results: dict[str, dict[str, Any]] = {
        "fetch": SOUND,
        "check": {"seconds": 12.4, "channels": 1},
        "process": {
            **SOUND, "copy": "", "seconds": 11.6, "channels": 1, "speech_s": 8.0, "peaks": [[1, 2, 3]],
        },
        "transcribe": {"lines": WORDS, "note": ""},
        "file": {},
    }  # fmt: skip
    stage(centre, name, **results[name])


def test_what_each_stage_leaves(centre: Centre) -> None:
    left(centre)
    through(centre, "process")
    name = order(centre, "process_recording").payload["name"]
    made = row(centre)
    assert (made.path, made.size, made.seconds, made.channels) == (name, 9000, 12, 1)
    assert (made.peaks, made.speech_ms) == ([[1, 2, 3]], 8000)
    fetched = order(centre, "fetch_recording").payload["name"]
    assert centre.orders("delete_sound") == [{"names": [fetched]}], "what was fetched gives way"


def test_a_message_is_filed_on_its_ticket_and_found_by_its_words(centre: Centre) -> None:
    left(centre)
    through(centre, lines=WORDS)
    with centre.store.reading() as session:
        ticket = tickets.detail(session, 1001).ticket
        assert session.scalars(search.matching(session, "recording", "radio")).all() == [1]
    assert "radio" in ticket.subject
    filed = row(centre)
    assert filed.filed_at == centre.now
    assert filed.expires_at is not None, "the policies that come with Ramal keep messages for a year"


def test_a_stage_is_settled_once(centre: Centre) -> None:
    """Two workers did it, or one came late: the second changes nothing, and what it wrote goes."""
    left(centre)
    late = order(centre, "fetch_recording")
    through(centre, "fetch")
    before = row(centre).path
    late.payload = late.payload | {"name": "a" * 32 + ".wav"}
    centre.do(pipeline.done, late, {"name": "a" * 32 + ".wav", **SOUND}, centre.now)
    assert (row(centre).state, row(centre).path) == ("fetched", before)
    assert centre.orders("delete_sound") == [{"names": ["a" * 32 + ".wav"]}]
    assert len(centre.orders("check_recording")) == 1


def test_the_sound_itself_stays_when_its_order_is_settled_again(centre: Centre) -> None:
    left(centre)
    first = order(centre, "fetch_recording")
    for _ in range(2):
        centre.do(pipeline.done, first, {"name": first.payload["name"], **SOUND}, centre.now)
    assert centre.orders("delete_sound") == []


def test_a_stage_that_failed_says_why_and_is_run_again(centre: Centre) -> None:
    recording_id = left(centre)
    centre.do(pipeline.postponed, order(centre, "fetch_recording"), "not there yet (404)")
    assert row(centre).error == "not there yet (404)"
    centre.do(pipeline.given_up, order(centre, "fetch_recording"), "the credentials are wrong", centre.now)
    failed = row(centre)
    assert (failed.state, failed.stage, failed.error) == ("failed", "fetch", "the credentials are wrong")
    assert pipeline.can_run_again(failed)
    centre.agent("ana")
    centre.do(pipeline.run_again, recording_id, 1, centre.now)
    again = row(centre)
    assert (again.state, again.stage, again.error, again.attempts) == ("announced", "fetch", "", 0)
    with pytest.raises(Refused):
        centre.do(pipeline.run_again, recording_id, 1, centre.now)
    through(centre)
    assert row(centre).state == "filed"


def test_a_sound_that_ends_early_can_be_taken_as_it_is(centre: Centre) -> None:
    recording_id = left(centre)
    through(centre, "fetch")
    centre.do(pipeline.given_up, order(centre, "check_recording"), "the sound ends early", centre.now)
    assert row(centre).path, "the file is kept, to be looked at"
    assert pipeline.ends_early(row(centre))
    centre.agent("ana")
    centre.do(pipeline.run_again, recording_id, 1, centre.now, as_it_is=True)
    assert order(centre, "check_recording").payload["as_it_is"]
    stage(centre, "check", seconds=3.0, channels=1)
    assert order(centre, "process_recording").payload["as_it_is"]


def test_words_that_cannot_be_written_down_keep_no_message_from_its_ticket(centre: Centre) -> None:
    recording_id = left(centre)
    through(centre, "process")
    centre.do(
        pipeline.given_up, order(centre, "transcribe_recording"), "the recogniser broke off", centre.now
    )
    stage(centre, "file")
    filed = row(centre)
    assert (filed.state, filed.note) == ("filed", "not written down: the recogniser broke off")
    centre.agent("ana")
    centre.do(pipeline.run_again, recording_id, 1, centre.now)
    stage(centre, "transcribe", lines=WORDS, note="")
    stage(centre, "file")
    assert (row(centre).state, row(centre).note) == ("filed", "")


def test_the_copy_that_the_phone_company_keeps_is_tried_again_on_demand(centre: Centre) -> None:
    recording_id = left(centre)
    through(centre)
    centre.do(pipeline.given_up, order(centre, "remove_recording"), "refused (403)", centre.now)
    assert (row(centre).state, row(centre).stage, row(centre).error) == ("filed", "remove", "refused (403)")
    centre.agent("ana")
    centre.do(pipeline.run_again, recording_id, 1, centre.now)
    stage(centre, "remove")
    assert (row(centre).stage, row(centre).error) == ("", "")


def test_nothing_to_run_again(centre: Centre) -> None:
    recording_id = left(centre)
    assert not pipeline.can_run_again(row(centre))
    with pytest.raises(Refused):
        centre.do(pipeline.run_again, recording_id, 1, centre.now)
    with pytest.raises(NotFound):
        centre.do(pipeline.run_again, 404, 1, centre.now)


# --- what was never announced ------------------------------------------------------------------------


def count(centre: Centre, table: type[Recording] | type[Ticket]) -> int:
    with centre.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_message_whose_news_were_lost_is_brought_in_once(centre: Centre) -> None:
    centre.reach(VOICEMAIL)
    for _ in range(2):
        centre.do(pipeline.found, found(), centre.now)
    assert (row(centre).state, row(centre).sid) == ("announced", "RE9")
    assert (count(centre, Recording), count(centre, Ticket)) == (1, 1)
    assert len(centre.orders("fetch_recording")) == 1


def test_a_message_that_nobody_expected_is_rescued(centre: Centre) -> None:
    centre.begin()
    for sid in ("RE8", "RE9", "RE8"):
        centre.do(pipeline.found, found(sid), centre.now)
    assert [row(centre, n).kind for n in (1, 2)] == ["voicemail", "voicemail"]
    assert (count(centre, Recording), count(centre, Ticket)) == (2, 1), "one ticket a call"
    assert len(centre.orders("fetch_recording")) == 2


def test_a_conversation_that_nobody_expected_is_kept_as_one(centre: Centre) -> None:
    centre.enqueue()
    for _ in range(2):
        centre.do(pipeline.found, found(source="StartCallRecordingAPI", channels=2), centre.now)
    made = row(centre)
    assert (made.kind, made.channels, made.ticket_id) == ("call", 2, None)
    assert made.seq < recordings.RESCUED


def test_other_people_s_recordings_are_left_alone(centre: Centre) -> None:
    centre.begin()
    centre.do(pipeline.found, found(call="CA404"), centre.now)
    assert count(centre, Recording) == 0


def test_a_conversation_s_recording_has_one_row(centre: Centre) -> None:
    centre.begin()
    call_id = centre.row().id
    first = centre.do(pipeline.expect_call_recording, call_id, "billing", "RE5", centre.now)
    again = centre.do(pipeline.expect_call_recording, call_id, "billing", "RE5", centre.now)
    other = centre.do(pipeline.expect_call_recording, call_id, "billing", "RE6", centre.now)
    assert (first.id, first.seq, first.channels) == (again.id, again.seq, 2)
    assert other.seq < first.seq < recordings.RESCUED


def test_lists_and_strays_are_looked_at_from_time_to_time(centre: Centre) -> None:
    for _ in range(2):
        centre.do(pipeline.keep_looking, centre.now)
    assert centre.orders("list_recordings") == [{}]
    assert centre.orders("tidy_sounds") == [{"strays": []}]
