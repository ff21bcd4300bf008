"""Recordings by question, those that never came."""

from __future__ import annotations

from datetime import timedelta

from support.store import recordings
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
