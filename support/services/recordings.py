"""Recordings: announced by the phone company, fetched by the worker, played to those who may hear them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from support.errors import NotFound
from support.services import tickets
from support.store import calls as call_store
from support.store import orders
from support.store import recordings as store
from support.store.base import Session

MISSING_AFTER_S = 120
RESCUED = -1
RESCUE_QUEUE = "general"


@dataclass(frozen=True)
class News:
    """What the phone company says of a recording. `seq`: the question it answers, or `RESCUED`."""

    call_sid: str
    seq: int
    sid: str
    url: str
    status: str
    seconds: int


def announced(session: Session, news: News, now: datetime) -> None:
    """The sound of a recording is ready, or there is none."""
    row = call_store.lock(session, news.call_sid)
    if row is None:
        return
    recording = store.recording_of_question(session, row.id, news.seq)
    if recording is None and news.seq == RESCUED and news.status == "completed":
        recording = _rescued(session, row, now)
    if recording is None or recording.state not in ("expected", "announced"):
        return
    if news.status != "completed":
        recording.state = "absent"
        tickets.recording_kept(session, recording, now)
    elif recording.state == "expected":
        recording.state, recording.sid = "announced", news.sid
        recording.url, recording.seconds = news.url, news.seconds
        orders.place(session, "fetch_recording", now, recording.call_id, recording_id=recording.id)


def rescued(session: Session, call_sid: str, now: datetime) -> None:
    """A message was just left with the apology: its ticket is there before the call's end is told."""
    row = call_store.lock(session, call_sid)
    if row and store.recording_of_question(session, row.id, RESCUED) is None:
        _rescued(session, row, now)


def _rescued(session: Session, row: call_store.CallRow, now: datetime) -> store.Recording:
    """A message left with the fallback, when nothing else worked: it becomes a ticket like any other."""
    ticket = tickets.open_for_call(session, "voicemail", row.queue or RESCUE_QUEUE, row, now)
    facts = {"queue": ticket.queue, "ticket": ticket.number}
    call_store.append(session, row.id, now, [("voicemail_opened", facts)])
    return tickets.expect_recording(session, row.id, ticket, RESCUED, now)


def kept(session: Session, recording_id: int, path: str, size: int, sha256: str, now: datetime) -> None:
    recording = _find(session, recording_id)
    recording.state, recording.path, recording.size, recording.sha256 = "kept", path, size, sha256
    recording.error = ""
    tickets.recording_kept(session, recording, now)


def failed(session: Session, recording_id: int, error: str, now: datetime) -> None:
    """Given up, and visibly so."""
    recording = _find(session, recording_id)
    recording.state, recording.error = "failed", error[:300]
    tickets.recording_kept(session, recording, now)


def ask_for_missing(session: Session, now: datetime) -> None:
    """Recordings that were promised and never announced: ask the phone company."""
    for recording in store.overdue_recordings(session, now - timedelta(seconds=MISSING_AFTER_S)):
        call = call_store.by_id(session, recording.call_id)
        if call and call.ended_at is not None:
            recording.asked_at = now
            orders.place(session, "find_recording", now, call.id, call_sid=call.sid, seq=recording.seq)


def path_of(session: Session, recording_id: int, folder: Path) -> Path:
    """Where the sound lies. `path` was chosen by us; nothing of a request is in it."""
    recording = _find(session, recording_id)
    if recording.state != "kept":
        if recording.state == "absent":
            raise NotFound("nothing was said")
        raise NotFound("there is no sound yet")
    return folder / recording.path


def recording(session: Session, recording_id: int) -> store.Recording:
    return _find(session, recording_id)


def _find(session: Session, recording_id: int) -> store.Recording:
    found = store.recording(session, recording_id)
    if found is None:
        raise NotFound("there is no recording %(number)s", number=recording_id)
    return found
