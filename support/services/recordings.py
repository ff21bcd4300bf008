"""Recordings: announced by the phone company, asked for when they are not, deleted when their time is over.

What becomes of a sound between the two is `pipeline`'s.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from support.errors import NotFound, Refused
from support.services import holds_legal, hooks, people, ticket_rules, tickets, voicemails
from support.store import calls as call_store
from support.store import orders, search
from support.store import recordings as store
from support.store.base import Session, announce
from support.store.calls import CallRow
from support.store.recordings import Recording

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
    recording = store.recording_by_sid(session, news.sid) if news.sid else None
    if recording is None and row:
        recording = store.recording_of_question(session, row.id, news.seq)
        if recording is None and news.seq == RESCUED and news.status == "completed":
            recording = _rescued(session, row, RESCUED, now)
    if recording is None or recording.state != "expected":
        return
    if news.status == "completed":
        take(session, recording, news, now)
    else:
        absent(session, recording, now)


def is_expected(session: Session, sid: str) -> bool:
    """Whether there is a row for this recording of the phone company's."""
    return bool(sid) and store.recording_by_sid(session, sid) is not None


def take(session: Session, recording: Recording, news: News, now: datetime) -> None:
    """The sound is at the phone company: fetch it, once."""
    if recording.state not in ("expected", "absent"):
        return
    recording.state, recording.sid = "announced", news.sid
    recording.url, recording.seconds = news.url, news.seconds
    call = call_store.by_id(session, recording.call_id)
    if call:
        recording.queue = recording.queue or call.queue
        recording.language = recording.language or call.language
    fetch(session, recording, now)


def fetch(session: Session, recording: Recording, now: datetime) -> None:
    """Under a name that stands in the order: however often it is begun, there is one sound."""
    recording.stage = "fetch"
    name = f"{secrets.token_hex(16)}.wav"
    orders.place(session, "fetch_recording", now, recording.call_id, recording_id=recording.id, name=name)
    announce(session, "recordings")


def absent(session: Session, recording: Recording, now: datetime) -> None:
    """Nothing was said: whoever called is a missed call."""
    recording.state, recording.stage = "absent", ""
    tickets.recording_kept(session, recording, now)
    if recording.kind == "voicemail":
        voicemails.voicemail_filed(session, recording, (), 0.0, now)
    announce(session, "recordings")


def rescued(session: Session, call_sid: str, now: datetime) -> None:
    """A message was just left with the apology: its ticket is there before the call's end is told."""
    row = call_store.lock(session, call_sid)
    if row and store.recording_of_question(session, row.id, RESCUED) is None:
        _rescued(session, row, RESCUED, now)


def rescue(session: Session, row: CallRow, news: News, now: datetime) -> None:
    """A message of which we never heard: it becomes a ticket like any other."""
    seq = min(store.lowest_seq(session, row.id), RESCUED + 1) - 1
    take(session, _rescued(session, row, seq, now), news, now)


def _rescued(session: Session, row: CallRow, seq: int, now: datetime) -> Recording:
    """A message left with the fallback, when nothing else worked: it becomes a ticket like any other."""
    ticket = ticket_rules.outcome(session, "voicemail", row, row.queue or RESCUE_QUEUE, now)
    facts = {"queue": ticket.queue, "ticket": ticket.number} if ticket else {"queue": row.queue}
    call_store.append(session, row.id, now, [("voicemail_opened", facts)])
    return tickets.expect_recording(session, row.id, ticket, seq, now)


def ask_for_missing(session: Session, now: datetime) -> None:
    """Recordings that were promised and never announced: ask the phone company."""
    for recording in store.overdue_recordings(session, now - timedelta(seconds=MISSING_AFTER_S)):
        call = call_store.by_id(session, recording.call_id)
        if call and call.ended_at is not None:
            recording.asked_at = now
            wanted = {"call_sid": call.sid, "seq": recording.seq}
            if recording.sid:
                wanted["sid"] = recording.sid
            orders.place(session, "find_recording", now, call.id, **wanted)


def delete(session: Session, recording_id: int, user_id: int | None, reason: str, now: datetime) -> Recording:
    """Its sound and its words go, here and at the phone company; the row says that they did.

    Raises Refused while it is held. Twice: nothing more happens.
    """
    recording = store.locked(session, recording_id)
    if recording is None:
        raise NotFound("there is no recording %(number)s", number=recording_id)
    if recording.state == "deleted":
        return recording
    if holds_legal.is_held(session, recording):
        raise Refused("this recording is held and cannot be deleted")
    drop_sounds(session, recording, (recording.path, recording.copy_path), now)
    recording.state, recording.stage, recording.deleted_at = "deleted", "", now
    recording.path = recording.copy_path = recording.error = recording.note = ""
    recording.peaks, recording.expires_at = [], None
    store.replace_lines(session, recording_id, ())
    search.forget(session, "recording", recording_id)
    remove_at_carrier(session, recording, now)
    people.audit(session, user_id, "recording_deleted", str(recording_id), now, reason=reason)
    hooks.emit(session, "recording.deleted", {"id": recording_id, "reason": reason}, now)
    tickets.recording_kept(session, recording, now)
    announce(session, "recordings")
    return recording


def drop_sounds(session: Session, recording: Recording, names: Sequence[str], now: datetime) -> None:
    """Files without a row to speak of them."""
    wanted = [name for name in names if name]
    if wanted:
        orders.place(session, "delete_sound", now, recording.call_id, names=wanted)


def remove_at_carrier(session: Session, recording: Recording, now: datetime) -> None:
    """The phone company's copy goes too."""
    if recording.sid and recording.removed_at is None:
        recording.stage = "remove"
        orders.place(
            session, "remove_recording", now, recording.call_id,
            recording_id=recording.id, sid=recording.sid,
        )  # fmt: skip


def recording(session: Session, recording_id: int) -> Recording:
    found = store.recording(session, recording_id)
    if found is None:
        raise NotFound("there is no recording %(number)s", number=recording_id)
    return found
