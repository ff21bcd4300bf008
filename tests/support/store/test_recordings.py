"""Recordings by question, those that never came."""

from __future__ import annotations

from datetime import timedelta

from support.store import orders, recordings
from support.store.tapes import Tape
from tests.support.centre import NOON, VOICEMAIL, Centre


def test_recordings_by_question_and_overdue(centre: Centre) -> None:
    seq = centre.reach(VOICEMAIL).seq
    call_id = centre.row().id
    with centre.store.writing() as session:
        recording = recordings.recording_of_question(session, call_id, seq)
        assert recording
        assert recordings.recording_of_question(session, call_id, seq + 1) is None
        assert recordings.recording_by_sid(session, "RE1") is None
        after = NOON + timedelta(seconds=1)
        assert recordings.overdue_recordings(session, after) == [recording]
        assert recordings.overdue_recordings(session, NOON) == []
        recording.asked_at = after
        session.flush()
        assert recordings.overdue_recordings(session, after) == []
        assert recordings.overdue_recordings(session, after + timedelta(seconds=1)) == [recording]


def test_messages_that_are_awaited_and_numbers_below_all(centre: Centre) -> None:
    call_id = _left(centre)
    with centre.store.writing() as session:
        awaited = recordings.awaited_of_call(session, call_id)
        assert awaited
        awaited.sid = "RE1"
        session.flush()
        assert recordings.awaited_of_call(session, call_id) is None
        assert recordings.lowest_seq(session, call_id) == 0
        session.add(recordings.Recording(call_id=call_id, seq=-4, created_at=NOON))
        session.flush()
        assert recordings.lowest_seq(session, call_id) == -4


def test_of_which_we_have_heard(centre: Centre) -> None:
    call_id = _left(centre)
    with centre.store.writing() as session:
        session.add(recordings.Recording(call_id=call_id, seq=-4, sid="RE1", created_at=NOON))
        tape = Tape(
            call_id=call_id, queue="billing", leg_sid="CA1", sid="RE2", created_at=NOON, changed_at=NOON
        )
        session.add(tape)
        session.flush()
        assert recordings.known_sids(session, ["RE1", "RE2", "RE3"]) == {"RE1", "RE2"}


def test_words_are_replaced(centre: Centre) -> None:
    _left(centre)
    with centre.store.writing() as session:
        for words in (("two", "one"), ("three",)):
            lines = [
                recordings.RecordingLine(channel=0, start_ms=9 - n, end_ms=10, text=text)
                for n, text in enumerate(words)
            ]
            recordings.replace_lines(session, 1, lines)
            assert [line.text for line in recordings.lines(session, 1)] == sorted(words)
        assert recordings.locked(session, 1)


def test_names_of_sounds_that_are_and_that_come(centre: Centre) -> None:
    call_id = _left(centre)
    with centre.store.writing() as session:
        session.add(
            recordings.Recording(call_id=call_id, seq=-4, path="a.wav", copy_path="a.ogg", created_at=NOON)
        )
        orders.place(session, "process_recording", NOON, recording_id=1, name="b.wav", copy="c")
        done = orders.place(session, "fetch_recording", NOON, recording_id=1, name="d.wav")
        orders.finish(session, done.id, "done", NOON)
        coming = {"b.wav", "c.ogg", "c.mp3"}
        assert recordings.names_in_use(session) == {"a.wav", "a.ogg"} | coming


def _left(centre: Centre) -> int:
    """A message is being left; the id of its call."""
    centre.reach(VOICEMAIL)
    return centre.row().id
